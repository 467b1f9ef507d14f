package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.RandomEvents;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RollupCodecTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate USUAL = LocalDate.of(2024, 2, 29);
    private static final LocalDate SHORT = LocalDate.of(2024, 3, 31);
    private static final LocalDate LONG = LocalDate.of(2024, 10, 27);
    private static final int SEEDS = 10;

    @ParameterizedTest(name = "{0}, {1}, seed {2}")
    @MethodSource("days")
    void whatIsWrittenIsReadBack(Fold fold, LocalDate date, long seed) {
        DayRollup day = day(fold, date, seed, 300);

        DayRollup read = RollupCodec.decode(RollupCodec.encode(day));

        assertThat(read.fold()).isEqualTo(fold);
        assertThat(read.slots()).isEqualTo(day.slots());
        assertThat(RollupCodec.encode(read)).hasSameSizeAs(RollupCodec.encode(day));
    }

    @ParameterizedTest(name = "{0}, {1}, seed {2}")
    @MethodSource("days")
    void theTotalKeptBesideTheSlotsIsTheirSum(Fold fold, LocalDate date, long seed) {
        for (int events : new int[] {1, 2, 300}) {
            DayRollup day = day(fold, date, seed, events);

            assertThat(RollupCodec.decodeTotal(ByteBuffer.wrap(RollupCodec.encodeTotal(day))))
                    .isEqualTo(day.total());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDayOfNothingIsReadBackAsNothing(Fold fold) {
        byte[] encoded = RollupCodec.encode(new DayRollup(fold));

        assertThat(RollupCodec.decode(encoded).slots()).isEmpty();
        assertThat(RollupCodec.decode(encoded).fold()).isEqualTo(fold);
        assertThat(RollupCodec.decodeTotal(ByteBuffer.wrap(RollupCodec.encodeTotal(new DayRollup(fold)))))
                .isEqualTo(fold.nothing());
    }

    @ParameterizedTest
    @CsvSource({"2024-02-29, 143", "2024-03-31, 137", "2024-10-27, 149"})
    void aDaysSlotsAreThoseThatElapsed(LocalDate date, int last) {
        assertThat(new TreeMap<>(day(Fold.TALLY, date, 0, 2000).slots()).lastKey())
                .isEqualTo(last);
    }

    @Test
    void bothHoursThatTheClockCallsTwoAreKeptApart() {
        Series series = new Series(BERLIN, io.dabiao.core.event.Selector.ofType("thing"), Fold.TALLY, List.of());
        RollupDelta rollupDelta = new RollupDelta();
        for (String time : List.of("2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+01:00")) {
            Instant instant = java.time.OffsetDateTime.parse(time).toInstant();
            rollupDelta.add(1, series, new Event("s", time, "thing", instant, Map.of()));
        }

        DayRollup day = RollupCodec.decode(RollupCodec.encode(rollupDelta.days().get(new RollupDelta.Key(1, LONG))));

        assertThat(day.slots()).isEqualTo(Map.of(15, new Rollup.Tally(1, 0), 21, new Rollup.Tally(1, 0)));
        assertThat(day.before(18)).isEqualTo(new Rollup.Tally(1, 0));
    }

    @ParameterizedTest
    @EnumSource
    void theSlotsBeforeAnInstantAreTheEventsBeforeIt(Fold fold) {
        Series series = RandomEvents.series(fold, BERLIN);
        List<Event> events = events(LONG, 1, 300);
        Instant fifth = LONG.atStartOfDay(BERLIN).toInstant().plusSeconds(5 * 3600 + 600);
        Rollup expected = events.stream()
                .filter(event -> event.time().isBefore(fifth))
                .flatMap(event -> series.fold(event).stream())
                .reduce(fold.nothing(), Rollup::merge);

        assertThat(RollupCodec.decode(RollupCodec.encode(day(fold, LONG, 1, 300)))
                        .before(31))
                .isEqualTo(expected);
    }

    @Test
    void cellsAddUpWhatTheyReadOfTheWantedSeriesOnly() {
        RollupDelta written = new RollupDelta();
        int number = 0;
        for (Fold fold : Fold.values()) {
            Series series = RandomEvents.series(fold, BERLIN);
            number++;
            for (Event event : events(USUAL, number, 50)) {
                written.add(number, series, event);
            }
        }
        RollupDelta read = new RollupDelta();
        read.addEncoded(written.encode(), series -> series != 3);
        read.addEncoded(written.encode(), series -> series == 1);

        assertThat(read.days().keySet())
                .isEqualTo(written.days().keySet().stream()
                        .filter(key -> key.series() != 3)
                        .collect(java.util.stream.Collectors.toSet()));
        read.days().forEach((key, day) -> {
            Rollup once = written.days().get(key).total();
            assertThat(day.total()).isEqualTo(key.series() == 1 ? once.merge(once) : once);
        });
    }

    @Test
    void aLaterFormatIsRefusedRatherThanMisread() {
        byte[] encoded = RollupCodec.encode(new DayRollup(Fold.TALLY));
        encoded[0] = 3;

        assertThatThrownBy(() -> RollupCodec.decode(encoded))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a stored rollup is written in format 3, this release reads 2");
    }

    @Test
    void aRollupThatBreaksOffIsRefusedRatherThanGuessed() {
        byte[] encoded = RollupCodec.encode(day(Fold.TOTAL, USUAL, 1, 300));
        byte[] half = java.util.Arrays.copyOf(encoded, encoded.length / 2);

        assertThatThrownBy(() -> RollupCodec.decode(half)).hasMessage("a stored rollup breaks off");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void whatTheSecondFormatWroteIsReadForEver(Fold fold) {
        assertThat(RollupCodec.decode(HexFormat.of().parseHex(SECOND_FORMAT.get(fold)))
                        .slots())
                .isEqualTo(second(fold).slots());
        assertThat(RollupCodec.decodeTotal(ByteBuffer.wrap(HexFormat.of().parseHex(SECOND_TOTAL.get(fold)))))
                .isEqualTo(second(fold).total());
    }

    /** Bytes as they lie in databases: never change a line; a new format adds tables of its own. */
    private static final Map<Fold, String> SECOND_FORMAT = Map.of(
            Fold.TALLY,
            "020104000000c601d80404",
            Fold.TRIALS,
            "02020400000000c601262802",
            Fold.TOTAL,
            "02030400000200000000c6010604cfc7060402",
            Fold.EXTENT,
            "020404000000c60102010202fb05020c",
            Fold.ENDS,
            "020504000000c601040196defedd0c80a4e8030ce69da5e6ba900869642d31020403e796defedd0c80a4e8030ce69da5e6ba900869642d31020403e7",
            Fold.MEMBERS,
            "020604000000c60102020ce997a8e688b7",
            Fold.QUANTILES,
            "020704000000c6010202cc9b0c0a",
            Fold.SPANS,
            "020804000000c60102028cb502a0b50208",
            Fold.SEEN,
            "0209040000c6010196defedd0c80a4e803");

    private static final Map<Fold, String> SECOND_TOTAL = Map.of(
            Fold.TALLY,
            "0201d80404",
            Fold.TRIALS,
            "0202262802",
            Fold.TOTAL,
            "02030604cfc7060402",
            Fold.EXTENT,
            "020402010202fb05020c",
            Fold.ENDS,
            "0205040196defedd0c80a4e8030ce69da5e6ba900869642d31020403e796defedd0c80a4e8030ce69da5e6ba900869642d31020403e7",
            Fold.MEMBERS,
            "020602020ce997a8e688b7",
            Fold.QUANTILES,
            "02070202cc9b0c0a",
            Fold.SPANS,
            "020802028cb502a0b50208",
            Fold.SEEN,
            "02090196defedd0c80a4e803");

    /** Two small slots, with no more than one element wherever the order of elements is free. */
    private static DayRollup second(Fold fold) {
        Instant time = Instant.parse("2024-02-29T01:02:03.004Z");
        Rollup rollup = switch (fold) {
            case TALLY -> new Rollup.Tally(300, 2);
            case TRIALS -> new Rollup.Trials(19, 20, 1);
            case TOTAL -> new Rollup.Total(new java.math.BigDecimal("-12.345"), 3, 2, 1);
            case EXTENT ->
                new Rollup.Extent(
                        java.util.Optional.of(
                                new Rollup.Range(new java.math.BigDecimal("-0.5"), new java.math.BigDecimal("12000"))),
                        1);
            case ENDS -> {
                var level = new Rollup.Level(time, "来源", "id-1", new java.math.BigDecimal("99.9"));
                yield new Rollup.Ends(java.util.Optional.of(new Rollup.FirstAndLast(level, level)), 2);
            }
            case MEMBERS -> new Rollup.Members(java.util.Set.of("门户"), 1);
            case QUANTILES -> new Rollup.Quantiles(Map.of(100_070, 5L), 1);
            case SPANS -> new Rollup.Spans(Map.of(new Rollup.Span(USUAL, USUAL.plusDays(10)), 4L), 1);
            case SEEN -> new Rollup.Seen(java.util.Optional.of(time));
        };
        TreeMap<Integer, Rollup> slots = new TreeMap<>();
        slots.put(0, fold.nothing());
        slots.put(99, rollup);
        return new DayRollup(fold, slots);
    }

    static Stream<Arguments> days() {
        return Stream.of(Fold.values())
                .flatMap(fold -> Stream.of(USUAL, SHORT, LONG)
                        .flatMap(date -> LongStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(fold, date, seed))));
    }

    private static List<Event> events(LocalDate date, long seed, int count) {
        return new RandomEvents(seed)
                .between(
                        date.atStartOfDay(BERLIN).toInstant(),
                        date.plusDays(1).atStartOfDay(BERLIN).toInstant(),
                        count);
    }

    private static DayRollup day(Fold fold, LocalDate date, long seed, int count) {
        Series series = RandomEvents.series(fold, BERLIN);
        RollupDelta rollupDelta = new RollupDelta();
        events(date, seed, count).forEach(event -> rollupDelta.add(1, series, event));
        return rollupDelta.days().getOrDefault(new RollupDelta.Key(1, date), new DayRollup(fold));
    }
}
