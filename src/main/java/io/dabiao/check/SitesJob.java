package io.dabiao.check;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Says that this replica lives, and takes up or gives away sites; often enough for {@link Probing#ALIVE}. */
@ApplicationScoped
class SitesJob implements BackgroundJob {

    private final Probing probing;

    SitesJob(Probing probing) {
        this.probing = probing;
    }

    @Override
    public String name() {
        return "sites to probe";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(2);
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        probing.beat();
    }
}
