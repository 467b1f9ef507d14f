package io.dabiao.store;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Folds pending rollups. It keeps up with those who write: what it does not do, every evaluation has to. */
@ApplicationScoped
class FoldingJob implements BackgroundJob {

    private final Folding folding;

    FoldingJob(Folding folding) {
        this.folding = folding;
    }

    @Override
    public String name() {
        return "folding";
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(500);
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        folding.fold();
    }
}
