/** What work on bytes that a stranger sent may take: memory, time, and places at once. All that unpacks, decodes, hashes or parses asks here. */
package io.dabiao.budget;
