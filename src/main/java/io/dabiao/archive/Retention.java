package io.dabiao.archive;

import io.dabiao.core.calendar.Period;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.lifecycle.StoreOpened;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Seals;
import io.dabiao.settings.Settings;
import io.dabiao.store.EventExports;
import io.dabiao.store.Leases;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Exports months of events that are past the declared age. One replica at a time does so.
 *
 * <p>A month waits while its year is open, while a self-assessment of a year that it touches is not sealed, and while the
 * store itself still works on its events.
 */
@ApplicationScoped
public class Retention {

    /** How a month of the log stands. @param waits why it is not exported; empty where nothing but its age keeps it */
    public record Month(YearMonth month, boolean aged, Optional<String> waits) {}

    private static final Logger LOG = Logger.getLogger(Retention.class);

    private static final long FEWEST_MONTHS = 3;

    /** Live states look back over windows of weeks; no one asks about an archive for what was just measured. */
    private static final Duration YOUNGEST = Duration.ofDays(60);

    /** A late event a day must not make a file a day. */
    private static final Duration BETWEEN_PARTS = Duration.ofDays(30);

    private static final String LEASE = "event archive";

    private final Settings settings;
    private final EventExports exports;
    private final Declarations declarations;
    private final Seals seals;
    private final Leases leases;
    private final MeterRegistry meters;
    private final Clock clock;
    private final String release;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong lastExport = new AtomicLong();

    Retention(
            Settings settings,
            EventExports exports,
            Declarations declarations,
            Seals seals,
            Leases leases,
            MeterRegistry meters,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String release) {
        this.settings = settings;
        this.exports = exports;
        this.declarations = declarations;
        this.seals = seals;
        this.leases = leases;
        this.meters = meters;
        this.clock = clock;
        this.release = release;
    }

    void start(@Observes StartupEvent started) {
        settings.retention().ifPresent(age -> {
            if (age.isNegative() || age.toTotalMonths() < FEWEST_MONTHS) {
                throw new IllegalStateException("dabiao.retention must be at least P3M, not " + age
                        + ": reports of a year are made after its end");
            }
            Gauge.builder("dabiao.archive.waiting", waiting, AtomicLong::get)
                    .description("Months past the retention that wait, as of this replica's last look.")
                    .baseUnit("months")
                    .register(meters);
        });
    }

    void opened(@Observes StoreOpened store) {
        exports.parts().stream()
                .map(EventExports.Part::exportedAt)
                .max(Instant::compareTo)
                .ifPresent(this::lastExport);
    }

    /** Exports what may go, one month after another; returns at once where no retention is set, or another replica is at it. */
    public void round() {
        if (settings.retention().isEmpty()) {
            return;
        }
        Optional<Leases.Lease> lease = leases.take(LEASE);
        if (lease.isEmpty()) {
            return;
        }
        Leases.Lease mine = lease.get();
        try {
            long wait = 0;
            for (Month month : months()) {
                if (month.aged() && month.waits().isEmpty() && mine.held()) {
                    wait += exported(month.month()) ? 0 : 1;
                } else if (month.aged()) {
                    wait++;
                }
            }
            waiting.set(wait);
        } finally {
            mine.close();
        }
    }

    private boolean exported(YearMonth month) {
        try {
            record(exports.export(month, release, "retention", clock.instant()));
            return true;
        } catch (EventExports.Refused later) {
            LOG.infof("not exported: %s", later.getMessage());
            return false;
        }
    }

    /** Without an export there is no such gauge. */
    private void lastExport(Instant at) {
        lastExport.set(at.getEpochSecond());
        Gauge.builder("dabiao.archive.last.export.timestamp", lastExport, AtomicLong::get)
                .description("When a month was last exported, as far as this replica knows.")
                .baseUnit("seconds")
                .register(meters);
    }

    private void record(EventExports.Part part) {
        lastExport(part.exportedAt());
        LOG.infof("%d events of %s were exported to %s", part.events(), part.month(), part.file());
    }

    /** How each month of the log stands. */
    public List<Month> months() {
        List<EventExports.Part> parts = exports.parts();
        return exports.months().stream().map(month -> standing(month, parts)).toList();
    }

    private Month standing(YearMonth month, List<EventExports.Part> parts) {
        boolean aged = settings.retention()
                .filter(age -> !end(month)
                        .atZone(settings.zone())
                        .plus(age)
                        .toInstant()
                        .isAfter(clock.instant()))
                .isPresent();
        Optional<String> waits = waits(month).or(() -> further(month, parts));
        return new Month(month, aged, waits);
    }

    /** Whether what the log holds of a month that was exported before stays there for now. */
    private Optional<String> further(YearMonth month, List<EventExports.Part> parts) {
        List<EventExports.Part> before =
                parts.stream().filter(part -> part.month().equals(month)).toList();
        if (before.stream().anyMatch(part -> part.restoredAt().isPresent())) {
            return Optional.of("it was read back; ./dabiao archive export " + month + " exports it again");
        }
        return before.stream()
                .map(part -> part.exportedAt().plus(BETWEEN_PARTS))
                .max(Instant::compareTo)
                .filter(due -> due.isAfter(clock.instant()))
                .map(due -> "events of it came after it was exported; they make a further file from " + due + " on");
    }

    /**
     * Exports a month whatever its age.
     *
     * @throws EventExports.Refused where something still needs its events
     */
    public EventExports.Part export(YearMonth month, String by) {
        Leases.Lease mine = lease();
        try {
            waits(month).ifPresent(reason -> refuse(month, reason));
            EventExports.Part part = exports.export(month, release, by, clock.instant());
            record(part);
            return part;
        } finally {
            mine.close();
        }
    }

    /** Reads a month back into the log; answers with the files that were read. */
    public List<EventExports.Part> restore(YearMonth month, String by) {
        List<EventExports.Part> restored = new ArrayList<>();
        for (EventExports.Part part : exports.parts()) {
            if (part.month().equals(month)
                    && part.restoredAt().isEmpty()
                    && exports.restore(part, by, clock.instant())) {
                restored.add(part);
            }
        }
        return restored;
    }

    private Leases.Lease lease() {
        return leases.take(LEASE)
                .orElseThrow(() -> new EventExports.Refused("another export is under way; try again later"));
    }

    private static void refuse(YearMonth month, String reason) {
        throw new EventExports.Refused(month + " waits: " + reason);
    }

    /** What still needs a month's events; empty where nothing does. */
    private Optional<String> waits(YearMonth month) {
        Instant now = clock.instant();
        if (end(month).plus(YOUNGEST).isAfter(now)) {
            return Optional.of("it ended less than " + YOUNGEST.toDays() + " days ago");
        }
        return open(month, now).or(() -> unsealed(month, now)).or(() -> exports.inTheWay(month));
    }

    /** Months are UTC's and years the institution's: December mostly touches two. */
    private Optional<String> open(YearMonth month, Instant now) {
        ZoneId zone = settings.zone();
        int year = end(month).minusNanos(1).atZone(zone).getYear();
        return Period.year(year, zone).over(now) ? Optional.empty() : Optional.of("the year " + year + " is open");
    }

    private Optional<String> unsealed(YearMonth month, Instant now) {
        for (int year : declarations.inForce().years()) {
            for (EffectiveDeclaration effectiveDeclaration :
                    declarations.inForce().year(year)) {
                Period period = effectiveDeclaration.declaration().period();
                if (period.start().isBefore(end(month)) && start(month).isBefore(period.end())) {
                    String project = effectiveDeclaration.declaration().project();
                    if (!period.over(now)) {
                        return Optional.of("the year " + year + " of " + project + " is open");
                    }
                    if (!effectiveDeclaration.draft()
                            && seals.versions(ReportKind.SELF_ASSESSMENT, year, project)
                                    .isEmpty()) {
                        return Optional.of("the self-assessment " + year + " of " + project + " is not sealed");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant end(YearMonth month) {
        return start(month.plusMonths(1));
    }
}
