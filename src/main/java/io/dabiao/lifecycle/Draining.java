package io.dabiao.lifecycle;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The end of threads in good order, while everything that they use is still there: to be called by observers of the service's end,
 * those that give work before those that do it.
 */
public final class Draining {

    /** What gives work to others ends before these do. */
    public static final int GIVERS = 100;

    /** What does work that was given. */
    public static final int WORKERS = 1_000;

    private static final Logger LOG = Logger.getLogger(Draining.class);

    private Draining() {}

    /**
     * Takes no more work, waits for what is under way and for what waits behind it, and interrupts what is not done by then.
     *
     * @param what for the log
     */
    public static void drain(ExecutorService threads, Duration patience, String what) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            int waiting = threads.shutdownNow().size();
            LOG.warnf("%s: not done within %s of the end, interrupted; %d more had not begun", what, patience, waiting);
            if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warnf("%s: does not end on an interrupt", what);
            }
        }
    }
}
