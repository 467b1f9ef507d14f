package io.dabiao.postgres.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a condition outside this process, looked at every 20 ms. */
final class Wait {

    static final long STEP_MILLIS = 20;

    private Wait() {}

    /**
     * Waits through interrupts, which stay noted on the thread: it guards steps of a few seconds that must not be left
     * half done, such as a shutdown.
     *
     * @return whether the condition held before patience ran out
     */
    static boolean until(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - deadline >= 0) {
                    return false;
                }
                try {
                    Thread.sleep(STEP_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
