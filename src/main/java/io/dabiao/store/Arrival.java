package io.dabiao.store;

import io.dabiao.core.event.Event;

/**
 * An event as it arrived, fit to be taken.
 *
 * @param event what it says
 * @param data the sender's own JSON of its data
 * @param extra further envelope attributes as JSON; null where there are none
 * @param digest tells whether a later copy says the same
 * @param formerDigest the same as releases before 2026-12 made it, by which the log may know an earlier copy
 * @param raw the whole event as it came, for the record of a conflict
 */
public record Arrival(Event event, String data, String extra, long digest, long formerDigest, byte[] raw) {

    /** Whether the copy that has a digest says the same. */
    public boolean says(long digestOfCopy) {
        return digestOfCopy == digest || digestOfCopy == formerDigest;
    }
}
