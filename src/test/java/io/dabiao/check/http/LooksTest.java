package io.dabiao.check.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dabiao.core.Probe;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What looks.txt says, against a real nginx and a server that misbehaves. */
class LooksTest {

    private static final int TRIES = 5;

    @TempDir
    static Path folder;

    private static Nginx nginx;
    private static Misbehaving misbehaving;
    private static Eyes eyes;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Nginx.installed(), "nginx and openssl are needed: apt-get install nginx-light openssl");
        nginx = Nginx.started(folder);
        misbehaving = new Misbehaving();
        eyes = new Eyes(
                2,
                Clock.systemUTC(),
                new AnySecret(),
                OutboundPolicy.denying(List.of("198.51.100.0/24")),
                "dabiao-test");
        // The first handshake of a JVM loads some hundred classes.
        eyes.look(probe("url: '{https}/'")).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (eyes != null) {
            eyes.close();
            misbehaving.close();
            nginx.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aProbeSaysWhatTheTableSays(String statement, String declared, String says) throws Exception {
        Look look = look(declared);
        // Where this machine was too busy for an honest second, that is what it says; then it is asked again.
        for (int tries = 1; tries < TRIES && !said(look).equals(says) && busy(look); tries++) {
            look = look(declared);
        }

        String said = said(look);
        assertThat(said).as("%s", look).isEqualTo(says);
        assertThat(look.phases().values().stream().mapToLong(Long::longValue).sum())
                .isLessThanOrEqualTo(look.nanos());
    }

    private static Look look(String declared) throws Exception {
        return eyes.look(probe(declared)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String said(Look look) {
        return look.failure()
                .map(failure ->
                        failure.reason().word() + " in " + failure.phase().word())
                .orElseGet(() -> "ok " + look.status().getAsInt());
    }

    private static boolean busy(Look look) {
        return look.failure()
                .filter(failure -> failure.reason() == Reason.OVERLOADED || failure.reason() == Reason.TIMEOUT)
                .isPresent();
    }

    @Test
    void theTimesOfThePhasesAddUpToTheWhole() throws Exception {
        String large = "url: '{https}/large', ca: '{folder}/ca.pem'";
        Look look = look(large);
        for (int tries = 1; tries < TRIES && busy(look); tries++) {
            look = look(large);
        }

        assertThat(look.phases())
                .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.FIRST_BYTE, Phase.BODY);
        assertThat(look.nanos()
                        - look.phases().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .isBetween(0L, Duration.ofMillis(100).toNanos());
        assertThat(look.certificateSeconds().getAsLong() / 86_400).isBetween(28L, 31L);
    }

    @Test
    void hangingSitesDelayNoOther() throws Exception {
        List<CompletableFuture<Look>> hanging = IntStream.range(0, 500)
                .mapToObj(
                        i -> eyes.look(probe("url: '{hanging}/', timeout: 4s")).toCompletableFuture())
                .toList();

        Look good = eyes.look(probe("url: '{http}/', timeout: 4s"))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(good.ok()).isTrue();
        assertThat(hanging).as("still hanging").anyMatch(look -> !look.isDone());
        for (CompletableFuture<Look> look : hanging) {
            assertThat(look.get(30, TimeUnit.SECONDS).failure().orElseThrow().reason())
                    .as("on a busy machine five hundred at once may be too many")
                    .isIn(Reason.TIMEOUT, Reason.OVERLOADED);
        }
    }

    static Stream<List<String>> lines() throws IOException {
        try (InputStream in = LooksTest.class.getResourceAsStream("/check/looks.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(line -> Stream.of(line.split("\\|"))
                                    .map(String::strip)
                                    .toList())
                            .toList()
                            .stream();
        }
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> rows() throws IOException {
        return lines().map(cells -> org.junit.jupiter.params.provider.Arguments.of(cells.toArray()));
    }

    private static Probe probe(String declared) {
        String filled = declared.replace("{folder}", folder.toString());
        for (Map.Entry<String, String> address : Stream.of(nginx.addresses(), misbehaving.addresses())
                .flatMap(all -> all.entrySet().stream())
                .toList()) {
            filled = filled.replace("{" + address.getKey() + "}", address.getValue());
        }
        String yaml = """
                project: p
                name: 项目
                year: 2026
                institution: 机构
                period: {from: 2026-01-01, to: 2026-12-31}
                budget: {total: 0}
                goal: 目标
                probes:
                  - {site: s, interval: 10s, %s}
                indicators:
                  - {id: i, name: 指标, level1: 产出指标, level2: 数量指标, printed: "≥1(次)", behaviour: accumulate, measure: {count: a}, cadence: P1D}
                """.formatted(filled.contains("timeout:") ? filled : filled + ", timeout: 1s");
        var outcome = DeclarationReader.read("looks.yaml", yaml);
        assertThat(outcome).isInstanceOf(DeclarationReader.Outcome.Accepted.class);
        return ((DeclarationReader.Outcome.Accepted) outcome)
                .declaration()
                .probes()
                .get(0);
    }
}
