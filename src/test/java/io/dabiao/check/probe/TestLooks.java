package io.dabiao.check.probe;

import io.dabiao.check.http.AnySecret;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.Declared;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks as the service makes them, at what a test declares. */
final class TestLooks implements AutoCloseable {

    private static final int SECONDS = 90;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final Attempts attempts;

    TestLooks(Heard heard, Path drivers) {
        attempts = new Attempts(
                new Means(
                        Clock.systemUTC(),
                        new AnySecret(),
                        OutboundPolicy.denying(List.of("198.51.100.0/24")),
                        new Tls(),
                        heard,
                        new Drivers(Optional.of(drivers))),
                timers);
    }

    /** @param keys beside site, kind and interval */
    static Probe probe(String kind, String keys) {
        return Declared.probe(written(kind, keys));
    }

    static String written(String kind, String keys) {
        return "{site: s, kind: " + kind + ", interval: 1m, " + keys + "}";
    }

    /** For half a minute where the keys name no other time. */
    ProbeOutcome look(String kind, String keys, Instant slot) throws Exception {
        Probe probe = probe(kind, keys.contains("timeout:") ? keys : keys + ", timeout: 30s");
        return attempts.look(probe, (LiveSubject) probe.subject(), slot)
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        attempts.close();
        timers.shutdownNow();
    }
}
