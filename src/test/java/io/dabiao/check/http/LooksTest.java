package io.dabiao.check.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.probe.Probe;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What looks.txt says, against a real nginx and a server that misbehaves. */
class LooksTest {

    private static final int TRIES = 5;

    @TempDir
    static Path folder;

    private static Nginx nginx;
    private static Daemon requiring;
    private static int requiringPort;
    private static Misbehaving misbehaving;
    private static ProbeClient probeClient;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("nginx", "openssl");
        nginx = Nginx.started(folder);
        requiringPort = Daemon.freePort();
        requiring = Daemon.started(
                folder,
                requiringPort,
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + requiringPort,
                "-cert",
                "good.pem",
                "-key",
                "site.key",
                "-CAfile",
                "ca.pem",
                "-Verify",
                "1",
                "-verify_return_error",
                "-www",
                "-quiet");
        misbehaving = new Misbehaving();
        probeClient = new ProbeClient(
                2,
                Clock.systemUTC(),
                new AnySecret(),
                OutboundPolicy.denying(List.of("198.51.100.0/24")),
                "dabiao-test");
        // The first handshake of a JVM loads some hundred classes.
        probeClient.look(probe("url: '{https}/'")).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (probeClient != null) {
            probeClient.close();
            misbehaving.close();
            nginx.close();
            requiring.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aProbeSaysWhatTheTableSays(String statement, String declared, String says) throws Exception {
        ProbeOutcome probeOutcome = look(declared);
        // Where this machine was too busy for an honest second, that is what it says; then it is asked again.
        for (int tries = 1; tries < TRIES && !said(probeOutcome).equals(says) && busy(probeOutcome); tries++) {
            probeOutcome = look(declared);
        }

        String said = said(probeOutcome);
        assertThat(said).as("%s", probeOutcome).isEqualTo(says);
        assertThat(probeOutcome.phases().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isLessThanOrEqualTo(probeOutcome.nanos());
    }

    private static ProbeOutcome look(String declared) throws Exception {
        return probeClient.look(probe(declared)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String said(ProbeOutcome probeOutcome) {
        return probeOutcome
                .failure()
                .map(failure ->
                        failure.reason().word() + " in " + failure.phase().word())
                .orElseGet(() -> "ok " + probeOutcome.status().getAsInt());
    }

    private static boolean busy(ProbeOutcome probeOutcome) {
        return probeOutcome
                .failure()
                .filter(failure -> failure.reason() == Reason.OVERLOADED || failure.reason() == Reason.TIMEOUT)
                .isPresent();
    }

    /** As openssl's server does: it says that TLS is over, and leaves its connection open. */
    @Test
    void anAnswerThatEndsWithTlsIsWhole() throws Exception {
        int port = Daemon.freePort();
        try (Daemon server = Daemon.started(
                folder,
                port,
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                "good.pem",
                "-key",
                "site.key",
                "-www",
                "-quiet")) {
            String there = "url: 'https://127.0.0.1:" + port + "/', ca: '{folder}/ca.pem'";

            assertThat(said(look(there + ", expect: {contains: s_server}")))
                    .as("%s", server)
                    .isEqualTo("ok 200");
        }
    }

    @Test
    void aSiteThatAsksForACertificateIsToldSoAtEachLook() throws Exception {
        for (int i = 0; i < 2; i++) {
            ProbeOutcome outcome = look("url: '{asking}/', ca: '{folder}/ca.pem'");
            assertThat(outcome.failure().orElseThrow().words().english())
                    .contains("the site asks for a client certificate");
            // Checks are at least seconds apart; what was agreed on is kept for one.
            await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url: '{asking}/', ca: '{folder}/ca.pem' | the site asks for a client certificate | 网站要求客户端证书",
                "url: '{requiring}/', ca: '{folder}/ca.pem' | the site asks for a client certificate | 网站要求客户端证书",
                "url: '{httpAsHttps}/' | the site speaks plain HTTP here | 该端口使用未加密的 HTTP",
                "url: '{https}/' | no trusted authority vouches for the certificate | 证书没有受信任的颁发机构",
                "url: '{expired}/', ca: '{folder}/ca.pem' | the certificate is no longer valid | 证书已过期",
                "url: '{misnamed}/', ca: '{folder}/ca.pem' | the certificate is another site's | 证书不是该网站的",
                "url: '{refused}/' | no connection to 127.0.0.1 | 无法连接 127.0.0.1",
                "url: '{hanging}/' | nothing more within 1000 ms | 1000 毫秒内没有更多应答",
                "url: '{http}/failing' | status 503 (Service Unavailable) | 状态码 503",
                "url: '{http}/', steps: [{url: /missing}] | step 1: status 404 (Not Found) | 第 1 步：状态码 404",
            })
    void whatFailedIsSaidInWordsOfBothLanguages(String declared, String english, String chinese) throws Exception {
        ProbeOutcome outcome = look(declared);
        for (int tries = 1; tries < TRIES && busy(outcome) && !declared.contains("hanging"); tries++) {
            outcome = look(declared);
        }

        assertThat(outcome.failure().orElseThrow().words().english()).contains(english);
        assertThat(outcome.failure().orElseThrow().words().chinese()).contains(chinese);
    }

    @Test
    void theTimesOfThePhasesAddUpToTheWhole() throws Exception {
        String large = "url: '{https}/large', ca: '{folder}/ca.pem'";
        ProbeOutcome probeOutcome = look(large);
        for (int tries = 1; tries < TRIES && busy(probeOutcome); tries++) {
            probeOutcome = look(large);
        }

        assertThat(probeOutcome.phases())
                .containsOnlyKeys(Phase.RESOLVE, Phase.CONNECT, Phase.TLS, Phase.FIRST_BYTE, Phase.BODY);
        assertThat(probeOutcome.nanos()
                        - probeOutcome.phases().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .isBetween(0L, Duration.ofMillis(100).toNanos());
        assertThat(probeOutcome.certificateSeconds().getAsLong() / 86_400).isBetween(28L, 31L);
    }

    @Test
    void hangingSitesDelayNoOther() throws Exception {
        List<CompletableFuture<ProbeOutcome>> hanging = IntStream.range(0, 500)
                .mapToObj(i -> probeClient
                        .look(probe("url: '{hanging}/', timeout: 4s"))
                        .toCompletableFuture())
                .toList();

        ProbeOutcome good = probeClient
                .look(probe("url: '{http}/', timeout: 4s"))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(good.ok()).isTrue();
        assertThat(hanging).as("still hanging").anyMatch(look -> !look.isDone());
        for (CompletableFuture<ProbeOutcome> look : hanging) {
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
        String filled = declared.replace("{folder}", folder.toString())
                .replace("{requiring}", "https://127.0.0.1:" + requiringPort);
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
        var declarationReading = DeclarationReader.read("looks.yaml", yaml);
        assertThat(declarationReading).isInstanceOf(DeclarationReader.DeclarationReading.Accepted.class);
        return ((DeclarationReader.DeclarationReading.Accepted) declarationReading)
                .declaration()
                .probes()
                .get(0);
    }
}
