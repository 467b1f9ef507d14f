package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.event;
import static io.dabiao.Api.lines;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.check.http.Nginx;
import io.dabiao.core.declaration.Verdict;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.matchers.GroupMatcher;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class MetricsTest {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: \\S+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    private record Sample(String name, Map<String, String> labels, String value) {

        static Sample of(String line) {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Map<String, String> labels = new LinkedHashMap<>();
            if (sample.group(2) != null) {
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
            }
            return new Sample(sample.group(1), labels, sample.group(3));
        }

        double number() {
            return Double.parseDouble(value);
        }

        boolean has(String label, String of) {
            return of.equals(labels.get(label));
        }
    }

    @BeforeEach
    void everyIndicatorWasEvaluated() {
        await().atMost(Patience.PATIENCE)
                .until(() -> of(samples(), "dabiao_indicator_verdict").size() >= 2 * 105 * Verdict.values().length);
    }

    @Test
    void whatTheCalendarStartsIsScheduledAndCounted() throws Exception {
        Scheduler quartz = SchedulerRepository.getInstance().lookup("dabiao");
        assertThat(quartz.getJobKeys(GroupMatcher.anyJobGroup()))
                .extracting(JobKey::getName)
                .contains("daily-snapshot", "load-check-windows");
        quartz.triggerJob(JobKey.jobKey("load-check-windows"));
        await().atMost(Patience.PATIENCE)
                .until(() -> of(samples(), "dabiao_calendar_runs_total").stream()
                        .anyMatch(one -> one.has("job", "load_check_windows")
                                && one.has("outcome", "done")
                                && one.number() >= 1));
    }

    @Test
    void everyBackgroundJobHasAHealthOfItsOwn() {
        assertThat(of(samples(), "dabiao_round_last_success_timestamp_seconds"))
                .extracting(one -> one.labels().get("round"))
                .contains("evaluation", "folding", "alerts", "notifications", "declarations", "leases", "backfill");
        assertThat(nobody().get("/q/health/well").asString()).contains("background jobs succeed", "last success");
        assertThat(nobody().get("/q/health/live").asString()).contains("background jobs run");
    }

    @Test
    void whatCameThroughAProxyIsNotFromLoopback() {
        nobody().get("/metrics").then().statusCode(200);
        for (String header : List.of(
                "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-anything", "X-Real-IP", "Via")) {
            for (String path : List.of("/metrics", "/q/metrics")) {
                assertThat(nobody().header(header, "127.0.0.1").get(path).statusCode())
                        .as(header + " " + path)
                        .isEqualTo(401);
            }
            admin().header(header, "127.0.0.1").get("/metrics").then().statusCode(200);
        }
    }

    /** The example of the how-to, with this test's ports and a certificate of its own. */
    @Test
    void theExampleOfNginxServesPagesOverHttpsAndKeepsMetricsClosed(@TempDir Path folder) throws Exception {
        Tools.need("nginx", "openssl");
        String document = Files.readString(Path.of("docs", "how-to", "proxy.md"));
        String example = document.substring(document.indexOf("```nginx\n") + 9);
        try (Nginx nginx = Nginx.with(folder, example.substring(0, example.indexOf("```")), RestAssured.port)) {
            String there = nginx.addresses().get("https");
            nobody().relaxedHTTPSValidation().get(there + "/sign-in").then().statusCode(200);
            nobody().relaxedHTTPSValidation().get(there + "/metrics").then().statusCode(401);
            admin().relaxedHTTPSValidation().get(there + "/metrics").then().statusCode(200);
        }
    }

    @Test
    void bothTextFormatsAreSpoken() {
        String plain = scrape("text/plain;version=0.0.4");
        assertThat(plain).doesNotContain("# EOF").contains("# TYPE dabiao_indicator_actual gauge");

        for (String accept : List.of(
                "application/openmetrics-text",
                "application/openmetrics-text; version=1.0.0",
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2")) {
            var answer = nobody().header("Accept", accept).get("/metrics");
            assertThat(answer.statusCode()).as(accept).isEqualTo(200);
            assertThat(answer.contentType()).as(accept).startsWith("application/openmetrics-text");
            assertThat(answer.asString()).endsWith("# EOF\n").contains("# TYPE dabiao_indicator_verdict stateset");
        }
    }

    @Test
    void aScrapeIsCompressedForThoseWhoAskAndSaysTheSame() throws Exception {
        for (String wanted : List.of("gzip", "br;q=1, gzip;q=0.5", "identity", "gzip;q=0", "deflate")) {
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + "/metrics"))
                                    .header("Accept", "application/openmetrics-text;version=1.0.0")
                                    .header("Accept-Encoding", wanted)
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            byte[] body = answer.body();
            boolean zipped =
                    answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
            assertThat(zipped).as(wanted).isEqualTo(wanted.matches("gzip|br.*"));
            if (zipped) {
                byte[] plain = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
                assertThat(body.length).isLessThan(plain.length / 5);
                body = plain;
            }
            assertThat(new String(body, StandardCharsets.UTF_8))
                    .as(wanted)
                    .contains("indicator_name=\"系统响应时间\"", "# TYPE dabiao_indicator_verdict stateset")
                    .endsWith("# EOF\n");
        }
    }

    @Test
    void everyFamilyIsExplainedOnce() {
        Map<String, Integer> helped = new HashMap<>();
        for (String line : scrape("text/plain").lines().toList()) {
            if (line.startsWith("# HELP ")) {
                helped.merge(line.split(" ")[2], 1, Integer::sum);
            }
        }
        assertThat(helped).containsKeys("dabiao_indicator_actual", "dabiao_events_accepted_total");
        assertThat(helped.values()).containsOnly(1);
    }

    @Test
    void exactlyOneStateOfEveryVerdictIsOne() {
        Map<String, List<Sample>> byIndicator = of(samples(), "dabiao_indicator_verdict").stream()
                .collect(Collectors.groupingBy(one -> one.labels().get("year") + "/"
                        + one.labels().get("project") + "/" + one.labels().get("indicator")));
        assertThat(byIndicator).hasSizeGreaterThanOrEqualTo(210);
        byIndicator.forEach((indicator, states) -> {
            assertThat(states).as(indicator).hasSize(Verdict.values().length);
            assertThat(states.stream().mapToDouble(Sample::number))
                    .as(indicator)
                    .containsOnly(0.0, 1.0);
            assertThat(states.stream().mapToDouble(Sample::number).sum())
                    .as(indicator)
                    .isEqualTo(1.0);
        });
    }

    @Test
    void noDataIsAbsentAndNeverANumber() {
        String heard = "2024/it-operations/vpn-users";
        lines(event("/metrics/vpn", "v-1", "vpn.users", "2024-03-01T09:00:00+08:00", "{\"value\":812}"))
                .statusCode(200);
        await().atMost(Patience.PATIENCE)
                .until(() -> of(samples(), "dabiao_indicator_actual").stream().anyMatch(one -> id(one).equals(heard)));
        List<Sample> all = samples();
        Set<String> without = of(all, "dabiao_indicator_verdict").stream()
                .filter(one -> one.has("dabiao_indicator_verdict", "no_data") && one.number() == 1)
                .map(MetricsTest::id)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> valued =
                of(all, "dabiao_indicator_actual").stream().map(MetricsTest::id).collect(Collectors.toSet());

        assertThat(without).contains("2024/resource-sharing/base-acceptance-rate");
        assertThat(valued).doesNotContainAnyElementsOf(without).contains(heard);
        assertThat(all.stream().filter(one -> one.name().startsWith("dabiao_indicator")))
                .noneMatch(one -> Double.isNaN(one.number()));
        assertThat(of(all, "dabiao_indicator_target").stream().map(MetricsTest::id))
                .doesNotContain("2024/resource-sharing/voucher-leverage");
    }

    @Test
    void rejectionsAreCountedByReason() {
        double before = counter("dabiao_events_rejected_total", "bad_time");
        double malformed = counter("dabiao_events_rejected_total", "malformed");

        lines(event("/metrics", "1"), event("/metrics", "1"), event("/metrics", "2", "t", "never", "{}"));

        assertThat(counter("dabiao_events_rejected_total", "bad_time")).isEqualTo(before + 1);
        assertThat(counter("dabiao_events_rejected_total", "malformed")).isEqualTo(malformed);
        Set<String> reasons = of(samples(), "dabiao_events_rejected_total").stream()
                .map(one -> one.labels().get("reason"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(reasons)
                .containsExactly(
                        "bad_data", "bad_time", "malformed", "missing_attribute", "not_permitted", "too_large");
    }

    @Test
    void acceptedAndDuplicatesAreCounted() {
        double accepted = counter("dabiao_events_accepted_total", null);
        double duplicates = counter("dabiao_events_duplicate_total", null);

        lines(event("/metrics/count", "1"), event("/metrics/count", "2"), event("/metrics/count", "1"));

        assertThat(counter("dabiao_events_accepted_total", null)).isEqualTo(accepted + 2);
        assertThat(counter("dabiao_events_duplicate_total", null)).isEqualTo(duplicates + 1);
    }

    @Test
    void theServiceTellsOfItself() {
        Set<String> names = samples().stream().map(Sample::name).collect(Collectors.toSet());
        assertThat(names)
                .contains(
                        "dabiao_evaluation_round_seconds_count",
                        "dabiao_events_append_seconds_count",
                        "dabiao_rollup_backlog_batches",
                        "dabiao_declarations_reload_success",
                        "dabiao_declarations_refused_files",
                        "dabiao_indicator_info",
                        "dabiao_indicator_stale");
    }

    @Test
    void whateverIsSentAndAskedLabelsStayBounded() {
        // Once each, so that what these calls themselves add is there already.
        noise(0);
        Set<String> before = series();

        for (int i = 1; i <= 20; i++) {
            noise(i);
        }

        Set<String> added = new TreeSet<>(series());
        added.removeAll(before);
        assertThat(added).isEmpty();
    }

    private static void noise(int i) {
        lines(event("/metrics/source" + i, "id" + i, "metrics.type" + i, "2024-01-01T00:00:00Z", "{\"k" + i + "\":1}"));
        nobody().get("/nowhere/" + i);
        admin().get("/api/v1/nowhere/" + i);
        admin().get("/api/v1/years/" + (1000 + i) + "/indicators");
        admin().get("/api/v1/years/2024/projects/p" + i);
        admin().get("/api/v1/years/2024/indicators/publicity/i" + i + "/history");
        admin().get("/api/v1/rejections/" + (100_000_000 + i));
        admin().get("/api/v1/declarations/2024/p" + i + "/versions/" + i);
    }

    /** Names and labels without values; those of the JVM and of the pool come and go by themselves. */
    private static Set<String> series() {
        return samples().stream()
                .filter(one -> one.name().startsWith("dabiao_") || one.name().startsWith("http_"))
                .filter(one -> !one.name().startsWith("dabiao_indicator"))
                .map(one -> one.name() + one.labels())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String id(Sample sample) {
        return sample.labels().get("year") + "/" + sample.labels().get("project") + "/"
                + sample.labels().get("indicator");
    }

    private static double counter(String name, String reason) {
        return of(samples(), name).stream()
                .filter(one -> reason == null || one.has("reason", reason))
                .mapToDouble(Sample::number)
                .sum();
    }

    private static List<Sample> of(List<Sample> samples, String name) {
        return samples.stream().filter(one -> one.name().equals(name)).toList();
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        scrape("text/plain")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> samples.add(Sample.of(line)));
        return samples;
    }

    private static String scrape(String accept) {
        return nobody().header("Accept", accept)
                .get("/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
