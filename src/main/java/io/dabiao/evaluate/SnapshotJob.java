package io.dabiao.evaluate;

import io.dabiao.lifecycle.CalendarJob;
import io.dabiao.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Once a day every open indicator is kept as it stood at the day's end. */
@ApplicationScoped
class SnapshotJob implements CalendarJob {

    private final Snapshots snapshots;
    private final Settings settings;

    SnapshotJob(Snapshots snapshots, Settings settings) {
        this.snapshots = snapshots;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "daily-snapshot";
    }

    @Override
    public String cron() {
        return settings.snapshotAt();
    }

    @Override
    public ZoneId zone() {
        return settings.zone();
    }

    @Override
    public Optional<Duration> again() {
        return Optional.of(Duration.ofMinutes(1));
    }

    @Override
    public void run(Instant scheduled) {
        snapshots.take();
    }
}
