package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.OutcomesTold;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Coverage;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.EventFacts;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declared;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What every kind of probe keeps to. A kind's test inherits it, and adds what is the kind's own. */
public abstract class ProbeKindContract {

    protected static final Instant SLOT = Instant.parse("2026-03-01T00:00:00Z");

    /** Where a kind's test puts a driver that does not come with the service. */
    protected static final Path DRIVERS = Path.of("target", "test-drivers");

    private static TestLooks looks;

    @BeforeAll
    static void startLooks() {
        looks = new TestLooks(new Said(), DRIVERS);
    }

    @AfterAll
    static void stopLooks() {
        looks.close();
    }

    /** What a test has said, and a calendar of 2026 whose weekends are free. */
    protected static final class Said implements Heard {

        public Said() {}

        public static final java.util.List<io.dabiao.core.event.Event> EVENTS =
                new java.util.concurrent.CopyOnWriteArrayList<>();

        @Override
        public Map<String, io.dabiao.core.event.Event> newest(
                java.util.Collection<String> sources, String type, Instant since) {
            Map<String, io.dabiao.core.event.Event> newest = new java.util.HashMap<>();
            EVENTS.stream()
                    .filter(event -> event.type().equals(type)
                            && sources.contains(event.source())
                            && !event.time().isBefore(since))
                    .sorted(java.util.Comparator.comparing(io.dabiao.core.event.Event::time))
                    .forEach(event -> newest.put(event.source(), event));
            return newest;
        }

        @Override
        public java.util.Optional<Boolean> working(java.time.LocalDate day) {
            return day.getYear() == 2026
                    ? java.util.Optional.of(day.getDayOfWeek().getValue() < 6)
                    : java.util.Optional.empty();
        }
    }

    /** The word of the kind. */
    protected abstract String kind();

    /** The keys of something that is well. */
    protected abstract String good();

    /** The keys of something that is not. */
    protected abstract String bad() throws Exception;

    /** A day's first five minutes: one is well, two are down, one is unknown, the last is well. */
    private static final Instant MIDNIGHT = Instant.parse("2026-02-28T16:00:00Z");

    private static final ProbeOutcome UNKNOWN = new ProbeOutcome(
            Optional.of(new ProbeOutcome.Failure(Reason.OVERLOADED, Phase.RESOLVE, new Words("busy", "繁忙"))),
            0,
            Map.of(),
            OptionalInt.empty(),
            OptionalLong.empty());

    /** What the log has of its looks, and what measures make of it, is the same whatever is looked at. */
    @Test
    void theSameEventsOutagesAndCoverageFollowFromIt() throws Exception {
        String keys = good();
        ProbeOutcome good = look(keys);
        ProbeOutcome bad = look(bad());
        assertThat(good.failure()).as("%s", good).isEmpty();
        assertThat(bad.failure().map(failure -> failure.reason().saysOfTheSite()))
                .as("%s", bad)
                .contains(true);
        Probe probe = probe(keys);

        List<Event> events = OutcomesTold.told(probe, MIDNIGHT, List.of(good, bad, bad, UNKNOWN, good));

        assertThat(events.stream().map(ProbeKindContract::line))
                .containsExactlyInAnyOrder(
                        "0m site.probe of /probes/s: interval=60 ok=true site=s",
                        "1m site.probe of /probes/s: detail detailZh interval=60 ok=false phase reason site=s tries=2",
                        "1m site.outage of /probes/s/outages: detail detailZh reason site=s",
                        "2m site.probe of /probes/s: detail detailZh interval=60 ok=false phase reason site=s tries=2",
                        "4m site.probe of /probes/s: interval=60 ok=true site=s",
                        "4m site.outage.ended of /probes/s/outages: outage=2026-02-28T16:01:00Z seconds=180 site=s");
        for (Event event : events) {
            if (event.type().equals(Probe.TYPE)) {
                saysWhatWasFound(event, List.of(good, bad, bad, UNKNOWN, good).get((int) minute(event)));
            }
        }
        measuresAreTheSame(events, keys);
    }

    /** What every event has whatever the kind: its values where they are the same of each kind, else that it is there. */
    private static String line(Event event) {
        List<String> fixed = List.of("interval", "ok", "site", "tries", "outage");
        List<String> words = List.of("detail", "detailZh", "phase", "reason");
        return minute(event) + "m " + event.type() + " of " + event.source()
                + ": "
                + new TreeMap<>(event.attributes())
                        .entrySet().stream()
                                .filter(entry -> fixed.contains(entry.getKey())
                                        || words.contains(entry.getKey())
                                        || entry.getKey().equals("seconds")
                                                && event.type().equals(Probe.OUTAGE_ENDED))
                                .map(entry -> words.contains(entry.getKey())
                                        ? entry.getKey()
                                        : entry.getKey() + "="
                                                + entry.getValue().text())
                                .collect(Collectors.joining(" "));
    }

    private static long minute(Event event) {
        return Duration.between(MIDNIGHT, event.time()).toMinutes();
    }

    /** What differs from kind to kind is in the event as it was found, and nothing else is. */
    private static void saysWhatWasFound(Event event, ProbeOutcome found) {
        Map<String, String> said = new TreeMap<>();
        event.attributes().forEach((name, value) -> said.put(name, value.text()));
        Map<String, String> expected = new TreeMap<>(Map.of("site", "s", "ok", "" + found.ok(), "interval", "60"));
        found.failure().ifPresent(failure -> {
            expected.put("reason", failure.reason().word());
            expected.put("phase", failure.phase().word());
            expected.put("detail", failure.words().english());
            expected.put("detailZh", failure.words().chinese());
            expected.put("tries", "2");
        });
        Map.of("resolve", Phase.RESOLVE, "connect", Phase.CONNECT, "tls", Phase.TLS, "firstByte", Phase.FIRST_BYTE)
                .forEach((name, phase) -> {
                    if (found.phases().containsKey(phase)) {
                        expected.put(name, rounded(found.phases().get(phase)));
                    }
                });
        if (found.ok() && found.nanos() > 0) {
            expected.put("seconds", rounded(found.nanos()));
        }
        found.figures().forEach((name, value) -> expected.put(name, new Attribute.Number(value).text()));
        found.status().ifPresent(status -> expected.put("status", String.valueOf(status)));
        found.certificateSeconds()
                .ifPresent(left -> expected.put("certificateDays", String.valueOf(Math.floorDiv(left, 86_400L))));
        assertThat(said).isEqualTo(expected);
    }

    /** To the microsecond. */
    private static String rounded(long nanos) {
        return new Attribute.Number(BigDecimal.valueOf(nanos, 9).setScale(6, RoundingMode.HALF_UP)).text();
    }

    /** Of five minutes four were watched, two of them well; it was down once, for three minutes. */
    private void measuresAreTheSame(List<Event> events, String keys) {
        Declaration declaration = Declared.measured(
                TestLooks.written(kind(), keys),
                "2026-03-01",
                "printed: \"≥99(%)\", behaviour: standing, measure: {ratio: {count: 'site.probe{site=\"s\",ok=\"true\"}'}, to: {count: 'site.probe{site=\"s\"}'}}",
                "printed: \"<5(次)\", behaviour: limit, measure: {count: 'site.outage{site=\"s\"}'}",
                "printed: \"<500(秒)\", behaviour: limit, measure: {sum: seconds, over: 'site.outage.ended{site=\"s\"}', in: 秒}");
        EventFacts facts = new EventFacts(events, MIDNIGHT.plus(Duration.ofMinutes(5)));
        List<BigDecimal> values = declaration.indicators().stream()
                .map(indicator -> Evaluation.of(indicator, declaration, facts, new WorkingCalendar(List.of()))
                        .reading()
                        .value()
                        .orElseThrow()
                        .decimal())
                .toList();
        assertThat(values.get(0)).isEqualByComparingTo("0.5");
        assertThat(values.get(1)).isEqualByComparingTo("1");
        assertThat(values.get(2)).isEqualByComparingTo("180");
        Coverage coverage =
                Coverage.of(declaration.indicators().get(0), declaration, facts).orElseThrow();
        assertThat(coverage.watched()).isEqualByComparingTo("240");
        assertThat(coverage.elapsed()).isEqualByComparingTo("300");
    }

    @Test
    void whatIsWellIsWell() throws Exception {
        io.dabiao.Tools.grant(
                kind(),
                good() != null,
                "the server that probes of " + kind()
                        + " are tried against is missing: ./dabiao test-tools installs it");

        ProbeOutcome outcome = look(good());

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.nanos()).isNotNegative();
        assertThat(outcome.phases()).containsKey(first());
        assertThat(outcome.phases().values().stream().mapToLong(Long::longValue).sum())
                .isPositive();
    }

    /** A phase that every look of the kind has. */
    protected Phase first() {
        return Phase.CONNECT;
    }

    @Test
    protected void theExampleOfItsFileIsRead() {
        Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(getClass().getResourceAsStream("/io/dabiao/check/" + kind() + "/kind.yaml"));

        Probe probe = Declared.probe(file.get("example").toString());

        assertThat(probe.subject().kind()).isEqualTo(kind());
        assertThat(probe.subject().address()).isNotEmpty();
        assertThat(probe.subject())
                .isEqualTo(Declared.probe(file.get("example").toString()).subject());
    }

    protected static void inBothLanguages(ProbeOutcome outcome) {
        ProbeOutcome.Failure failure = outcome.failure().orElseThrow();
        assertThat(failure.words().english()).isNotBlank();
        assertThat(failure.words().chinese()).matches("(?s).*\\p{IsHan}.*");
    }

    protected Probe probe(String keys) {
        return TestLooks.probe(kind(), keys);
    }

    protected ProbeOutcome look(String keys) throws Exception {
        return looks.look(kind(), keys, SLOT);
    }

    protected static String said(ProbeOutcome outcome) {
        return outcome.failure()
                .map(failure ->
                        failure.reason().word() + " in " + failure.phase().word())
                .orElse("ok");
    }
}
