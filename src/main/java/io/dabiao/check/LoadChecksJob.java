package io.dabiao.check;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Hands over what load checks that ended found. */
@ApplicationScoped
class LoadChecksJob implements BackgroundJob {

    private final LoadChecks loads;

    LoadChecksJob(LoadChecks loads) {
        this.loads = loads;
    }

    @Override
    public String name() {
        return "load checks";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void run(Instant now) {
        loads.tell();
    }
}
