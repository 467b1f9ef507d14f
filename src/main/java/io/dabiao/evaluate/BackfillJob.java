package io.dabiao.evaluate;

import io.dabiao.lifecycle.BackgroundJob;
import io.dabiao.store.Backfill;
import io.dabiao.store.LogProgress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Fills the series of new and changed measures from the log. */
@ApplicationScoped
class BackfillJob implements BackgroundJob {

    private final Assessor assessor;
    private final LogProgress logProgress;
    private final Backfill backfill;

    BackfillJob(Assessor assessor, LogProgress logProgress, Backfill backfill) {
        this.assessor = assessor;
        this.logProgress = logProgress;
        this.backfill = backfill;
    }

    @Override
    public String name() {
        return "backfill";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(3);
    }

    @Override
    public int rest() {
        return 10;
    }

    /** Years of events may have to be read again. */
    @Override
    public Duration patience() {
        return Duration.ofDays(1);
    }

    @Override
    public void run(Instant now) {
        if (!logProgress.unready(assessor.needed()).isEmpty()) {
            backfill.run();
        }
    }
}
