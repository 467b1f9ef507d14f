package io.dabiao.deploy;

import static io.dabiao.Api.LINES;
import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.AcceptanceYear;
import io.dabiao.Api;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.dabiao.core.declaration.Digits;
import io.dabiao.evaluate.Snapshots;
import io.dabiao.expose.OpenSloSpecification;
import io.dabiao.ingest.prometheus.RealPrometheus;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
@Guard
class GrafanaTest {

    /** A database of its own: the shared year in it is no one else's. */
    public static final class Database extends ServiceDatabase {}

    /** Nothing of the shipped declarations and the shared year need be there for these; they are only asked. */
    private static final Set<String> MAY_BE_EMPTY = Set.of(
            "dabiao-overview/当前告警 Alerts now",
            "dabiao-overview/本周变化 Changed this week",
            "dabiao-project/告警 Alerts",
            "dabiao-project/已封存报告 Sealed reports",
            "dabiao-indicator/告警 Alerts",
            "dabiao-indicator/实时状态变化 Changes of the live state",
            "dabiao-indicator/实时值 Live value",
            "dabiao-indicator/误差预算与消耗率 Error budget and burn rates",
            "dabiao-sites/可用网站 Sites up",
            "dabiao-sites/证书剩余 Certificates",
            "dabiao-sites/响应时间 Response time",
            "dabiao-sites/各阶段 Phases",
            "dabiao-sites/可用率 Availability",
            "dabiao-sites/监测覆盖 Coverage",
            "dabiao-sites/中断 Outages",
            "dabiao-service/告警 Alerts",
            "dabiao-service/通知 Notifications",
            "dabiao-service/待发通知 Notifications waiting",
            "dabiao-service/未送达的通知 Messages not delivered",
            "dabiao-service/静默 Silences",
            "dabiao-service/待处理的拒收 Open rejections");

    /** On the scrape and on no dashboard, with the reason. */
    private static final Map<String, String> UNUSED = Map.of(
            "dabiao_indicator_info", "the views hold the names",
            "dabiao_indicator_forecast", "the views hold it, with its history",
            "dabiao_indicator_forecast_low", "likewise",
            "dabiao_indicator_forecast_high", "likewise",
            "dabiao_indicator_live", "the changes are listed",
            "dabiao_indicator_last_event_timestamp_seconds", "the views hold it",
            "dabiao_indicator_evaluation_failing", "an alert rule reads it",
            "dabiao_indicator_heard", "the pages count it");

    @Inject
    DataSource database;

    @Inject
    Snapshots snapshots;

    @TempDir
    Path temporary;

    @Test
    void everyQuestionIsAnsweredAndEveryFamilyOfIndicatorsIsUsed() throws Exception {
        Tools.need("prometheus");
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
                global: {scrape_interval: 3s, scrape_timeout: 3s}
                scrape_configs:
                  - {job_name: dabiao, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(RestAssured.port);
        try (RealPrometheus prometheus = RealPrometheus.start(temporary, configuration)) {
            await().atMost(Patience.PATIENCE)
                    .until(() -> result(prometheus, "sum_over_time(up{job=\"dabiao\"}[1m]) > 3")
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
            alertsOfGrafana().forEach((rule, query) -> result(prometheus, query));
            objectives()
                    // A scrape that was not answered in time leaves a hole of one turn.
                    .forEach((name, query) -> await().atMost(Patience.PATIENCE)
                            .untilAsserted(() -> assertThat(result(prometheus, query))
                                    .as(name + ": " + query)
                                    .hasSize(1)));
            String rate = "{year=\"2024\",project=\"resource-sharing\",indicator=\"hotline-answer-rate\"}";
            String difference = "abs(max(dabiao_indicator_part" + rate + ") / max(dabiao_indicator_whole" + rate
                    + ") * 100 - max(dabiao_indicator_actual" + rate + ")) < 1e-9";
            assertThat(result(prometheus, difference))
                    .as("the parts make the rate")
                    .hasSize(1);
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
                    "indicator",
                    "project",
                    "verdict_change",
                    "course",
                    "live",
                    "live_change",
                    "event",
                    "rejection",
                    "closed_period",
                    "alert",
                    "notification",
                    "silence")) {
                assertThatCode(() -> statement.executeQuery("select * from dabiao_read." + view + " limit 1"))
                        .as(view)
                        .doesNotThrowAnyException();
            }
            assertThat(catchThrowable(() -> statement.executeQuery("select * from public.access_token")))
                    .hasMessageContaining("permission denied");
            connection.rollback();
        }
    }

    @Test
    void aDashboardShowsAFigureBesideItsTargetAsEverythingElseDoes() throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement("select dabiao_read.shown(?, ?)")) {
            for (String actual : List.of("2.996", "29996", "3", "2.5", "0.004", "-1.2345", "84.99999999", "3.0049")) {
                for (String target : List.of("3", "30000", "0", "85", "3.00")) {
                    statement.setBigDecimal(1, new BigDecimal(actual));
                    statement.setBigDecimal(2, new BigDecimal(target));
                    ResultSet row = statement.executeQuery();
                    assertThat(row.next()).isTrue();
                    assertThat(row.getBigDecimal(1))
                            .as("%s beside %s", actual, target)
                            .isEqualByComparingTo(Digits.beside(new BigDecimal(actual), new BigDecimal(target)));
                }
            }
        }
    }

    @Test
    void theViewOfAlertsSaysWhoKnowsAndWhoDoesNotYet() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                    insert into public.alert (id, fingerprint, kind, severity, state, year, project, project_name, indicator,
                        indicator_name, level1, owner, sentence, sentence_zh, cause, since, hold_seconds, believed, times, overtaken)
                    values (9001, 'f', 'BREACHED', 'CRITICAL', 'FIRING', 2024, 'p', 'P', 'i', 'I', '', '', 's', 's', 'c',
                        now(), 0, true, 1, false);
                    insert into public.notification (id, key, receiver, grouping, occasion, at, alerts, title, body, state,
                        attempts, next_at)
                    values (9001, 'k1', 'ops', 'g', 'FIRING', now(), '[{}]', 't', 'b', 'DELIVERED', 1, now()),
                           (9002, 'k2', 'desk', 'g', 'FIRING', now(), '[{}]', 't', 'b', 'REFUSED', 1, now());
                    insert into public.telling (alert_id, receiver, route, grouping, occasion, due, held, state, notification_id)
                    values (9001, 'ops', 'r', 'g', 'FIRING', now(), null, 'SENT', 9001),
                           (9001, 'desk', 'r', 'g', 'FIRING', now(), null, 'SENT', 9002),
                           (9001, 'office', 'r', 'g', 'FIRING', now(), 'quiet hours', 'WAITING', null);
                    """);
            ResultSet row =
                    statement.executeQuery("select kind, state, told, not_told from dabiao_read.alert where id = 9001");
            assertThat(row.next()).isTrue();
            assertThat(row.getString("kind")).isEqualTo("breached");
            assertThat(row.getString("state")).isEqualTo("firing");
            assertThat(row.getString("told")).isEqualTo("ops");
            assertThat(row.getString("not_told")).isEqualTo("desk (refused), office (quiet hours)");
            connection.rollback();
        }
    }

    private void theSharedYearIsThere() throws IOException {
        for (byte[] piece : AcceptanceYear.read().pieces(20_000)) {
            admin().contentType(LINES).body(piece).post("/api/v1/events").then().statusCode(200);
        }
        await().atMost(Patience.PATIENCE)
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
        return question.replace("${project:sqlstring}", "'it-operations','resource-sharing','foreign-experts'")
                .replace(
                        "${indicator:sqlstring}",
                        "'system-response-time','hotline-answer-rate','wechat-articles-per-month'")
                .replace("$__rate_interval", "1m")
                .replace("$year", "2024")
                .replace("$zone", "Asia/Shanghai")
                .replaceAll("\\$(project|indicator|job|instance|site)\\b", ".+");
    }

    /** Each query of the OpenSLO export of the shared year; one indicator has no value in it. */
    private static Map<String, String> objectives() {
        Map<String, String> queries = new TreeMap<>();
        for (Map<String, Object> object : OpenSloSpecification.objects(
                admin().get("/api/v1/years/2024/openslo").asString())) {
            if (object.get("kind").equals("SLI")) {
                JsonNode indicator = new ObjectMapper().valueToTree(object);
                String name = indicator.path("metadata").path("name").asText();
                int no = 0;
                for (String query : indicator.findValuesAsText("query")) {
                    queries.put(name + "#" + no++, query);
                }
            }
        }
        assertThat(queries).hasSizeGreaterThan(10);
        return queries;
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
        for (JsonNode dashboard : Dashboards.all()) {
            String uid = dashboard.path("uid").asText();
            List<JsonNode> panels = new ArrayList<>(Dashboards.ofPrometheusAlone(uid));
            dashboard.path("panels").forEach(panels::add);
            for (JsonNode panel : panels) {
                for (JsonNode target : panel.path("targets")) {
                    each.accept(uid + "/" + panel.path("title").asText(), target);
                }
            }
        }
    }

    /** The expressions of the opt-in alerts, by the rule's id. */
    private static Map<String, String> alertsOfGrafana() throws IOException {
        Map<String, String> queries = new TreeMap<>();
        JsonNode rules = Dashboards.yaml(Path.of("grafana", "alerting", "rules.yaml"));
        for (JsonNode group : rules.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                queries.put(
                        rule.path("uid").asText(),
                        rule.path("data").path(0).path("model").path("expr").asText());
            }
        }
        assertThat(queries).hasSizeGreaterThan(5);
        return queries;
    }
}
