package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A series that is added late says what it would have said, had it been there from the beginning. */
class BackfillTest {

    @RegisterExtension
    static final StoreDatabase DATABASE = new StoreDatabase();

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
    private static final LocalDate UNTIL = LocalDate.of(2025, 1, 1);

    private final StoreDatabase.Replica replica = DATABASE.replica();

    @BeforeEach
    void nothingWaits() {
        replica.backfill.run();
        replica.folding.fold();
    }

    private static Series tally(String type) {
        return new Series(ZONE, Selector.parse(type), Fold.TALLY, List.of());
    }

    private FactsReader.Read read(Series series) {
        return replica.facts.read(Map.of(series, FIRST), UNTIL, Instant.parse("2024-12-31T12:00:00Z"));
    }

    private Map<LocalDate, Rollup> days(Series series) {
        return read(series).facts().days(series, FIRST, UNTIL);
    }

    private static Map.Entry<LocalDate, Rollup> day(String day, int events) {
        return Map.entry(LocalDate.parse(day), new Rollup.Tally(events, 0));
    }

    @Test
    void whatCameBeforeIsReadMonthByMonthAndWhatComesMeanwhileCountsOnce() {
        Series series = tally("backfill.call");
        replica.append(
                "backfill.call",
                "a 2024-01-31T15:59:59Z {}",
                "b 2024-01-31T16:00:00Z {}", // Of two months: January of UTC's, February of Shanghai's.
                "c 2024-02-01T00:00:00Z {}",
                "d 2024-11-11T00:00:00Z {}");
        replica.append("backfill.other", "e 2024-02-01T00:00:00Z {}");
        replica.register.keep(List.of(series));
        replica.append("backfill.call", "f 2024-02-01T08:00:00Z {}", "a 2024-01-31T15:59:59Z {}");
        assertThat(read(series).unready()).containsExactly(series);

        replica.backfill.run();

        assertThat(read(series).unready()).isEmpty();
        assertThat(days(series)).containsOnly(day("2024-01-31", 1), day("2024-02-01", 3), day("2024-11-11", 1));
        SeriesRegister.Kept kept = replica.register.kept(series).orElseThrow();
        assertThat(kept.ready()).isTrue();
        assertThat(kept.done()).isEqualTo(kept.total());
        replica.folding.fold();
        replica.backfill.run();
        assertThat(days(series)).as("again").contains(day("2024-02-01", 3));
    }

    @Test
    void whileAnotherReplicaFillsNothingIsDone() {
        Series series = tally("backfill.held");
        replica.append("backfill.held", "held 2024-05-05T00:00:00Z {}");
        replica.register.keep(List.of(series));

        DATABASE.replica().transactions.update(handle -> {
            Connection connection = handle.getConnection();
            Locks.BACKFILL.exclusive(connection);
            replica.backfill.run();
            return null;
        });

        assertThat(replica.register.kept(series).orElseThrow().ready()).isFalse();
        replica.backfill.run();
        assertThat(days(series)).containsOnly(day("2024-05-05", 1));
    }

    @Test
    void aMonthInAFileIsReadFromItAndWhileItIsAwayTheSeriesStaysIncomplete() throws IOException {
        replica.append("backfill.kept", "june 2024-06-15T00:00:00Z {}", "july 2024-07-15T00:00:00Z {}");
        replica.folding.fold();
        EventExports.Part part = replica.exports.export(YearMonth.of(2024, 6), "test", "test", StoreDatabase.RECEIVED);
        Series series = tally("backfill.kept");
        replica.register.keep(List.of(series));
        Path file = DATABASE.archive().resolve(part.file());
        Path away = file.resolveSibling("away");
        Files.move(file, away);

        assertThatThrownBy(replica.backfill::run).isInstanceOf(EventExports.Refused.class);
        replica.register.refresh();
        assertThat(replica.register.kept(series).orElseThrow().ready()).isFalse();

        Files.move(away, file);
        replica.backfill.run();
        assertThat(days(series)).containsOnly(day("2024-06-15", 1), day("2024-07-15", 1));
    }
}
