/**
 * Facts that the service fetches, or that others' systems push in their own form. What differs between kinds of sources is one
 * folder each beside this one, found by its name; here is what they share: the declared sources, how rows become events, when a
 * source is read, and that its bookmark is kept in the transaction that keeps its facts.
 */
package io.dabiao.ingest.source;
