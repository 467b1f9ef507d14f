package io.dabiao.work;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Keeps the leases of this replica's works, and ends those whose replica has died. */
@ApplicationScoped
class WorkLeasesJob implements BackgroundJob {

    private final WorkQueue queue;

    WorkLeasesJob(WorkQueue queue) {
        this.queue = queue;
    }

    @Override
    public String name() {
        return "work leases";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void run(Instant now) {
        queue.sweep(now);
    }
}
