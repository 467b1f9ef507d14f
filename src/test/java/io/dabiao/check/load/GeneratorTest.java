package io.dabiao.check.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.LoadCheck;
import io.dabiao.core.Probe;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Load on a site that serves 10 requests at once, 20 ms each: 500 a second, and not one more. */
class GeneratorTest {

    private static final Duration LIMIT = Duration.ofMillis(250);

    private final QueueingSite site = new QueueingSite(10, 20);
    private final List<Control.Progress> told = new ArrayList<>();

    @AfterEach
    void close() {
        site.close();
    }

    /** A user asks every 220 ms where nobody waits: from 110 on they wait, with 400 for 600 ms each. */
    @Test
    void theVerdictFlipsAtTheSitesCapacity() throws Exception {
        Finding finding = run(check("/", 200, Optional.empty()), List.of(20, 60, 400));
        assertThat(finding.outcome()).as(finding.sentence()).isEqualTo(Outcome.LIMIT);
        assertThat(finding.users()).isEqualTo(60);
        Level last = finding.levels().get(2);
        assertThat(last.latencies().getValueAtPercentile(50) / 1e3).isBetween(450.0, 800.0);
        assertThat(last.rate()).isBetween(300.0, 520.0);
        assertThat(last.errors()).isZero();
        assertThat(told).extracting(Control.Progress::phase).contains("ramp", "measure");
    }

    /** 1,000 a second offered to 500: who comes after a second has waited for a second, and that is what is told. */
    @Test
    void inTheOpenModelLatencyRunsFromTheIntendedStart() throws Exception {
        Finding finding = run(check("/", 0, Optional.of(new BigDecimal(10))), List.of(20, 100));
        assertThat(finding.outcome()).as(finding.sentence()).isEqualTo(Outcome.LIMIT);
        assertThat(finding.users()).isEqualTo(20);
        assertThat(finding.levels().get(0).rate()).isBetween(150.0, 210.0);
        assertThat(finding.levels().get(1).latencies().getValueAtPercentile(95) / 1e3)
                .isGreaterThan(600);
    }

    @Test
    void theGeneratorSaysThatItWasTheBottleneckAndNothingOfTheSite() throws Exception {
        Finding finding = run(check("/", 0, Optional.of(new BigDecimal(1_000))), List.of(1_000));
        assertThat(finding.outcome()).as(finding.sentence()).isEqualTo(Outcome.GENERATOR_LIMITED);
        assertThat(finding.outcome().conclusive()).isFalse();
        assertThat(finding.sentence()).contains("generator");
    }

    @Test
    void theBrakeStopsAtOnceWhereTheSiteFails() throws Exception {
        long begun = System.nanoTime();
        Finding finding = run(check("/bad", 50, Optional.empty()), List.of(50, 100));
        assertThat(finding.outcome()).isEqualTo(Outcome.BRAKED);
        assertThat(finding.users()).isZero();
        assertThat(finding.levels()).hasSize(1);
        assertThat(finding.levels().get(0).sentence()).contains("100.00 %");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void theBrakeStopsWhereTheSiteHangsThoughNothingWasAnswered() throws Exception {
        Finding finding = run(check("/hang", 50, Optional.empty()), List.of(50));
        assertThat(finding.outcome()).as(finding.sentence()).isEqualTo(Outcome.BRAKED);
        assertThat(finding.levels().get(0).requests()).isZero();
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
                plain.arrivals(),
                plain.window());
        Finding finding = run(check, List.of(20));
        assertThat(finding.outcome()).as(finding.sentence()).isEqualTo(Outcome.SUSTAINED);
        assertThat(site.served).hasPositiveValue();
        assertThat(site.strangers).hasValue(0);
    }

    @Test
    void somebodyCanEndIt() throws Exception {
        Finding finding = Finding.of(
                new Generator(check("/", 50, Optional.empty()), text -> "", 1), List.of(20, 30), new Control() {
                    @Override
                    public boolean aborted() {
                        return true;
                    }

                    @Override
                    public void progress(Progress progress) {
                        told.add(progress);
                    }
                });
        assertThat(finding.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(finding.levels()).hasSize(1);
    }

    private Finding run(LoadCheck check, List<Integer> levels) throws Exception {
        return Finding.of(new Generator(check, text -> ((Probe.Text.Plain) text).text(), 1), levels, new Control() {
            @Override
            public boolean aborted() {
                return false;
            }

            @Override
            public void progress(Progress progress) {
                told.add(progress);
            }
        });
    }

    private LoadCheck check(String path, int think, Optional<BigDecimal> arrivals) {
        return new LoadCheck(
                "portal",
                URI.create(site.url().toString()),
                List.of(page(path, 1)),
                Optional.empty(),
                Duration.ofMillis(think),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                List.of(),
                new LoadCheck.Limits(new BigDecimal("0.01"), LIMIT),
                new LoadCheck.Limits(new BigDecimal("0.5"), Duration.ofMillis(arrivals.isPresent() ? 8_000 : 2_000)),
                arrivals,
                Optional.empty());
    }

    private static LoadCheck.Page page(String path, int weight) {
        return new LoadCheck.Page(path, weight, new Probe.Request("GET", Map.of(), Optional.empty()));
    }
}
