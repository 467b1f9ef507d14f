/** Facts that others' systems post in their own form, each to an address of its own. */
package io.dabiao.ingest.hook;
