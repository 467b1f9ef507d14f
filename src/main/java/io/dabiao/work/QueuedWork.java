package io.dabiao.work;

import java.time.Instant;
import java.util.Optional;

/**
 * A piece of work as it was on record at an instant.
 *
 * @param owner who asked for it
 * @param done of {@code of}
 * @param of 0 where what is done cannot be divided
 * @param note how far it has come in the kind's own words
 * @param reason why it failed; empty where it has not
 * @param ended empty while it runs
 */
public record QueuedWork(
        long id,
        String kind,
        String owner,
        WorkState state,
        int done,
        int of,
        Optional<String> note,
        Optional<String> reason,
        Instant begun,
        Optional<Instant> ended) {

    public boolean running() {
        return state == WorkState.RUNNING;
    }

    /** In whole percent; -1 where what is done cannot be divided. */
    public int percent() {
        if (state == WorkState.DONE) {
            return 100;
        }
        return of == 0 ? -1 : (int) (100L * done / of);
    }
}
