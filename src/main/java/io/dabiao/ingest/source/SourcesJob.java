package io.dabiao.ingest.source;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Begins to read the sources that are due, and fails while something is the matter with one, so that an alert says so. */
@ApplicationScoped
class SourcesJob implements BackgroundJob {

    private final SourceRuns runs;

    SourcesJob(SourceRuns runs) {
        this.runs = runs;
    }

    @Override
    public String name() {
        return "sources";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void run(Instant now) {
        runs.look(now);
    }
}
