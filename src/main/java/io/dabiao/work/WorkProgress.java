package io.dabiao.work;

import java.util.Optional;

/** What work says of itself while it is done. */
public interface WorkProgress {

    /**
     * Says how far it has come.
     *
     * @param done at most {@code of}
     * @param of 0 where what is done cannot be divided
     * @return false where it was asked to end: by someone, because the service ends, or because it was taken for lost
     * @throws RuntimeException where the database is away
     */
    boolean at(int done, int of);

    /**
     * Likewise, in the kind's own words.
     *
     * @param note what is shown of it
     */
    boolean at(String note);

    /**
     * Ends the work together with what its kind keeps of the end, for work that runs alone: who sees the one may begin the next. A task
     * that does not call it ends when it returns or throws.
     *
     * @param state not {@link WorkState#RUNNING}
     * @param reason why it failed; empty where it has not
     * @param kept done within the same transaction
     */
    void end(WorkState state, Optional<String> reason, Runnable kept);
}
