package io.dabiao.check.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.Guard;
import io.dabiao.Tools;
import io.dabiao.check.http.AnySecret;
import io.dabiao.check.http.Nginx;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.probe.Probe;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load on a site that serves 10 requests at once, 20 ms each: 500 a second, and not one more. */
@Tag("alone")
class GeneratorAloneTest {

    private static final OutboundPolicy POLICY = OutboundPolicy.denying(List.of());

    private static final int TRIES = 6;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final QueueingSite site = new QueueingSite(10, 20);
    private final List<Control.LoadProgress> told = new ArrayList<>();

    @AfterEach
    void close() {
        site.close();
    }

    /** A user asks every 220 ms where no one waits: from 110 on they wait, with 800 for 1.4 s each. */
    @Test
    @Guard
    void theVerdictFlipsAtTheSitesCapacity() throws Exception {
        LoadResult loadResult = run(check("/", 200, Optional.empty()), List.of(20, 60, 800));
        assertThat(loadResult.outcome()).as(loadResult.sentence().english()).isEqualTo(LoadOutcome.LIMIT);
        assertThat(loadResult.users()).isEqualTo(60);
        Level last = loadResult.levels().get(2);
        assertThat(last.latencies().getValueAtPercentile(50) / 1e3).isGreaterThan(1_000);
        assertThat(last.rate()).as("500 a second are served at most").isLessThan(520);
        assertThat(last.errors()).isZero();
        assertThat(told).extracting(Control.LoadProgress::phase).contains("ramp", "measure");
    }

    /**
     * Of N users each waits for N / 500 s less the pause of 200 ms: for the second that is allowed at 600. Whoever declares 1,000 users and no
     * steps is told that, within a tenth.
     */
    @Test
    @Guard
    void whatIsFoundBetweenTheLevelsIsWhatTheSitesQueueAllows() throws Exception {
        LoadCheck plain = check("/", 200, Optional.empty());
        LoadCheck check = new LoadCheck(
                plain.site(),
                plain.url(),
                plain.pages(),
                plain.login(),
                plain.think(),
                plain.ramp(),
                plain.duration(),
                plain.timeout(),
                List.of(),
                plain.limits(),
                plain.brake(),
                plain.authorities(),
                plain.arrivals(),
                plain.window(),
                plain.dependsOn());

        LoadResult loadResult = run(check, List.of(250, 500, 750, 1_000));

        assertThat(loadResult.outcome()).as(loadResult.sentence().english()).isEqualTo(LoadOutcome.LIMIT);
        assertThat(loadResult.users()).as(loadResult.sentence().english()).isBetween(540, 660);
        assertThat(loadResult.levels()).extracting(Level::users).startsWith(250, 500, 750, 625);
    }

    /** 1,000 a second offered to 500: who comes after a second has waited for a second, and that is what is told. */
    @Test
    @Guard
    void inTheOpenModelLatencyRunsFromTheIntendedStart() throws Exception {
        LoadResult loadResult = run(check("/", 0, Optional.of(new BigDecimal(10))), List.of(20, 100));
        assertThat(loadResult.outcome()).as(loadResult.sentence().english()).isEqualTo(LoadOutcome.LIMIT);
        assertThat(loadResult.users()).isEqualTo(20);
        assertThat(loadResult.levels().get(0).requests())
                .as("200 a second for 3 s, whatever the site does")
                .isBetween(590L, 610L);
        assertThat(loadResult.levels().get(1).latencies().getValueAtPercentile(95) / 1e3)
                .isGreaterThan(600);
    }

    @Test
    void theGeneratorSaysThatItWasTheBottleneckAndNothingOfTheSite() throws Exception {
        LoadResult loadResult = once(check("/", 0, Optional.of(new BigDecimal(1_000))), List.of(1_000), false);
        assertThat(loadResult.outcome()).as(loadResult.sentence().english()).isEqualTo(LoadOutcome.GENERATOR_LIMITED);
        assertThat(loadResult.outcome().conclusive()).isFalse();
        assertThat(loadResult.sentence().english()).contains("generator");
    }

    @Test
    void theBrakeStopsAtOnceWhereTheSiteFails() throws Exception {
        LoadResult loadResult = run(check("/bad", 50, Optional.empty()), List.of(50, 100));
        assertThat(loadResult.outcome()).isEqualTo(LoadOutcome.BRAKED);
        assertThat(loadResult.users()).isZero();
        assertThat(loadResult.levels()).hasSize(1);
        assertThat(loadResult.levels().get(0).sentence().english()).contains("100.00 %");
        assertThat(loadResult.levels().get(0).seconds())
                .as("measured, of the 3 declared")
                .isLessThan(2.5);
    }

    @Test
    void theBrakeStopsWhereTheSiteHangsThoughNothingWasAnswered() throws Exception {
        LoadResult loadResult = run(check("/hang", 50, Optional.empty()), List.of(50));
        assertThat(loadResult.outcome()).as(loadResult.sentence().english()).isEqualTo(LoadOutcome.BRAKED);
        assertThat(loadResult.levels().get(0).requests()).isZero();
    }

    @Test
    void usersLogInOnceAndKeepTheirCookies() throws Exception {
        LoadCheck plain = check("/", 50, Optional.empty());
        LoadCheck check = new LoadCheck(
                plain.site(),
                plain.url(),
                List.of(page("/", 3), page("/list?q=a", 1)),
                Optional.of(page("/login", 1)),
                plain.think(),
                plain.ramp(),
                plain.duration(),
                plain.timeout(),
                plain.steps(),
                plain.limits(),
                plain.brake(),
                plain.authorities(),
                plain.arrivals(),
                plain.window(),
                plain.dependsOn());
        LoadResult loadResult = run(check, List.of(20));
        assertThat(loadResult.outcome()).as(loadResult.sentence().english()).isEqualTo(LoadOutcome.SUSTAINED);
        assertThat(site.served).hasPositiveValue();
        assertThat(site.strangers).hasValue(0);
    }

    @Test
    void somebodyCanEndIt() throws Exception {
        LoadResult loadResult = once(check("/", 50, Optional.empty()), List.of(20, 30), true);
        assertThat(loadResult.outcome()).isEqualTo(LoadOutcome.ABORTED);
        assertThat(loadResult.levels()).hasSize(1);
    }

    @Test
    @Guard
    void aSiteWhoseCertificateComesFromAnAuthorityOfItsOwnIsLoadedOverTls(@TempDir Path folder) throws Exception {
        Tools.need("nginx", "openssl");
        try (Nginx nginx = Nginx.started(folder)) {
            URI secure = URI.create(nginx.addresses().get("https1"));
            LoadCheck trusting = at(secure, Optional.of(folder.resolve("ca.pem").toString()));
            LoadResult loadResult = run(trusting, List.of(20));
            assertThat(loadResult.outcome()).as(loadResult.sentence().english()).isEqualTo(LoadOutcome.SUSTAINED);
            assertThat(loadResult.levels().get(0).requests()).isGreaterThan(20);

            LoadResult untrusted = run(at(secure, Optional.empty()), List.of(20));
            assertThat(untrusted.outcome())
                    .as(untrusted.sentence().english())
                    .isIn(LoadOutcome.BRAKED, LoadOutcome.LIMIT);
            assertThat(untrusted.users()).isZero();

            assertThatThrownBy(() ->
                            new Generator(at(secure, Optional.of(folder + "/site.key")), new AnySecret(), POLICY, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("site.key");
        }
    }

    private LoadCheck at(URI url, Optional<String> authorities) {
        LoadCheck plain = check("/", 50, Optional.empty());
        return new LoadCheck(
                plain.site(),
                url,
                plain.pages(),
                plain.login(),
                plain.think(),
                plain.ramp(),
                plain.duration(),
                plain.timeout(),
                plain.steps(),
                plain.limits(),
                plain.brake(),
                authorities,
                plain.arrivals(),
                plain.window(),
                plain.dependsOn());
    }

    /** Where this machine was too busy to make the load nothing was found, and it is tried again. */
    private LoadResult run(LoadCheck check, List<Integer> levels) throws Exception {
        LoadResult loadResult = once(check, levels, false);
        for (int tries = 1; loadResult.outcome() == LoadOutcome.GENERATOR_LIMITED && tries < TRIES; tries++) {
            loadResult = once(check, levels, false);
        }
        return loadResult;
    }

    private LoadResult once(LoadCheck check, List<Integer> levels, boolean ended) throws Exception {
        Generator generator = new Generator(check, new AnySecret(), POLICY, 1);
        Control control = new Control() {
            @Override
            public boolean aborted() {
                return ended;
            }

            @Override
            public void progress(LoadProgress loadProgress) {
                told.add(loadProgress);
            }
        };
        return LoadResult.of(levels, users -> generator.run(users, control), check::between);
    }

    private LoadCheck check(String path, int think, Optional<BigDecimal> arrivals) {
        return new LoadCheck(
                "portal",
                URI.create(site.url().toString()),
                List.of(page(path, 1)),
                Optional.empty(),
                Duration.ofMillis(think),
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                List.of(1), // Levels are declared: none is tested in between.
                new LoadCheck.Limits(new BigDecimal("0.01"), LIMIT),
                new LoadCheck.Limits(new BigDecimal("0.5"), Duration.ofSeconds(path.equals("/hang") ? 2 : 8)),
                Optional.empty(),
                arrivals,
                Optional.empty(),
                List.of());
    }

    private static LoadCheck.Page page(String path, int weight) {
        return new LoadCheck.Page(path, weight, new Probe.Request("GET", Map.of(), Optional.empty()));
    }
}
