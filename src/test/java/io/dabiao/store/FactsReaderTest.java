package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is known before an instant is what the events before it say, to the second and in each zone. */
class FactsReaderTest {

    @RegisterExtension
    static final StoreDatabase DATABASE = new StoreDatabase();

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
    private static final LocalDate UNTIL = LocalDate.of(2025, 1, 1);

    private final StoreDatabase.Replica replica = DATABASE.replica();

    @BeforeEach
    void nothingWaits() {
        replica.backfill.run();
        replica.folding.fold();
    }

    private Map<LocalDate, Rollup> days(Series series, Instant before) {
        Map<LocalDate, Rollup> days = new TreeMap<>(
                replica.facts.read(Map.of(series, FIRST), UNTIL, before).facts().days(series, FIRST, UNTIL));
        // A day that has begun and of which nothing happened yet.
        days.values().removeIf(new Rollup.Tally(0, 0)::equals);
        return days;
    }

    private static Map<LocalDate, Rollup> counted(List<Instant> times, ZoneId zone, Instant before) {
        Map<LocalDate, Rollup> days = new TreeMap<>();
        times.stream()
                .filter(time -> time.isBefore(before))
                .forEach(time -> days.merge(time.atZone(zone).toLocalDate(), new Rollup.Tally(1, 0), Rollup::merge));
        return days;
    }

    @Test
    void atEveryInstantIsKnownWhatHappenedBeforeIt() {
        List<Series> zones = new ArrayList<>();
        for (String zone : List.of("Asia/Shanghai", "UTC", "America/St_Johns")) {
            zones.add(new Series(ZoneId.of(zone), Selector.parse("facts.call"), Fold.TALLY, List.of()));
        }
        replica.register.keep(zones);
        replica.backfill.run();
        Random random = new Random(18);
        Instant start = Instant.parse("2024-06-29T20:00:00Z");
        List<Instant> times = new ArrayList<>();
        for (int batch = 0; batch < 8; batch++) {
            String[] events = new String[25];
            for (int i = 0; i < events.length; i++) {
                Instant time = start.plusSeconds(random.nextInt(2 * 86_400));
                times.add(time);
                events[i] = "call-" + times.size() + " " + time + " {}";
            }
            replica.append("facts.call", events);
            if (batch == 3) {
                replica.folding.fold(); // So half of them wait.
            }
        }

        for (int i = 0; i < 60; i++) {
            Instant drawn = start.plusSeconds(random.nextInt(2 * 86_400));
            // On an event's second, on a mark of ten minutes, at Shanghai's midnight, or anywhere.
            Instant before = switch (i % 4) {
                case 0 -> times.get(random.nextInt(times.size()));
                case 1 -> Instant.ofEpochSecond(drawn.getEpochSecond() / 600 * 600);
                case 2 ->
                    drawn.atZone(SHANGHAI).toLocalDate().atStartOfDay(SHANGHAI).toInstant();
                default -> drawn;
            };
            for (Series series : zones) {
                assertThat(days(series, before))
                        .as("%s before %s", series.zone(), before)
                        .isEqualTo(counted(times, series.zone(), before));
            }
        }
    }

    @Test
    void onlyTheDaysAskedForAreReadAndASeriesThatNoOneKeepsIsUnready() {
        Series series = new Series(SHANGHAI, Selector.parse("facts.days"), Fold.TALLY, List.of());
        Series unknown = new Series(SHANGHAI, Selector.parse("facts.unknown"), Fold.TALLY, List.of());
        replica.register.keep(List.of(series));
        replica.append(
                "facts.days", "a 2024-03-01T00:00:00Z {}", "b 2024-03-02T00:00:00Z {}", "c 2024-03-03T00:00:00Z {}");
        replica.backfill.run();

        FactsReader.Read read = replica.facts.read(
                Map.of(series, LocalDate.of(2024, 3, 2), unknown, FIRST),
                LocalDate.of(2024, 3, 3),
                Instant.parse("2024-12-01T00:00:00Z"));

        assertThat(read.facts().days(series, FIRST, UNTIL)).containsOnlyKeys(LocalDate.of(2024, 3, 2));
        assertThat(read.facts().days(unknown, FIRST, UNTIL)).isEmpty();
        assertThat(read.unready()).containsExactly(unknown);
    }

    @Test
    void theFirstSignOfLifeIsKnownFromBeforeTheDaysThatAreRead() {
        Series signs = new Series(SHANGHAI, Selector.parse("facts.sign"), Fold.SEEN, List.of());
        replica.register.keep(List.of(signs));
        replica.backfill.run();
        replica.append("facts.sign", "old 2023-05-05T00:00:00Z {}", "new 2024-05-05T00:00:00Z {}");

        for (String state : List.of("pending", "folded")) {
            FactsReader.Read read =
                    replica.facts.read(Map.of(signs, FIRST), UNTIL, Instant.parse("2024-06-01T00:00:00Z"));
            assertThat(read.facts().firstSign(signs)).as(state).contains(LocalDate.of(2023, 5, 5));
            replica.folding.fold();
        }
        assertThat(replica.facts
                        .read(Map.of(signs, FIRST), UNTIL, Instant.parse("2023-05-05T00:00:00Z"))
                        .facts()
                        .firstSign(signs))
                .as("at its very moment it has not happened before")
                .isEmpty();
    }

    @Test
    void aPositionLeavesOutWhatIsNotCommittedYet() {
        replica.append("facts.position", "a 2024-02-01T00:00:00Z {}");
        long open = DATABASE.replica().transactions.update(handle -> {
            long taken = handle.createQuery("select nextval('batch_no')")
                    .mapTo(long.class)
                    .one();
            replica.append("facts.position", "b 2024-02-02T00:00:00Z {}");
            Position meanwhile = replica.facts.position();
            assertThat(meanwhile.upTo()).isGreaterThan(taken);
            assertThat(meanwhile.without()).contains(taken);
            return taken;
        });

        assertThat(replica.facts.position().without())
                .as("its number was given, no batch has it")
                .contains(open);
    }

    @Test
    void withinTenMinutesTheEventsThemselvesAreNeeded() {
        Series series = new Series(SHANGHAI, Selector.parse("facts.exported"), Fold.TALLY, List.of());
        replica.register.keep(List.of(series));
        replica.append("facts.exported", "a 2024-09-10T01:02:03Z {}");
        replica.backfill.run();
        replica.folding.fold();
        replica.exports.export(YearMonth.of(2024, 9), "test", "test", StoreDatabase.RECEIVED);

        assertThat(days(series, Instant.parse("2024-09-10T01:10:00Z")))
                .as("on a mark of ten minutes")
                .containsOnlyKeys(LocalDate.of(2024, 9, 10));
        assertThatThrownBy(() -> days(series, Instant.parse("2024-09-10T01:05:00Z")))
                .isInstanceOf(EventsExported.class);
    }
}
