package io.dabiao.work;

import java.time.Duration;

/** A kind of work. A bean of this type is found; nothing else has to be said. */
public interface WorkKind {

    /** One word or a few, the same in all releases. */
    String name();

    /** How long after its end a piece of work is kept; what refers to it in the database goes with it. */
    Duration kept();

    /**
     * Work whose replica is gone has failed. Called once, within the transaction that says so.
     *
     * @param work which
     */
    default void lost(long work) {}
}
