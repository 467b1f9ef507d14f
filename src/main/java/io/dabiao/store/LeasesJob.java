package io.dabiao.store;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Renews the leases that this replica holds. */
@ApplicationScoped
class LeasesJob implements BackgroundJob {

    private final Leases leases;

    LeasesJob(Leases leases) {
        this.leases = leases;
    }

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        leases.renew();
    }
}
