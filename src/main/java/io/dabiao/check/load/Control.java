package io.dabiao.check.load;

/** What a run asks and tells while it goes on; called by the thread of the run, a few times a second. */
public interface Control {

    /** Whether somebody wants it to end. */
    boolean aborted();

    /** How it goes. */
    void progress(LoadProgress loadProgress);

    /**
     * How a run goes at the moment.
     *
     * @param level the users of the level under way
     * @param phase {@code ramp}, {@code measure} or {@code drain}
     * @param secondsLeft of the level
     * @param requests of the level so far, those of the ramp included
     * @param errors of them
     * @param p95Seconds of the latest second; 0 where nothing was answered in it
     */
    record LoadProgress(int level, String phase, double secondsLeft, long requests, long errors, double p95Seconds) {}
}
