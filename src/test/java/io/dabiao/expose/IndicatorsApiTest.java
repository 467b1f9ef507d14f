package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.event;
import static io.dabiao.Api.heard;
import static io.dabiao.Api.indicator;
import static io.dabiao.Api.take;
import static io.dabiao.Api.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.store.FactsReader;
import io.dabiao.store.FaultyFacts;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test has indicators of the shipped declarations of 2024 to itself. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class IndicatorsApiTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final Duration SECONDS = PATIENCE;
    private static final String INDICATORS = "/api/v1/years/2024/indicators";
    private static final String YEAR_END = "2025-01-01T00:00:00+08:00";

    // ---- lists

    @Test
    void theYearsAreListedAndTheCurrentOneIsADraft() {
        JsonPath years =
                admin().get("/api/v1/years").then().statusCode(200).extract().jsonPath();
        assertThat(years.getList("year", Integer.class))
                .contains(2024, LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear());
        assertThat(years.getInt("find { it.year == 2024 }.indicators")).isEqualTo(105);
        assertThat(years.getInt("find { it.year == 2024 }.projects")).isEqualTo(7);
        assertThat(years.getBoolean("find { it.year == 2024 }.draft")).isFalse();
    }

    @Test
    void anIndicatorLooksAsTheContractSays() {
        JsonPath all = list("2024-07-01T00:00:00+08:00");
        assertThat(all.getList("")).hasSize(105);
        String one = "find { it.id == 'it-operations/system-response-time' }";
        assertThat(all.getString(one + ".project.id")).isEqualTo("it-operations");
        assertThat(all.getString(one + ".project.name")).isEqualTo("信息化运维项目");
        assertThat(all.getString(one + ".level1")).isEqualTo("产出指标");
        assertThat(all.getString(one + ".name")).isEqualTo("系统响应时间");
        assertThat(all.getString(one + ".target.operator")).isEqualTo("<");
        assertThat(all.getInt(one + ".target.value")).isEqualTo(2);
        assertThat(all.getString(one + ".target.unit")).isEqualTo("秒");
        assertThat(all.getString(one + ".target.text")).isEqualTo("<2.00(秒)");
        assertThat(all.getString(one + ".asOf")).isEqualTo("2024-07-01T00:00:00+08:00");
        assertThat(all.<Map<String, ?>>getList(""))
                .allSatisfy(row -> assertThat(row).containsKeys("actual", "probability", "forecast", "stale"))
                .allSatisfy(row -> assertThat(row.get("probability") == null).isEqualTo(row.get("forecast") == null))
                .allSatisfy(row -> assertThat((String) row.get("outlook")).isNotEmpty());
    }

    @Test
    void rowsSayTheSameWithNoValueInAValue() {
        String at = "2024-07-01T00:00:00+08:00";
        JsonPath all = list(at);
        JsonPath rows = admin().queryParam("at", at)
                .get("/api/v1/years/2024/rows")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(rows.<Map<String, ?>>getList(""))
                .hasSize(105)
                .allSatisfy(row -> assertThat(row.values())
                        .noneMatch(value -> value instanceof Map<?, ?> || value instanceof java.util.List<?>));
        assertThat(rows.getList("collect { it.project + '/' + it.indicator }")).isEqualTo(all.getList("id"));
        for (String name :
                java.util.List.of("actual", "verdict", "probability", "asOf", "stale", "heard", "sentence")) {
            assertThat(rows.getList(name)).as(name).isEqualTo(all.getList(name));
        }
        String one = "find { it.indicator == 'system-response-time' }";
        assertThat(rows.getString(one + ".target")).isEqualTo("<2.00(秒)");
        assertThat(rows.getInt(one + ".targetValue")).isEqualTo(2);
        assertThat(rows.getString(one + ".projectName")).isEqualTo("信息化运维项目");
    }

    @Test
    void whatIsMissingIsSaid() {
        JsonPath undeclared = indicator(2024, "resource-sharing/voucher-leverage", null);
        assertThat(undeclared.getString("indicator.verdict")).isEqualTo("undeclared");
        assertThat(undeclared.getString("indicator.missing")).contains("printed no target");
        JsonPath noData = indicator(2024, "resource-sharing/base-acceptance-rate", null);
        assertThat(noData.getString("indicator.verdict")).isEqualTo("no_data");
        assertThat(noData.getString("indicator.actual")).isNull();
        assertThat(noData.getString("indicator.missing")).contains("base.acceptance");
        heard("incident");
        JsonPath nothing = indicator(2024, "it-operations/site-interruptions", YEAR_END);
        assertThat(nothing.getInt("indicator.actual")).isZero();
        assertThat(nothing.getBoolean("indicator.stale")).isTrue();
        assertThat(nothing.getString("indicator.heard")).isEqualTo("stale");
    }

    @Test
    void filtersNarrowTheList() {
        admin().queryParam("verdict", "undeclared")
                .get(INDICATORS)
                .then()
                .body("id", contains("resource-sharing/voucher-leverage"));
        admin().queryParam("project", "publicity")
                .get(INDICATORS)
                .then()
                .body("", hasSize(12))
                .body("project.id", everyItem(equalTo("publicity")));
        admin().queryParam("project", "上海研发公共服务平台宣传推广").get(INDICATORS).then().body("", hasSize(12));
        admin().queryParam("project", "publicity")
                .queryParam("verdict", "no_data")
                .queryParam("at", YEAR_END)
                .get(INDICATORS)
                .then()
                .body("verdict", everyItem(equalTo("no_data")))
                .body("", not(hasSize(12)));
    }

    @Test
    void aProjectCountsItsVerdicts() {
        JsonPath project = admin().get("/api/v1/years/2024/projects/publicity")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        Map<String, Integer> verdicts = project.getMap("verdicts");
        assertThat(verdicts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(12);
        assertThat(project.getString("budget.total")).isEqualTo("296000.00");
        admin().get("/api/v1/years/2024/projects").then().body("", hasSize(7));
    }

    // ---- failures

    @Inject
    EvaluationCache board;

    @Inject
    Declarations declarations;

    @Inject
    FactsReader facts;

    @Test
    void anIndicatorThatThrowsLeaves104RecordedAndSaysSoItself() {
        IndicatorRef key = new IndicatorRef(2024, "resource-sharing", "base-acceptance-rate");
        await().atMost(PATIENCE).until(() -> recordedAfter(Instant.MIN) == 105);
        String before = board.row(key).orElseThrow().verdict().word();
        FactsReader sound = ClientProxy.unwrap(facts);
        Instant begun = Instant.now();
        QuarkusMock.installMockForType(new FaultyFacts(sound, "base.acceptance"), FactsReader.class);
        try {
            declarations.load(); // After which everything is evaluated.
            await().atMost(PATIENCE).until(() -> board.failures().containsKey(key));
            await().atMost(PATIENCE).until(() -> recordedAfter(begun) == 104);

            JsonPath all =
                    admin().get(INDICATORS).then().statusCode(200).extract().jsonPath();
            assertThat(all.getList("findAll { it.evaluationFailed != null }.id"))
                    .containsExactly("resource-sharing/base-acceptance-rate");
            assertThat(all.getList("")).hasSize(105);
            String one = "find { it.id == 'resource-sharing/base-acceptance-rate' }";
            assertThat(all.getString(one + ".verdict")).isEqualTo(before);
            JsonPath detail = indicator(2024, "resource-sharing/base-acceptance-rate", null);
            assertThat(detail.getString("indicator.verdict")).isEqualTo(before);
            assertThat(detail.getString("indicator.evaluationFailed.reason")).contains(FaultyFacts.FAILURE);
            assertThat(detail.getString("indicator.missing")).contains("its evaluation fails");
            // Of another time nothing is recorded, and nothing is made up.
            assertThat(indicator(2024, "resource-sharing/base-acceptance-rate", YEAR_END)
                            .getString("indicator.verdict"))
                    .isNull();
            assertThat(admin().get("/metrics").asString())
                    .contains("dabiao_indicator_evaluation_failing{year=\"2024\",project=\"resource-sharing\","
                            + "indicator=\"base-acceptance-rate\"")
                    .containsPattern("dabiao_evaluations_failing_indicators [1-9]");
            assertThat(admin().header("Accept", "text/html")
                            .get("/years/2024/resource-sharing/base-acceptance-rate")
                            .asString())
                    .contains(FaultyFacts.FAILURE);
            assertThat(admin().header("Accept", "text/html")
                            .get("/years/2024/resource-sharing")
                            .asString())
                    .contains("起无法评估");
            await().atMost(PATIENCE)
                    .until(() -> admin().queryParam("kind", "service")
                            .get("/api/v1/alerts")
                            .asString()
                            .contains("evaluation of 2024/resource-sharing/base-acceptance-rate"));
        } finally {
            QuarkusMock.installMockForType(sound, FactsReader.class);
        }
        await().atMost(PATIENCE).until(() -> board.failures().isEmpty());
        assertThat(indicator(2024, "resource-sharing/base-acceptance-rate", null)
                        .getString("indicator.evaluationFailed"))
                .isNull();
    }

    private long recordedAfter(Instant instant) {
        return board.rows().stream()
                .filter(row -> row.ref().year() == 2024 && row.recordedAt().isAfter(instant))
                .count();
    }

    // ---- instants

    @Test
    void aPlusThatArrivesAsASpaceIsUnderstood() {
        for (String at : List.of(
                "2024-07-01T00:00:00+08:00", "2024-07-01T00:00:00%20" + "08:00", "2024-07-01T00:00:00%2B08:00")) {
            admin().urlEncodingEnabled(false)
                    .get(INDICATORS + "?project=publicity&at=" + at)
                    .then()
                    .statusCode(200)
                    .body("asOf", everyItem(equalTo("2024-07-01T00:00:00+08:00")));
        }
        admin().queryParam("at", "2024-06-30T16:00:00Z")
                .queryParam("project", "publicity")
                .get(INDICATORS)
                .then()
                .body("asOf", everyItem(equalTo("2024-07-01T00:00:00+08:00")));
    }

    @Test
    void anyInstantWillDoAndTheEventAtItIsLeftOut() {
        heard("publication");
        take(
                issue("1", "2024-03-05T10:15:30.5+08:00"),
                issue("2", "2024-03-05T11:59:59.999999+08:00"),
                issue("3", "2024-03-05T15:59:59.999999Z"),
                issue("4", "2024-03-05T16:00:00Z"),
                issue("5", "2024-03-31T23:30:00-00:30"));
        // Before and after the rollups were folded, the answer is the same.
        for (int look = 0; look < 2; look++) {
            assertThat(issues("2024-03-05T10:15:30.499999+08:00")).isEqualByComparingTo("0");
            assertThat(issues("2024-03-05T10:15:30.5+08:00")).isEqualByComparingTo("0");
            assertThat(issues("2024-03-05T10:15:30.500001+08:00")).isEqualByComparingTo("1");
            assertThat(issues("2024-03-05T11:00:00+08:00")).isEqualByComparingTo("1");
            assertThat(issues("2024-03-05T11:59:59.999999+08:00")).isEqualByComparingTo("1");
            assertThat(issues("2024-03-05T12:00:00+08:00")).isEqualByComparingTo("2");
            assertThat(issues("2024-03-05T12:00:00.000001+08:00")).isEqualByComparingTo("2");
            assertThat(issues("2024-03-06T00:00:00+08:00")).isEqualByComparingTo("3");
            assertThat(issues("2024-03-06T00:00:00.000001+08:00")).isEqualByComparingTo("4");
            assertThat(issues("2024-04-01T08:00:00+08:00")).isEqualByComparingTo("4");
            assertThat(issues("2024-04-01T08:00:01+08:00")).isEqualByComparingTo("5");
            await().atMost(SECONDS)
                    .until(() -> admin().get("/api/v1/status").jsonPath().getInt("batchesToFold") == 0);
        }
    }

    private static BigDecimal issues(String at) {
        return new BigDecimal(
                indicator(2024, "foreign-experts/newsletter-issues", at).getString("indicator.actual"));
    }

    private static String issue(String id, String time) {
        return event(
                "/instants", id, "publication", time, "{\"programme\":\"foreign-experts\",\"channel\":\"newsletter\"}");
    }

    @Test
    void withoutAnInstantItIsNow() {
        String asOf = indicator(2024, "publicity/media-reads", null).getString("indicator.asOf");
        assertThat(OffsetDateTime.parse(asOf)).isAfter(OffsetDateTime.now().minusMinutes(5));
    }

    // ---- one indicator

    @Test
    void aFigureShowsItsParts() {
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String time = "2024-0%d-1%dT09:00:00+08:00".formatted(1 + i % 4, i % 10);
            calls.add(event("/parts", "call" + i, "hotline.call", time, "{\"answered\":" + (i % 4 != 0) + "}"));
        }
        calls.add(event("/parts", "unfit", "hotline.call", "2024-02-01T00:00:00+08:00", "{\"answered\":\"perhaps\"}"));
        take(calls.toArray(String[]::new));

        JsonPath one = indicator(2024, "resource-sharing/hotline-answer-rate", "2024-05-01T00:00:00+08:00");

        assertThat(one.getInt("parts.numerator")).isEqualTo(30);
        assertThat(one.getInt("parts.denominator")).isEqualTo(40);
        assertThat(one.getInt("parts.leftOut")).isEqualTo(1);
        assertThat(one.getList("exclusions.id", String.class)).containsExactly("unfit");
        assertThat(one.getString("exclusions[0].reason")).isEqualTo("answered is \"perhaps\", which is no boolean");
        assertThat(new BigDecimal(one.getString("indicator.actual"))).isEqualByComparingTo("75");
        assertThat(one.getString("indicator.verdict")).isEqualTo("breached");
        assertThat(one.getString("indicator.sentence")).contains("75", "30 of 40", "85");
        assertThat(one.getString("indicator.sentenceZh")).contains("75");
        assertThat(one.getString("reading.operator")).isEqualTo("≥");
        assertThat(one.getString("measure.kind")).isEqualTo("ratio");
        assertThat(one.getList("measure.types", String.class)).containsExactly("hotline.call");
        assertThat(one.getList("months.label", String.class))
                .containsExactly("2024-01", "2024-02", "2024-03", "2024-04");
        assertThat(one.getString("months[0].actual")).startsWith("0");
        assertThat(one.getString("months[1].actual")).startsWith("100");
        assertThat(one.getList("weeks.label", String.class)).hasSize(18);
        assertThat(one.getString("weeks[0].label")).isEqualTo("2024-W01");
        assertThat(one.getInt("declarationVersion")).isEqualTo(1);
        assertThat(indicator(2024, "resource-sharing/hotline-answer-rate", YEAR_END)
                        .getString("indicator.verdict"))
                .isEqualTo("missed");
    }

    @Test
    void aQuotaShowsTheWeeksThatClosed() {
        heard("publication");
        // Three articles in W02, two in W03.
        List<String> articles = IntStream.range(0, 5)
                .mapToObj(i -> event(
                        "/quota",
                        "a" + i,
                        "publication",
                        i < 3 ? "2024-01-1" + i + "T12:00:00+08:00" : "2024-01-1" + (i + 3) + "T12:00:00+08:00",
                        "{\"programme\":\"talent\",\"channel\":\"wechat\"}"))
                .toList();
        take(articles.toArray(String[]::new));

        JsonPath before = indicator(2024, "talent-services/wechat-weekly-articles", "2024-01-21T23:59:59+08:00");
        JsonPath after = indicator(2024, "talent-services/wechat-weekly-articles", "2024-01-22T00:00:00+08:00");

        assertThat(before.getList("closed.label", String.class)).containsExactly("2024-W01", "2024-W02");
        assertThat(before.getInt("closed.find { it.label == '2024-W02' }.actual"))
                .isEqualTo(3);
        assertThat(before.getBoolean("closed.find { it.label == '2024-W02' }.kept"))
                .isTrue();
        assertThat(after.getInt("closed.find { it.label == '2024-W03' }.actual"))
                .isEqualTo(2);
        assertThat(after.getBoolean("closed.find { it.label == '2024-W03' }.kept"))
                .isFalse();
        assertThat(after.getString("indicator.verdict")).isEqualTo("breached");
    }

    @Test
    void theEventsBehindAFigureArePaged() {
        take(IntStream.range(0, 7)
                .mapToObj(i -> event(
                        "/paged",
                        "v" + i,
                        "service.visits",
                        // Two at the same instant.
                        "2024-06-0" + (1 + i / 2) + "T12:00:00+08:00",
                        "{\"value\":" + i + "}"))
                .toArray(String[]::new));
        String path = INDICATORS + "/foreign-experts/persons-served/events";

        List<String> ids = new ArrayList<>();
        List<String> times = new ArrayList<>();
        String after = null;
        int pages = 0;
        do {
            var request = admin().queryParam("limit", 3);
            JsonPath page = (after == null ? request : request.queryParam("after", after))
                    .get(path)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            ids.addAll(page.getList("events.id", String.class));
            times.addAll(page.getList("events.time", String.class));
            after = page.getString("next");
            pages++;
        } while (after != null);

        assertThat(pages).isEqualTo(3);
        assertThat(ids).containsExactlyInAnyOrder("v0", "v1", "v2", "v3", "v4", "v5", "v6");
        assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
        admin().queryParam("at", "2024-06-02T12:00:00+08:00")
                .get(path)
                .then()
                .body("events", hasSize(2))
                .body("next", nullValue());
    }

    @Test
    void whatWasNeverHeardHasNoDataUntilAZeroReport() {
        String path = "industrial-internet/enterprise-complaints";
        String report = INDICATORS + "/" + path + "/zero-report";
        JsonPath before = indicator(2024, path, YEAR_END);
        assertThat(before.getString("indicator.heard")).isEqualTo("never");
        assertThat(before.getString("indicator.verdict")).isEqualTo("no_data");
        assertThat(before.getString("indicator.missing")).isEqualTo("no one has reported `complaint`");
        admin().queryParam("heard", "never")
                .queryParam("at", YEAR_END)
                .get(INDICATORS)
                .then()
                .body("heard", everyItem(equalTo("never")))
                .body("id", hasItem(path));
        admin().queryParam("heard", "sometimes").get(INDICATORS).then().statusCode(400);

        bearer(token("reads zero", List.of("view"), Map.of()))
                .post(report)
                .then()
                .statusCode(403);
        bearer(token("reports elsewhere", List.of("report"), Map.of("projects", List.of("publicity"))))
                .post(report)
                .then()
                .statusCode(403);
        admin().post(INDICATORS + "/it-operations/system-response-time/zero-report")
                .then()
                .statusCode(409);
        String body = "{\"at\":\"2024-12-31T18:00:00+08:00\",\"note\":\"全年无投诉\"}";
        admin().contentType("application/json")
                .body(body)
                .post(report)
                .then()
                .statusCode(201)
                .body("types", contains("complaint"));
        admin().contentType("application/json").body(body).post(report).then().statusCode(200);

        JsonPath after = indicator(2024, path, YEAR_END);
        assertThat(after.getString("indicator.heard")).isEqualTo("heard");
        assertThat(after.getString("indicator.verdict")).isEqualTo("met");
        assertThat(after.getInt("indicator.actual")).isZero();
        assertThat(indicator(2024, path, "2024-12-31T18:00:00+08:00").getString("indicator.heard"))
                .isEqualTo("never");
        assertThat(admin().get("/api/v1/audit").jsonPath().getList("act")).contains("zero.reported");
        JsonPath types =
                admin().get("/api/v1/types").then().statusCode(200).extract().jsonPath();
        assertThat(types.getString("find { it.type == 'complaint' }.firstHeard"))
                .isEqualTo("2024-12-31T18:00:00+08:00");
        assertThat(types.getString("find { it.type == 'hotline.call' }.attributes.find { it.name == 'answered' }.kind"))
                .isEqualTo("boolean");
    }

    // ---- history

    @Test
    void aChangeOfVerdictIsRecordedWithinSecondsOfItsEvent() {
        String path = "talent-services/innovation-competition";
        heard("activity");
        await().atMost(SECONDS).until(() -> "missed".equals(history(path).getString("[0].after")));
        int known = history(path).getList("").size();
        assertThat(history(path).getString("[-1].before")).isNull();

        take(event(
                "/history",
                "1",
                "activity",
                "2024-09-01T09:00:00+08:00",
                "{\"programme\":\"talent\",\"kind\":\"competition\"}"));

        await().atMost(SECONDS).until(() -> history(path).getList("").size() == known + 1);
        JsonPath history = history(path);
        assertThat(history.getString("[0].before")).isEqualTo("missed");
        assertThat(history.getString("[0].after")).isEqualTo("met");
        assertThat(history.getInt("[0].actual")).isEqualTo(1);
        assertThat(history.getString("[0].position")).matches("\\d+(-\\d+)*").isNotEqualTo("0");
        assertThat(history.getString("[0].sentence")).contains("海聚英才创新创业大赛");
        assertThat(history.getInt("[0].declarationVersion")).isEqualTo(1);
        assertThat(OffsetDateTime.parse(history.getString("[0].recordedAt")))
                .isAfter(OffsetDateTime.now().minusMinutes(2));
        admin().queryParam("before", history.getString("[0].id"))
                .get(INDICATORS + "/" + path + "/history")
                .then()
                .body("", hasSize(known))
                .body("[0].after", equalTo("missed"));
    }

    @Test
    void aPastEvaluationComesOutTheSameEvenAfterLateFacts() {
        String path = "it-operations/core-equipment-faults";
        heard("incident");
        await().atMost(SECONDS).until(() -> "met".equals(history(path).getString("[0].after")));
        take(faults(0, 10));
        await().atMost(SECONDS).until(() -> "missed".equals(history(path).getString("[0].after")));
        assertThat(history(path).getString("[0].after")).isEqualTo("missed");
        assertThat(history(path).getInt("[0].actual")).isEqualTo(10);

        take(faults(10, 13));

        await().atMost(SECONDS).until(() -> indicator(2024, path, null).getInt("indicator.actual") == 13);
        for (String id : history(path).getList("id", String.class)) {
            JsonPath replay = admin().get(INDICATORS + "/" + path + "/history/" + id + "/replay")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(replay.getBoolean("same")).as(replay.prettify()).isTrue();
            assertThat(replay.getString("sentence")).isEqualTo(replay.getString("recorded.sentence"));
        }
    }

    private static String[] faults(int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(i -> event(
                        "/replay",
                        "fault" + i,
                        "incident",
                        // The late ones happened before the others.
                        "2024-%02d-11T11:11:11+08:00".formatted(i < 10 ? i + 2 : 1),
                        "{\"category\":\"core-equipment\"}"))
                .toArray(String[]::new);
    }

    private static JsonPath history(String path) {
        return admin().get(INDICATORS + "/" + path + "/history")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    // ---- values reported by a person

    @ParameterizedTest
    @CsvSource({"publicity, 长效管理制度建设, 79, missed", "network-operations, 长效管理制度建设, 80, met"})
    void aReportedCompletionIsJudgedByItsReading(String project, String name, String value, String verdict) {
        String projectName =
                admin().get("/api/v1/years/2024/projects/" + project).jsonPath().getString("name");
        take(event(
                "/person",
                project,
                "indicator.reported",
                "2024-12-20T00:00:00+08:00",
                "{\"project\":\"" + projectName + "\",\"indicator\":\"" + name + "\",\"value\":" + value + "}"));

        JsonPath one = indicator(2024, project + "/long-term-management", YEAR_END);

        assertThat(one.getString("indicator.verdict")).isEqualTo(verdict);
        assertThat(one.getInt("indicator.actual")).isEqualTo(Integer.parseInt(value));
        assertThat(one.getString("indicator.target.value")).isEqualTo("完善");
    }

    private static JsonPath list(String at) {
        return admin().queryParam("at", at)
                .get(INDICATORS)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
