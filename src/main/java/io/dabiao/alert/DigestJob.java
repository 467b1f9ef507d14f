package io.dabiao.alert;

import io.dabiao.lifecycle.CalendarJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Sends the weekly digests whose hour it is; one that was missed goes an hour later. */
@ApplicationScoped
class DigestJob implements CalendarJob {

    private final Digests digests;

    DigestJob(Digests digests) {
        this.digests = digests;
    }

    @Override
    public String name() {
        return "digests";
    }

    @Override
    public String cron() {
        return "0 0 * * * ?";
    }

    /** A full hour is one in each zone that institutions have; each digest's own hour is looked at by the institution's clocks. */
    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }

    @Override
    public void run(Instant scheduled) {
        digests.round(scheduled);
    }
}
