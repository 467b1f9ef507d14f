package io.dabiao.deploy;

import static io.dabiao.Api.LINES;
import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.AcceptanceYear;
import io.dabiao.Api;
import io.dabiao.ServiceDatabase;
import io.dabiao.evaluate.Snapshots;
import io.dabiao.ingest.prometheus.RealPrometheus;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboards without a Grafana: what they are made of is looked at, and every question they ask is asked, of the
 * database with the shared year in it and of a real Prometheus that scrapes the service.
 */
@QuarkusTest
@WithTestResource(value = GrafanaTest.Database.class)
class GrafanaTest {

    /** A database of its own: the shared year in it is nobody else's. */
    public static final class Database extends ServiceDatabase {}

    private static final Path DASHBOARDS = Path.of("grafana", "dashboards");

    /** Nothing of the shipped declarations and the shared year need be there for these; they are only asked. */
    private static final Set<String> MAY_BE_EMPTY = Set.of(
            "dabiao-overview/本周变化 Changed this week",
            "dabiao-project/已封存报告 Sealed reports",
            "dabiao-indicator/实时状态变化 Changes of the live state",
            "dabiao-indicator/实时值 Live value",
            "dabiao-indicator/误差预算与消耗率 Error budget and burn rates",
            "dabiao-sites/可用网站 Sites up",
            "dabiao-sites/证书剩余 Certificates",
            "dabiao-sites/响应时间 Response time",
            "dabiao-sites/各阶段 Phases",
            "dabiao-sites/中断 Outages",
            "dabiao-sites/二次确认与监测覆盖 Second tries and coverage",
            "dabiao-service/待处理的拒收 Open rejections");

    /** On the scrape and on no dashboard, with the reason. */
    private static final Map<String, String> UNUSED = Map.of(
            "dabiao_indicator_info", "the views hold the names",
            "dabiao_indicator_actual", "the views hold it, with its history",
            "dabiao_indicator_probability", "likewise",
            "dabiao_indicator_forecast", "likewise",
            "dabiao_indicator_forecast_low", "likewise",
            "dabiao_indicator_forecast_high", "likewise",
            "dabiao_indicator_live", "the changes are listed",
            "dabiao_indicator_last_event_timestamp_seconds", "the views hold it");

    @Inject
    DataSource database;

    @Inject
    Snapshots snapshots;

    @TempDir
    Path temporary;

    @Test
    void everyDashboardAndPanelSaysWhatItIsAndComesFromADeclaredSource() throws IOException {
        Set<String> uids = new TreeSet<>();
        for (JsonNode dashboard : dashboards()) {
            String uid = dashboard.path("uid").asText();
            assertThat(uids.add(uid)).as(uid).isTrue();
            assertThat(uid).matches("dabiao-[a-z-]+");
            assertThat(dashboard.path("title").asText()).matches("达标 · .*[A-Za-z]+");
            assertThat(dashboard.path("description").asText()).isNotBlank();
            assertThat(dashboard.has("__inputs")).isFalse();
            assertThat(dashboard.path("editable").asBoolean(true)).isFalse();
            assertThat(dashboard.path("id").isMissingNode()).isTrue();
            Set<String> sources = new TreeSet<>();
            dashboard.path("templating").path("list").forEach(variable -> {
                if (variable.path("type").asText().equals("datasource")) {
                    sources.add("${" + variable.path("name").asText() + "}");
                }
            });
            Set<Integer> ids = new TreeSet<>();
            Set<String> asked = new TreeSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String where = uid + "/" + panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(where).isTrue();
                assertThat(panel.path("title").asText()).as(where).containsPattern("\\p{IsHan}");
                assertThat(panel.path("description").asText()).as(where).containsPattern("[A-Za-z]{3}");
                assertThat(panel.path("fieldConfig")
                                .path("defaults")
                                .path("unit")
                                .asText())
                        .as(where)
                        .isNotBlank();
                assertThat(panel.path("targets")).as(where).isNotEmpty();
                for (JsonNode target : panel.path("targets")) {
                    asked.add(target.path("datasource").path("uid").asText());
                    String expression = target.path("expr").asText();
                    if (expression.contains("rate(")) {
                        assertThat(expression).as(where).contains("[$__rate_interval]");
                    }
                }
                JsonNode at = panel.path("gridPos");
                assertThat(at.path("x").asInt() + at.path("w").asInt())
                        .as(where)
                        .isBetween(1, 24);
            }
            assertThat(sources).as(uid).isEqualTo(asked);
        }
        assertThat(uids).hasSize(6);
    }

    @Test
    void panelsDoNotOverlap() throws IOException {
        for (JsonNode dashboard : dashboards()) {
            Set<String> taken = new TreeSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                JsonNode at = panel.path("gridPos");
                for (int x = at.path("x").asInt();
                        x < at.path("x").asInt() + at.path("w").asInt();
                        x++) {
                    for (int y = at.path("y").asInt();
                            y < at.path("y").asInt() + at.path("h").asInt();
                            y++) {
                        assertThat(taken.add(x + "," + y))
                                .as(dashboard.path("uid").asText() + "/"
                                        + panel.path("title").asText())
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void everyQuestionIsAnsweredAndEveryFamilyOfIndicatorsIsUsed() throws Exception {
        assumeTrue(RealPrometheus.installed(), "SKIPPED: install Debian's package prometheus");
        theSharedYearIsThere();
        String scrape = Api.nobody().get("/metrics").asString();
        Set<String> exported = new TreeSet<>();
        Pattern.compile("(?m)^# TYPE (dabiao_indicator\\w*) ")
                .matcher(scrape)
                .results()
                .forEach(family -> exported.add(family.group(1)));
        Map<String, Boolean> answered = new TreeMap<>();
        StringBuilder asked = new StringBuilder();
        String configuration = """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - {job_name: dabiao, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(RestAssured.port);
        try (RealPrometheus prometheus = RealPrometheus.start(temporary, configuration)) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> result(prometheus, "count_over_time(up{job=\"dabiao\"}[1m]) > 4")
                            .elements()
                            .hasNext());
            targets((where, target) -> {
                boolean some;
                if (target.has("rawSql")) {
                    some = rows(where, target.path("rawSql").asText());
                } else {
                    String expression = target.path("expr").asText();
                    asked.append(expression).append('\n');
                    some = !result(prometheus, filled(expression)).isEmpty();
                }
                answered.merge(where, some, Boolean::logicalOr);
            });
        }
        assertThat(answered).hasSizeGreaterThan(30);
        answered.forEach((where, some) -> {
            if (!MAY_BE_EMPTY.contains(where)) {
                assertThat(some).as(where + " has data").isTrue();
            }
        });
        assertThat(answered.keySet()).containsAll(MAY_BE_EMPTY);
        Set<String> unused = new TreeSet<>(exported);
        unused.removeIf(family -> Pattern.compile(family + "\\b").matcher(asked).find());
        assertThat(unused).isEqualTo(UNUSED.keySet());
    }

    @Test
    void aReaderReadsTheViewsAndNothingElse() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("create role dabiao_reader_of_a_test");
            statement.execute("grant usage on schema dabiao_read to dabiao_reader_of_a_test");
            statement.execute("grant select on all tables in schema dabiao_read to dabiao_reader_of_a_test");
            statement.execute("set local role dabiao_reader_of_a_test");
            for (String view : List.of(
                    "indicator", "project", "verdict_change", "course", "live", "live_change", "event", "rejection")) {
                assertThatCode(() -> statement.executeQuery("select * from dabiao_read." + view + " limit 1"))
                        .as(view)
                        .doesNotThrowAnyException();
            }
            assertThat(catchThrowable(() -> statement.executeQuery("select * from public.access_token")))
                    .hasMessageContaining("permission denied");
            connection.rollback();
        }
    }

    private void theSharedYearIsThere() throws IOException {
        for (byte[] piece : AcceptanceYear.read().pieces(20_000)) {
            admin().contentType(LINES).body(piece).post("/api/v1/events").then().statusCode(200);
        }
        await().atMost(Duration.ofMinutes(2))
                .until(() -> rows("", "select 1 from dabiao_read.indicator where year = 2024 and verdict = 'met'"));
        snapshots.take();
    }

    private boolean rows(String where, String sql) {
        return Stream.of("2024", Year.now().toString()).anyMatch(year -> rows(where, sql, year));
    }

    /** For the current year's draft too: daily snapshots are of the days just past. */
    private boolean rows(String where, String sql, String year) {
        String asked = filled(sql.replace("$year", year))
                .replaceAll("\\$__timeFilter\\(([^)]*)\\)", "$1 between '2024-01-01' and '2100-01-01'");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(asked)) {
            return row.next();
        } catch (SQLException wrong) {
            throw new AssertionError(where + ": " + asked, wrong);
        }
    }

    private static String filled(String question) {
        return question.replace("${project:sqlstring}", "'it-operations','resource-sharing'")
                .replace("${indicator:sqlstring}", "'system-response-time','hotline-answer-rate'")
                .replace("$__rate_interval", "1m")
                .replace("$year", "2024")
                .replaceAll("\\$(project|indicator|job|instance|site)\\b", ".+");
    }

    private static JsonNode result(RealPrometheus prometheus, String expression) {
        try {
            JsonNode answer = new ObjectMapper()
                    .readTree(prometheus.get(
                            "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
            assertThat(answer.path("status").asText())
                    .as(expression + ": " + answer)
                    .isEqualTo("success");
            return answer.path("data").path("result");
        } catch (IOException failed) {
            throw new AssertionError(expression, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private static void targets(BiConsumer<String, JsonNode> each) throws IOException {
        for (JsonNode dashboard : dashboards()) {
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    each.accept(
                            dashboard.path("uid").asText() + "/"
                                    + panel.path("title").asText(),
                            target);
                }
            }
        }
    }

    private static List<JsonNode> dashboards() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.sorted().toList()) {
                all.add(new ObjectMapper().readTree(file.toFile()));
            }
        }
        return all;
    }
}
