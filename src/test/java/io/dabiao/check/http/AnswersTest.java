package io.dabiao.check.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What answers.yaml says, against a raw server: a site that works in every browser is not down. */
class AnswersTest {

    private static final int TRIES = 5;

    private static ProbeClient probeClient;

    @BeforeAll
    static void start() {
        probeClient = new ProbeClient(
                1, Clock.systemUTC(), new AnySecret(), OutboundPolicy.denying(List.of()), "dabiao-test");
    }

    @AfterAll
    static void stop() {
        probeClient.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aProbeIsAsLenientAsABrowser(String name, Map<String, Object> one) throws Exception {
        try (AnsweringSite site = new AnsweringSite(answers(one))) {
            Probe probe = declared(site.filled(one.get("probe").toString()));
            ProbeOutcome look = look(probe);
            // Where this machine was too busy for an honest look, that is what it says; then it is asked again.
            for (int tries = 1; tries < TRIES && overloaded(look); tries++) {
                look = look(probe);
            }
            ProbeOutcome found = look;

            String said = found.failure()
                    .map(failure ->
                            failure.reason().word() + " in " + failure.phase().word())
                    .orElseGet(() -> "ok " + found.status().getAsInt());
            assertThat(said).as("%s", found).isEqualTo(one.get("says"));
            if (one.containsKey("words")) {
                assertThat(found.failure().orElseThrow().detail())
                        .contains(one.get("words").toString());
            }
        }
    }

    private static ProbeOutcome look(Probe probe) throws Exception {
        return probeClient.look(probe).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static boolean overloaded(ProbeOutcome outcome) {
        return outcome.failure()
                .filter(failure -> failure.reason() == Reason.OVERLOADED)
                .isPresent();
    }

    /** What the two say themselves BesideTest asks again, and writes. */
    @Test
    void besideEachStandsWhatCurlAndBlackboxExporterSay() throws IOException {
        try (InputStream in = AnswersTest.class.getResourceAsStream("/check/answers-beside.tsv")) {
            List<String> beside = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t")[0] + ": " + line.split("\t")[1])
                    .toList();

            assertThat(beside)
                    .isEqualTo(all().stream()
                            .map(one -> one.get("case") + ": " + one.get("says"))
                            .toList());
        }
    }

    static Stream<Arguments> cases() throws IOException {
        return all().stream().map(one -> Arguments.of(one.get("case"), one));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> all() throws IOException {
        try (InputStream in = AnswersTest.class.getResourceAsStream("/check/answers.yaml")) {
            return (List<Map<String, Object>>) new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        }
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> answers(Map<String, Object> one) {
        return (List<Map<String, Object>>) one.get("site");
    }

    /** A declared probe of a test's site. */
    static Probe declared(String probe) {
        String timed = probe.contains("timeout:") ? probe : probe + ", timeout: 5s";
        var outcome = DeclarationReader.read("probe.yaml", """
                project: p
                name: 项目
                year: 2026
                institution: 机构
                period: {from: 2026-01-01, to: 2026-12-31}
                budget: {total: 0}
                goal: 目标
                probes:
                  - {site: s, interval: 30s, %s}
                indicators:
                  - {id: i, name: 指标, level1: 产出指标, level2: 数量指标, printed: "≥1(次)", behaviour: accumulate, measure: {count: a}, cadence: P1D}
                """.formatted(timed));
        if (outcome instanceof DeclarationReader.DeclarationReading.Accepted accepted) {
            return accepted.declaration().probes().get(0);
        }
        throw new AssertionError(((DeclarationReader.DeclarationReading.Refused) outcome)
                .faults()
                .toString());
    }
}
