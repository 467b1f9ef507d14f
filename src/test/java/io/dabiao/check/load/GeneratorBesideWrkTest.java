package io.dabiao.check.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.http.AnySecret;
import io.dabiao.check.http.Nginx;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.probe.Probe;
import io.dabiao.outbound.OutboundPolicy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator of load beside wrk; {@code bench load} measures the same more closely. */
@Tag("long")
class GeneratorBesideWrkTest {

    private static final OutboundPolicy POLICY = OutboundPolicy.denying(List.of());
    private static final int USERS = 100;

    /**
     * Turn by turn on one nginx, so that what else the machine does is both's. Wanted are nine tenths; what is asserted is what it keeps to
     * on two cores, which nginx shares.
     */
    @Test
    void warmItMakesMostOfTheRequestsThatWrkMakes(@TempDir Path folder) throws Exception {
        Tools.need("nginx", "wrk");
        try (Nginx nginx = Nginx.started(folder)) {
            String url = nginx.addresses().get("http");
            LoadCheck check = hard(URI.create(url));
            List<Double> shares = new ArrayList<>();
            rate(check); // Warm.
            for (int turn = 0; turn < 3; turn++) {
                double ours = rate(check);
                double wrk = wrk(url + "/");
                shares.add(ours / wrk);
                System.out.printf(Locale.ROOT, "load check %.0f requests/s, wrk %.0f: %.2f%n", ours, wrk, ours / wrk);
            }
            shares.sort(null);

            assertThat(shares.get(1))
                    .as("of the turns %s the middle one", shares)
                    .isGreaterThan(0.6);
        }
    }

    private static double rate(LoadCheck check) throws Exception {
        Level level = new Generator(check, new AnySecret(), POLICY, 2).run(USERS, new Control() {
            @Override
            public boolean aborted() {
                return false;
            }

            @Override
            public void progress(LoadProgress loadProgress) {}
        });
        assertThat(level.errors()).as(level.sentence().english()).isZero();
        return level.rate();
    }

    private static double wrk(String url) throws Exception {
        Process wrk = new ProcessBuilder("wrk", "-t2", "-c" + USERS, "-d5s", url)
                .redirectErrorStream(true)
                .start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(wrk.waitFor()).as(said).isZero();
        Matcher rate = Pattern.compile("Requests/sec:\\s+([0-9.]+)").matcher(said);
        assertThat(rate.find()).as(said).isTrue();
        return Double.parseDouble(rate.group(1));
    }

    /** Without pauses. */
    private static LoadCheck hard(URI url) {
        return new LoadCheck(
                "nginx",
                url,
                List.of(new LoadCheck.Page("/", 1, new Probe.Request("GET", Map.of(), Optional.empty()))),
                Optional.empty(),
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                List.of(USERS),
                new LoadCheck.Limits(new BigDecimal("0.01"), Duration.ofSeconds(2)),
                new LoadCheck.Limits(BigDecimal.ONE, Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
