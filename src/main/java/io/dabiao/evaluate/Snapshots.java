package io.dabiao.evaluate;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.declare.Declarations;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Once a day, whichever replica is alive, every open indicator is kept as it stood at the day's end. */
@ApplicationScoped
public class Snapshots {

    private static final Logger LOG = Logger.getLogger(Snapshots.class);

    /** Days made up for after the service was away; older ones can be evaluated at any time, they are not lost. */
    private static final int MADE_UP = 31;

    private final Clock clock;
    private final Declarations declarations;
    private final Assessor assessor;

    Snapshots(Clock clock, Declarations declarations, Assessor assessor) {
        this.clock = clock;
        this.declarations = declarations;
        this.assessor = assessor;
    }

    /** Keeps every day that has ended and is not kept yet; returns how many rows that were. */
    public int take() {
        ZoneId zone = declarations.zone();
        LocalDate today = clock.instant().atZone(zone).toLocalDate();
        int rows = 0;
        for (LocalDate day = today.minusDays(MADE_UP); day.isBefore(today); day = day.plusDays(1)) {
            LocalDate ended = day;
            for (int year : declarations.inForce().years()) {
                boolean covered = declarations.inForce().year(year).stream()
                        .anyMatch(effectiveDeclaration ->
                                covers(effectiveDeclaration.declaration().period(), ended));
                if (covered && !kept(year, day)) {
                    rows += take(year, day, zone);
                }
            }
        }
        if (rows > 0) {
            LOG.infof("daily snapshot: %d rows", rows);
        }
        return rows;
    }

    private static boolean covers(Period period, LocalDate day) {
        return period.contains(day);
    }

    private static boolean kept(int year, LocalDate day) {
        return QuarkusTransaction.requiringNew()
                .call(() -> DailySnapshotRow.count("year = ?1 and day = ?2", year, day) > 0);
    }

    private int take(int year, LocalDate day, ZoneId zone) {
        Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
        List<Assessment> assessments =
                assessor.assess(year, end, indicator -> true).assessments();
        QuarkusTransaction.requiringNew().run(() -> {
            for (Assessment assessment : assessments) {
                row(assessment, day).persist();
            }
        });
        return assessments.size();
    }

    private DailySnapshotRow row(Assessment assessment, LocalDate day) {
        DailySnapshotRow row = new DailySnapshotRow();
        row.year = assessment.standing().declaration().year();
        row.project = assessment.standing().declaration().project();
        row.indicator = assessment.indicator().id();
        row.day = day;
        row.version = assessment.standing().version();
        row.at = assessment.evaluation().at();
        row.recordedAt = clock.instant();
        row.upTo = assessment.position().upTo();
        row.without = assessment.position().without().toArray(Long[]::new);
        row.actual = assessment.evaluation().decimal().orElse(null);
        Optional<Forecast.Expected> expected =
                assessment.evaluation().forecast().expected();
        row.probability = assessment.evaluation().probability().orElse(null);
        row.forecast = expected.map(Forecast.Expected::value).orElse(null);
        row.forecastLow = expected.map(Forecast.Expected::low).orElse(null);
        row.forecastHigh = expected.map(Forecast.Expected::high).orElse(null);
        row.verdict = assessment.evaluation().verdict().word();
        row.stale = assessment.evaluation().stale();
        row.draft = assessment.standing().draft();
        return row;
    }
}
