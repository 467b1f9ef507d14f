package io.dabiao.check;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes the results of probes durable. Each hand-over is a batch with a row of its own: 50 sites every 30 seconds would fill one
 * for almost every result, were it more often.
 */
@ApplicationScoped
class ProbeResultsJob implements BackgroundJob {

    private final Probing probing;

    ProbeResultsJob(Probing probing) {
        this.probing = probing;
    }

    @Override
    public String name() {
        return "probe results";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        probing.handOver();
    }
}
