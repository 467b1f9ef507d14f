package io.dabiao.check.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.PortKindContract;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.core.probe.Probe;
import io.dabiao.outbound.OutboundPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kind that a probe is of where it names none keeps to what the others do; what is its own, {@link LooksTest} says. */
class HttpProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static Nginx nginx;
    private static ProbeClient client;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("nginx", "openssl");
        nginx = Nginx.started(folder);
        client = new ProbeClient(
                1,
                Clock.systemUTC(),
                new AnySecret(),
                OutboundPolicy.denying(List.of("198.51.100.0/24")),
                "dabiao-test");
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    @Override
    protected String kind() {
        return "http";
    }

    @Override
    protected String at(String address) {
        return "url: 'http://" + address + "/'";
    }

    @Override
    protected String good() {
        return "url: '" + nginx.addresses().get("https") + "/', ca: '" + folder + "/ca.pem', expect: {certificate: 7d}";
    }

    @Override
    protected ProbeOutcome look(String keys) throws Exception {
        Probe probe = probe(keys.contains("timeout:") ? keys : keys + ", timeout: 30s");
        return client.look(probe).toCompletableFuture().get(90, TimeUnit.SECONDS);
    }

    /** It has no file: declarations.md describes it. */
    @Test
    @Override
    protected void theExampleOfItsFileIsRead() {
        assertThat(probe("url: 'https://portal.example.org/'").subject().kind()).isEqualTo(kind());
    }
}
