package io.dabiao.app;

/**
 * Whether a job has rested for what it worked, over some time rather than after each run: what it saved up by resting it may work off at
 * once, so that a first event after a quiet while is not kept waiting and a stream of them is. Not safe for use by several threads.
 */
final class Rested {

    /** Of work at most: what more rest than this would allow is not saved up. */
    private static final long MOST_NANOS = 1_000_000_000L;

    private final int rest;
    private long saved = MOST_NANOS;
    private long asOf;

    /**
     * @param rest how many times as long as it works it rests, at least 1
     * @param nanoTime now
     */
    Rested(int rest, long nanoTime) {
        this.rest = Math.max(1, rest);
        this.asOf = nanoTime;
    }

    /**
     * Notes a run. Of the time that it waited half counts as work: the database works meanwhile, often on the same machine, but a machine
     * that is busy with other things makes it wait as well.
     *
     * @param begun when, by {@link System#nanoTime}
     * @param ended when, by the same
     * @param cpu what the run took of a processor on its own thread, in nanoseconds
     */
    void worked(long begun, long ended, long cpu) {
        save(ended);
        saved -= cpu + Math.max(0, ended - begun - cpu) / 2;
    }

    boolean enough(long nanoTime) {
        save(nanoTime);
        return saved > 0;
    }

    private void save(long nanoTime) {
        saved = Math.min(MOST_NANOS, saved + Math.max(0, nanoTime - asOf) / rest);
        asOf = nanoTime;
    }
}
