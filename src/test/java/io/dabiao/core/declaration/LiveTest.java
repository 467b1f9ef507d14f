package io.dabiao.core.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.declare.DeclarationReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveTest {

    private static final Instant NOON = Instant.parse("2026-07-01T04:00:00Z");
    private static final WorkingCalendar NO_CALENDAR = new WorkingCalendar(List.of());
    private static final String AVAILABLE =
            "behaviour: days\n    measure: {availableDays: 'site.probe{site=\"portal\"}'}";
    private static final String ANSWERED =
            "behaviour: standing\n    measure: {ratio: {count: 'call{ok=\"true\"}'}, to: {count: call}}";

    @Test
    void outOfBoundsIsPendingUntilItHasLastedAndOkAtOnceAgain() {
        Live live = new Live(Duration.ofMinutes(5), Duration.ofMinutes(2), List.of());
        Live.Found out = new Live.Found(Optional.of(Fraction.of(3)), false);
        Live.Found within = new Live.Found(Optional.of(Fraction.of(1)), true);
        Live.Found nothing = new Live.Found(Optional.empty(), false);

        Live.Course first = live.after(Optional.empty(), out, NOON);
        Live.Course later = live.after(Optional.of(first), out, NOON.plusSeconds(119));
        Live.Course lasted = live.after(Optional.of(later), out, NOON.plusSeconds(120));
        Live.Course still = live.after(Optional.of(lasted), out, NOON.plusSeconds(500));
        Live.Course good = live.after(Optional.of(still), within, NOON.plusSeconds(501));
        Live.Course again = live.after(Optional.of(good), out, NOON.plusSeconds(502));
        Live.Course silent = live.after(Optional.of(again), nothing, NOON.plusSeconds(503));

        assertThat(List.of(first, later, lasted, still, good, again, silent))
                .extracting(Live.Course::state)
                .containsExactly(
                        Live.State.PENDING,
                        Live.State.PENDING,
                        Live.State.OUT_OF_BOUNDS,
                        Live.State.OUT_OF_BOUNDS,
                        Live.State.OK,
                        Live.State.PENDING,
                        Live.State.NO_DATA);
        assertThat(later.since()).isEqualTo(NOON);
        assertThat(still.since()).isEqualTo(NOON.plusSeconds(120));
    }

    @Test
    void theShareOfGoodProbesIsComparedWithTheDaysThreshold() {
        Declaration declaration = declaration("=365(天)", AVAILABLE);

        assertThat(find(declaration, probes(95, 100))).isEqualTo(found("95", true));
        assertThat(find(declaration, probes(94, 100))).isEqualTo(found("94", false));
        assertThat(find(declaration, probes(0, 0)).value()).isEmpty();
    }

    @Test
    void aRatioUsesItsBudgetUpByHowManyFailMoreThanItAllows() {
        // 85 % promised: 15 of 100 may fail.
        Declaration declaration = declaration("≥85(%)", ANSWERED);

        assertThat(burned(declaration, calls(85, 100))).contains(new BigDecimal("1"));
        assertThat(burned(declaration, calls(70, 100))).contains(new BigDecimal("2"));
        assertThat(burned(declaration, calls(100, 100))).contains(new BigDecimal("0"));
        assertThat(burned(declaration, calls(0, 0))).isEmpty();
        assertThat(burned(declaration("=100(%)", ANSWERED), calls(99, 100)))
                .as("nothing may fail, so there is no budget")
                .isEmpty();
        assertThat(burned(declaration("≤10(%)", ANSWERED), calls(5, 100))).contains(new BigDecimal("0.5"));
    }

    @Test
    void coverageIsTheSharePfTimeThatProbesSpeakFor() {
        Declaration declaration = declaration("=365(天)", AVAILABLE);
        Instant start = declaration.period().start();
        List<Event> events = new ArrayList<>();
        for (int slot = 0; slot < 90; slot++) {
            events.add(probe(slot, start.plusSeconds(slot * 30L), slot % 3 == 0, "30"));
        }
        events.add(probe(90, start.plusSeconds(90 * 30L), true, "300"));

        // 90 slots of 30 seconds, failed ones among them, and one of five minutes, in two hours.
        assertThat(coverage(declaration, events, start.plusSeconds(7_200))).contains(new BigDecimal("0.416666666667"));
        assertThat(coverage(declaration, List.of(), start.plusSeconds(7_200))).contains(new BigDecimal("0"));
        assertThat(coverage(declaration, List.of(probe(1, start, true, null)), start.plusSeconds(7_200)))
                .as("another prober does not tell for how long it speaks")
                .isEmpty();
        assertThat(coverage(declaration("≥85(%)", ANSWERED), List.of(), start.plusSeconds(7_200)))
                .as("no probes")
                .isEmpty();
    }

    private static Optional<BigDecimal> coverage(Declaration declaration, List<Event> events, Instant at) {
        return Coverage.of(declaration.indicators().get(0), declaration, new HeldEvents(events, at))
                .map(coverage -> coverage.share().decimal());
    }

    private static Live.Found found(String value, boolean within) {
        return new Live.Found(Optional.of(new Fraction(new BigDecimal(value + "00"), new BigDecimal("100"))), within);
    }

    private static Live.Found find(Declaration declaration, List<Event> events) {
        Live.Found found = Live.find(
                        declaration.indicators().get(0), declaration, new HeldEvents(events, NOON), NO_CALENDAR)
                .orElseThrow();
        return new Live.Found(
                found.value().map(value -> new Fraction(value.decimal().movePointRight(2), new BigDecimal("100"))),
                found.within());
    }

    private static Optional<BigDecimal> burned(Declaration declaration, List<Event> events) {
        return Live.burned(declaration.indicators().get(0), declaration, new HeldEvents(events, NOON), NO_CALENDAR)
                .map(Fraction::decimal);
    }

    private static List<Event> probes(int good, int all) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            events.add(probe(i, NOON.minusSeconds(i + 1), i < good, "1"));
        }
        return events;
    }

    private static Event probe(int id, Instant at, boolean ok, String interval) {
        Map<String, Attribute> data =
                new java.util.HashMap<>(Map.of("site", new Attribute.Text("portal"), "ok", new Attribute.Flag(ok)));
        if (interval != null) {
            data.put("interval", new Attribute.Number(new BigDecimal(interval)));
        }
        return new Event("/probes/portal", "p" + id, Probe.TYPE, at, data);
    }

    private static List<Event> calls(int good, int all) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            events.add(new Event(
                    "/exchange",
                    "c" + i,
                    "call",
                    NOON.minusSeconds(i + 1),
                    Map.of("ok", new Attribute.Flag(i < good))));
        }
        return events;
    }

    private static Declaration declaration(String printed, String measured) {
        String yaml = """
                project: p
                name: 项目
                year: 2026
                institution: 机构
                period: {from: 2026-01-01, to: 2026-12-31}
                budget: {total: 0}
                goal: 目标
                indicators:
                  - id: i
                    name: 指标
                    level1: 产出指标
                    level2: 时效指标
                    printed: "%s"
                    %s
                    cadence: P1D
                """.formatted(printed, measured);
        return ((DeclarationReader.DeclarationReading.Accepted) DeclarationReader.read("a.yaml", yaml)).declaration();
    }
}
