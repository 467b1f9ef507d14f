/**
 * Facts from message brokers. What differs between brokers is one folder each beside this one, found by its name; here is
 * what they share: the declared streams, what a message says, and that a broker may forget a message only after the commit.
 */
package io.dabiao.ingest.stream;
