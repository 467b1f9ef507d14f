package io.dabiao;

import java.lang.management.ManagementFactory;
import java.time.Duration;

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

    private Patience() {}

    /** Runnable threads of the whole machine for each processor; one where the system does not tell. */
    private static double factor() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        double each = load / Runtime.getRuntime().availableProcessors();
        return Math.min(MOST, Math.max(1, each));
    }
}
