package io.dabiao;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a test waits for a condition before it fails. A wait ends as soon as its condition holds, so patience costs time only
 * where something is broken; what it must not do is to fail on a machine that is merely busy. It therefore follows the machine:
 * the more threads compete for a processor when the tests begin, the longer it is.
 */
public final class Patience {

    private static final Duration ON_A_QUIET_MACHINE = Duration.ofMinutes(2);

    /** Beyond it a wait would outlive the patience of the one who started the tests. */
    private static final double MOST = 2;

    /** For one condition, at least two minutes. */
    public static final Duration PATIENCE =
            ON_A_QUIET_MACHINE.multipliedBy(Math.round(factor() * 4)).dividedBy(4);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Patience() {}

    /**
     * Waits for a condition that much of the machine takes part in, such as the start of a service beside others: {@link #PATIENCE} of a quiet
     * machine, in which a second counts the less the more threads compete for a processor while it passes.
     *
     * @param pause between two looks
     * @throws AssertionError where it does not hold by then
     */
    public static void until(String what, Duration pause, Callable<Boolean> condition) {
        Instant begun = Instant.now();
        double waited = 0;
        long before = System.nanoTime();
        while (!holds(condition)) {
            if (waited > ON_A_QUIET_MACHINE.toNanos()) {
                throw new AssertionError(what + ": not in " + Duration.between(begun, Instant.now()));
            }
            LockSupport.parkNanos(pause.toNanos()); // The wait between two looks.
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting: " + what);
            }
            long now = System.nanoTime();
            waited += (now - before) / competing();
            before = now;
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (RuntimeException broken) {
            throw broken;
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The same, looking often enough for what takes seconds. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, PAUSE, condition);
    }

    /** Runnable threads of the whole machine for each processor; one where the system does not tell. */
    private static double competing() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return Math.max(1, load / Runtime.getRuntime().availableProcessors());
    }

    private static double factor() {
        return Math.min(MOST, competing());
    }
}
