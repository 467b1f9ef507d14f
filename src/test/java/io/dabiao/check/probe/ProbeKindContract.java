package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.http.AnySecret;
import io.dabiao.core.Probe;
import io.dabiao.declare.Declared;
import io.dabiao.outbound.OutboundPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    private static final Instant SLOT = Instant.parse("2026-03-01T00:00:00Z");

    private static ScheduledExecutorService timers;
    private static Attempts attempts;

    @BeforeAll
    static void startAttempts() {
        timers = Executors.newSingleThreadScheduledExecutor();
        attempts = attempts(OutboundPolicy.denying(List.of("198.51.100.0/24")));
    }

    private static Attempts attempts(OutboundPolicy policy) {
        return new Attempts(new Means(Clock.systemUTC(), new AnySecret(), policy, new Tls()), timers);
    }

    @AfterAll
    static void stopAttempts() {
        attempts.close();
        timers.shutdownNow();
    }

    /** The word of the kind. */
    protected abstract String kind();

    /**
     * The keys of the kind, without {@code kind}, for something at an address.
     *
     * @param address {@code host:port}
     */
    protected abstract String at(String address);

    /** The keys of something that is well; null where what it needs is not installed. */
    protected abstract String good();

    /** What such a server says where nothing listens at its address. */
    protected String refused() {
        return "connect in connect";
    }

    /** Something that answers in a language of its own. */
    protected String foreign() {
        return "protocol in ";
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
        assertThat(outcome.nanos()).isPositive();
        assertThat(outcome.phases()).containsKey(Phase.CONNECT.equals(first()) ? Phase.CONNECT : first());
        assertThat(outcome.phases().values().stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(outcome.nanos());
    }

    /** A phase that every look of the kind has. */
    protected Phase first() {
        return Phase.CONNECT;
    }

    @Test
    void whereNothingListensThatIsSaidInBothLanguages() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        ProbeOutcome outcome = look(at("127.0.0.1:" + free));

        assertThat(said(outcome)).isEqualTo(refused());
        inBothLanguages(outcome);
    }

    @Test
    protected void whatSaysNothingIsTimedOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            ProbeOutcome outcome = look(at("127.0.0.1:" + silent.getLocalPort()) + ", timeout: 300ms");

            assertThat(said(outcome)).startsWith("timeout in ");
            inBothLanguages(outcome);
        }
    }

    @Test
    void whatSpeaksAnotherLanguageIsToldApart() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread speaking = new Thread(() -> speak(other));
            speaking.setDaemon(true);
            speaking.start();

            ProbeOutcome outcome = look(at("127.0.0.1:" + other.getLocalPort()));

            assertThat(said(outcome)).startsWith(foreign());
            inBothLanguages(outcome);
        }
    }

    private static void speak(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("HELO this is no protocol\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (java.io.IOException ended) {
                // The look or the test is over.
            }
        }
    }

    @Test
    void anAddressThatIsNotContactedIsNotContacted() throws Exception {
        for (String address : List.of("169.254.169.254:80", "198.51.100.7:80")) {
            ProbeOutcome outcome = look(at(address));

            assertThat(outcome.failure().orElseThrow().reason()).isEqualTo(Reason.DENIED);
            assertThat(outcome.failure().orElseThrow().reason().saysOfTheSite()).isFalse();
        }
    }

    @Test
    void whoeverApprovesSeesWhatIsContacted() {
        assertThat(probe(at("portal.example.org:4711")).subject().hosts()).contains("portal.example.org:4711");
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
        Probe probe = probe(keys.contains("timeout:") ? keys : keys + ", timeout: 5s");
        return attempts.look(probe, (LiveSubject) probe.subject(), SLOT)
                .toCompletableFuture()
                .get(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS);
    }

    protected static String said(ProbeOutcome outcome) {
        return outcome.failure()
                .map(failure ->
                        failure.reason().word() + " in " + failure.phase().word())
                .orElse("ok");
    }
}
