package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.http.AnySecret;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.Declared;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What every kind of probe that is not HTTP keeps to. A kind's test inherits it, and adds what is the kind's own. */
public abstract class ProbeKindContract {

    protected static final Instant SLOT = Instant.parse("2026-03-01T00:00:00Z");

    /** Where a kind's test puts a driver that does not come with the service. */
    protected static final Path DRIVERS = Path.of("target", "test-drivers");

    private static ScheduledExecutorService timers;
    private static Attempts attempts;

    @BeforeAll
    static void startAttempts() {
        timers = Executors.newSingleThreadScheduledExecutor();
        attempts = attempts(OutboundPolicy.denying(List.of("198.51.100.0/24")));
    }

    private static Attempts attempts(OutboundPolicy policy) {
        return new Attempts(
                new Means(
                        Clock.systemUTC(),
                        new AnySecret(),
                        policy,
                        new Tls(),
                        new Said(),
                        new Drivers(Optional.of(DRIVERS))),
                timers);
    }

    @AfterAll
    static void stopAttempts() {
        attempts.close();
        timers.shutdownNow();
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
    void theExampleOfItsFileIsRead() {
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
        return Declared.probe("{site: s, kind: " + kind() + ", interval: 1m, " + keys + "}");
    }

    protected ProbeOutcome look(String keys) throws Exception {
        Probe probe = probe(keys.contains("timeout:") ? keys : keys + ", timeout: 30s");
        return attempts.look(probe, (LiveSubject) probe.subject(), SLOT)
                .toCompletableFuture()
                .get(Duration.ofSeconds(90).toSeconds(), TimeUnit.SECONDS);
    }

    protected static String said(ProbeOutcome outcome) {
        return outcome.failure()
                .map(failure ->
                        failure.reason().word() + " in " + failure.phase().word())
                .orElse("ok");
    }
}
