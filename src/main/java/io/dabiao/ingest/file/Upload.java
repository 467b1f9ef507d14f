package io.dabiao.ingest.file;

import io.dabiao.work.QueuedWork;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A spreadsheet that somebody tries, and how far it has come.
 *
 * @param name the file's
 * @param whole whether rows of earlier files that are not in it are to be withdrawn
 * @param work the last try to read it or to take it over; counts percent of the rows
 * @param fault why it cannot be read, or was not taken over
 * @param year of days and months that bear none, as a person said
 */
public record Upload(
        long id,
        String name,
        String type,
        String series,
        boolean whole,
        State state,
        QueuedWork work,
        Optional<Fault> fault,
        OptionalInt year,
        Instant begun) {

    /** What has become of it. */
    public enum State {
        TRYING,
        /** It may be taken over, unless rows are wrong. A fault says why it was not. */
        TRIED,
        TAKING,
        TAKEN,
        /** It cannot even be tried; the fault says why. */
        FAILED;

        /** Whether work is being done on it. */
        public boolean runs() {
            return this == TRYING || this == TAKING;
        }
    }

    /**
     * What stood in the way.
     *
     * @param code of the errors; of a file that a release before tried, their title
     * @param detailZh empty where it is said in English alone
     */
    public record Fault(String code, String detail, Optional<String> detailZh) {}
}
