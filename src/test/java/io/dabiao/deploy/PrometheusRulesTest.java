package io.dabiao.deploy;

import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shipped for a Prometheus, as Prometheus's own tool judges it and against a scrape of the running service. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@Guard
class PrometheusRulesTest {

    private static final Path FOLDER = Path.of("deploy", "prometheus");
    private static final Pattern METRIC =
            Pattern.compile("(?<![:\\w])(dabiao_\\w+|http_server_requests_seconds_count)");

    @TempDir
    Path temporary;

    @Test
    void theRulesAndTheScrapeConfigurationAreValid() throws Exception {
        List<String> rules = files(FOLDER, ".rules.yml");
        assertThat(rules).hasSize(2);

        promtool(Stream.concat(Stream.of("check", "rules"), rules.stream()).toList());
        promtool(List.of("check", "config", FOLDER.resolve("prometheus.yml").toString()));
    }

    @Test
    void everyAlertFiresWhenItMustAndNoneWhenAllIsWell() throws Exception {
        List<String> tests = files(FOLDER.resolve("tests"), ".test.yml");
        promtool(Stream.concat(Stream.of("test", "rules"), tests.stream()).toList());

        String tested = read(tests);
        Pattern.compile("- alert: (\\w+)")
                .matcher(read(files(FOLDER, ".rules.yml")))
                .results()
                .forEach(alert -> assertThat(tested).contains("alertname=\"" + alert.group(1) + "\""));
    }

    @Test
    void everyAlertHasARunbookOfItsOwn() throws IOException {
        String rules = read(files(FOLDER, ".rules.yml"));
        String page = nobody().get("/runbooks?lang=en")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        List<String> headings = Files.readAllLines(Path.of("docs", "runbooks.md"));
        Pattern.compile("- alert: (\\w+)")
                .matcher(rules)
                .results()
                .map(alert -> alert.group(1))
                .forEach(alert -> {
                    assertThat(headings).contains("## " + alert);
                    String section = alert.toLowerCase(Locale.ROOT);
                    assertThat(rules)
                            .contains("runbook: docs/runbooks.md#" + section + "\n")
                            .contains("runbook_url: https://dabiao.example.org/runbooks#" + section + "\n");
                    assertThat(page).contains("<h2 id=\"" + section + "\">" + alert + "</h2>");
                });
    }

    @Test
    void everyMetricThatARuleNamesIsOnTheScrape() throws IOException {
        nobody().get("/api/v1/years/2024/indicators").then().statusCode(401);
        // A request is counted after it was answered.
        String scrape = await().atMost(Patience.PATIENCE)
                .until(PrometheusRulesTest::scrape, text -> text.contains("http_server_requests_seconds_count"));
        Set<String> families = Pattern.compile("(?m)^# TYPE (\\w+) ")
                .matcher(scrape)
                .results()
                .map(family -> family.group(1))
                .collect(Collectors.toSet());

        Set<String> named = new TreeSet<>();
        METRIC.matcher(read(files(FOLDER, ".rules.yml"))).results().forEach(metric -> named.add(metric.group(1)));
        assertThat(named).hasSizeGreaterThan(10);
        // On the scrape once there are receivers.
        named.removeIf(metric -> metric.startsWith("dabiao_notifications_"));
        assertThat(named)
                .allSatisfy(metric ->
                        assertThat(families).contains(metric.replaceFirst("_seconds_(sum|count)$", "_seconds")));
    }

    @Test
    void theScrapeIsCleanByPrometheussOwnCheck() throws Exception {
        Path scrape = Files.writeString(temporary.resolve("metrics"), scrape());

        promtool(List.of("check", "metrics"), scrape);
    }

    private static String scrape() {
        return nobody().get("/metrics").then().statusCode(200).extract().asString();
    }

    private static List<String> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static String read(List<String> files) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String file : files) {
            all.append(Files.readString(Path.of(file)));
        }
        return all.toString();
    }

    private static void promtool(List<String> arguments) throws Exception {
        promtool(arguments, Path.of("/dev/null"));
    }

    private static void promtool(List<String> arguments, Path in) throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        Tools.need("promtool");
        List<String> command = new ArrayList<>(List.of(promtool.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
