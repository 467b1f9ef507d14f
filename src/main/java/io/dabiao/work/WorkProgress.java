package io.dabiao.work;

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
}
