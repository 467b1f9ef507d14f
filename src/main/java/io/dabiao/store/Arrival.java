package io.dabiao.store;

import io.dabiao.core.Event;

/**
 * An event as it arrived, fit to be taken.
 *
 * @param event what it says
 * @param data the sender's own JSON of its data
 * @param extra further envelope attributes as JSON; null where there are none
 * @param digest tells whether a later copy says the same
 * @param raw the whole event as it came, for the record of a conflict
 */
public record Arrival(Event event, String data, String extra, long digest, byte[] raw) {}
