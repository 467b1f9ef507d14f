package io.dabiao.access;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Brings failed tries into the audit log. */
@ApplicationScoped
class FailedTriesJob implements BackgroundJob {

    private final FailedTriesRecorder recorder;

    FailedTriesJob(FailedTriesRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public String name() {
        return "failed tries";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void run(Instant now) {
        recorder.record();
    }
}
