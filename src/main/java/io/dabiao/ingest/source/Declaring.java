package io.dabiao.ingest.source;

import io.dabiao.yaml.Cursor;
import java.time.ZoneId;

/**
 * What a kind may want to know of the source whose keys it reads.
 *
 * @param name of the source
 * @param zone of times that name none: the source's, or the institution's
 * @param by who declares it
 */
public record Declaring(String name, ZoneId zone, By by) {

    /** Who declares a source. */
    public enum By {
        /** Someone who may write files of the service's machine. */
        FILE,
        /** An administrator over the API, who may not. */
        CALLER
    }

    /**
     * Tells a fault where a caller says what would have the service read its own machine or load what is there.
     *
     * @param allowed whether it says nothing of the kind
     */
    public void expect(Cursor at, boolean allowed, String found) {
        if (by == By.CALLER && !allowed) {
            at.fault(
                    found,
                    "a source that names nothing of the service's machine",
                    "declare it in a file of the service");
        }
    }
}
