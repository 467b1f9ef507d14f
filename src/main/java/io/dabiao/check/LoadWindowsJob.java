package io.dabiao.check;

import io.dabiao.lifecycle.CalendarJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Starts the load checks that are declared for a minute. */
@ApplicationScoped
class LoadWindowsJob implements CalendarJob {

    private final LoadChecks loads;

    LoadWindowsJob(LoadChecks loads) {
        this.loads = loads;
    }

    @Override
    public String name() {
        return "load-check-windows";
    }

    @Override
    public String cron() {
        return "0 * * * * ?";
    }

    /** A minute is one everywhere; a window's own zone is looked at when it is compared. */
    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }

    @Override
    public void run(Instant scheduled) {
        loads.windows(scheduled);
    }
}
