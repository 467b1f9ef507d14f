/** People, tokens, and what was done. */
package io.dabiao.page.people;
