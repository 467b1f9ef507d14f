package io.dabiao.evaluate;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Measures the live states. */
@ApplicationScoped
class LiveStatesJob implements BackgroundJob {

    private final LiveRecorder live;

    LiveStatesJob(LiveRecorder live) {
        this.live = live;
    }

    @Override
    public String name() {
        return "live states";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int rest() {
        return 10;
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        live.round();
    }
}
