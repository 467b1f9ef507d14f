/** How what others write becomes events: one declared mapping for messages of streams and for rows and documents of sources. */
package io.dabiao.ingest.mapping;
