package io.dabiao.archive;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Exports the months of events that are past the declared age. */
@ApplicationScoped
class RetentionJob implements BackgroundJob {

    private final Retention retention;

    RetentionJob(Retention retention) {
        this.retention = retention;
    }

    @Override
    public String name() {
        return "event archive";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(20);
    }

    /** Months of millions of events are written one after another. */
    @Override
    public Duration patience() {
        return Duration.ofDays(1);
    }

    @Override
    public void run(Instant now) {
        retention.round();
    }
}
