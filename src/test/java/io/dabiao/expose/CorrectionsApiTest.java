package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.event;
import static io.dabiao.Api.indicator;
import static io.dabiao.Api.lines;
import static io.dabiao.Api.take;
import static io.dabiao.Api.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class CorrectionsApiTest {

    private static final int YEAR = 2021;
    private static final String END = "2022-01-01T00:00:00+08:00";
    private static final String CORRECTIONS = "/api/v1/corrections";

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @Test
    void aFactIsReplacedAndWithdrawnFiguresFollowAndTheOriginalStaysVisible() throws Exception {
        OwnDeclaration.inForce(declarations, "mending", YEAR, """
                  - id: longest
                    name: 最长等候
                    level1: 产出指标
                    level2: 时效指标
                    printed: "<60(分钟)"
                    behaviour: standing
                    measure: {max: value, over: mending.wait, in: 分钟}
                    cadence: P400D
                """);
        take(wait("1", "2021-03-01T10:00:00+08:00", 20), wait("2", "2021-03-02T10:00:00+08:00", 600));
        JsonPath before = indicator(YEAR, "mending/longest", END);
        assertThat(before.getString("indicator.verdict")).isEqualTo("missed");

        String replacing = "{\"reason\":\"少写一个小数点\",\"events\":[{\"source\":\"/mending\",\"id\":\"2\","
                + "\"data\":{\"value\":60.0}}]}";
        JsonPath tried = correct(replacing, "?dryRun=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(tried.getBoolean("dryRun")).isTrue();
        assertThat(tried.getString("correction")).isNull();
        assertThat(tried.getList("figures.indicator")).contains("longest");
        assertThat(actual()).isEqualByComparingTo("600");

        Response made = correct(replacing, "");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(made.header("Location")).endsWith("/" + made.jsonPath().getLong("correction"));
        assertThat(new BigDecimal(made.jsonPath().getString("figures.find { it.project == 'mending' }.before")))
                .isEqualByComparingTo("600");
        assertThat(new BigDecimal(made.jsonPath().getString("figures.find { it.project == 'mending' }.after")))
                .isEqualByComparingTo("60");
        assertThat(actual()).isEqualByComparingTo("60");

        // The same again changes nothing, and neither does the original, should its system send it once more.
        correct(replacing, "")
                .then()
                .statusCode(200)
                .body("unchanged", equalTo(1))
                .body("correction", equalTo(null));
        lines(wait("2", "2021-03-02T10:00:00+08:00", 600))
                .body("duplicates", equalTo(1))
                .body("accepted", equalTo(0));
        assertThat(actual()).isEqualByComparingTo("60");

        correct("{\"reason\":\"并无此事\",\"events\":[{\"source\":\"/mending\",\"id\":\"2\",\"withdraw\":true}]}", "")
                .then()
                .statusCode(201)
                .body("withdrawn", equalTo(1));
        assertThat(actual()).isEqualByComparingTo("20");
        assertThat(indicator(YEAR, "mending/longest", END).getString("indicator.verdict"))
                .isEqualTo("met");
        lines(wait("2", "2021-03-02T10:00:00+08:00", 600)).body("duplicates", equalTo(1));
        assertThat(actual()).isEqualByComparingTo("20");

        JsonPath listed = admin().get(CORRECTIONS + "?year=2021&project=mending&indicator=longest")
                .jsonPath();
        assertThat(listed.getList("reason")).containsExactly("并无此事", "少写一个小数点");
        assertThat(listed.getList("author")).doesNotContainNull();
        JsonPath first = admin().get(CORRECTIONS + "/" + made.jsonPath().getLong("correction"))
                .jsonPath();
        assertThat(first.getString("events[0].was.data.value")).isEqualTo("600");
        assertThat(first.getString("events[0].now.data.value")).isEqualTo("60.0");
        assertThat(admin().get(CORRECTIONS + "?source=/mending&id=2").jsonPath().getList("no"))
                .hasSize(2);
        assertThat(admin().get("/api/v1/audit?limit=50").asString()).contains("facts.corrected", "少写一个小数点");

        List<Map<String, Object>> history = new ArrayList<>();
        await().atMost(Patience.PATIENCE).until(() -> {
            history.addAll(admin().get("/api/v1/years/2021/indicators/mending/longest/history")
                    .jsonPath()
                    .<Map<String, Object>>getList(""));
            return !history.isEmpty();
        });
        for (Map<String, Object> change : history) {
            admin().get("/api/v1/years/2021/indicators/mending/longest/history/" + change.get("id") + "/replay")
                    .then()
                    .statusCode(200)
                    .body("same", equalTo(true));
        }
        assertThat(admin().get("/api/v1/alerts?project=mending&year=2021")
                        .jsonPath()
                        .getList(""))
                .isEmpty();
    }

    private static BigDecimal actual() {
        return indicator(YEAR, "mending/longest", END).getObject("indicator.actual", BigDecimal.class);
    }

    private static String wait(String id, String time, int minutes) {
        return event("/mending", id, "mending.wait", time, "{\"value\":" + minutes + "}");
    }

    private static Response correct(String body, String query) {
        return admin().contentType("application/json").body(body).post(CORRECTIONS + query);
    }

    @Test
    void aDemonstrationIsRemovedWithItsCorrectionsAndNothingElseIs() throws Exception {
        OwnDeclaration.inForce(declarations, "shown", 2018, """
                  - id: most
                    name: 最高
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥10(次)"
                    behaviour: standing
                    measure: {max: value, over: shown.reading}
                    cadence: P400D
                """);
        String time = "2018-03-01T10:00:00+08:00";
        String demo = event("//demo/shown", "1", "shown.reading", time, "{\"value\":900}");
        take(demo, event("/shown", "1", "shown.reading", time, "{\"value\":7}"));
        correct(
                        "{\"reason\":\"x\",\"events\":[{\"source\":\"//demo/shown\",\"id\":\"1\",\"data\":{\"value\":800}}]}",
                        "")
                .then()
                .statusCode(201);
        String end = "2019-01-01T00:00:00+08:00";
        assertThat(indicator(2018, "shown/most", end).getString("indicator.actual"))
                .isEqualTo("800");

        admin().delete("/api/v1/demonstration").then().statusCode(200);

        assertThat(indicator(2018, "shown/most", end).getString("indicator.actual"))
                .isEqualTo("7");
        take(demo);
        assertThat(indicator(2018, "shown/most", end).getString("indicator.actual"))
                .isEqualTo("900");
        admin().delete("/api/v1/demonstration").then().statusCode(200);
    }

    @Test
    void anEventThatIsUnknownStopsTheWholeCorrection() {
        take(event("/correct/known", "1"));
        correct(
                        "{\"reason\":\"x\",\"events\":[{\"source\":\"/correct/known\",\"id\":\"1\",\"withdraw\":true},"
                                + "{\"source\":\"/correct/known\",\"id\":\"2\",\"withdraw\":true}]}",
                        "")
                .then()
                .statusCode(404);
        assertThat(admin().get(CORRECTIONS + "?source=/correct/known")
                        .jsonPath()
                        .getList(""))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'events':[{'source':'/c','id':'1','withdraw':true}]}",
                "{'reason':'x'}",
                "{'reason':'x','events':[]}",
                "{'reason':'x','events':[null]}",
                "{'reason':'x','events':[{'id':'1'}]}",
                "{'reason':'x','events':[{'source':'/correct/bad','id':'1'}]}",
                "{'reason':'x','events':[{'source':'/correct/bad','id':'1','withdraw':true,'data':{}}]}",
                "{'reason':'x','events':[{'source':'/correct/bad','id':'1','data':{'value':'many'}}]}",
                "{'reason':'x','events':[{'source':'/correct/bad','id':'1','time':'3000-01-01T00:00:00Z'}]}",
                "not json",
            })
    void whatIsNoCorrectionIsToldAndChangesNothing(String body) {
        lines(event("/correct/bad", "1"));
        assertThat(correct(body.replace('\'', '"'), "").statusCode()).isEqualTo(400);
    }

    @Test
    void correctingNeedsTheRoleReportAndStaysWithinTheTokensSources() {
        take(event("/correct/role", "1"));
        String body = "{\"reason\":\"x\",\"events\":[{\"source\":\"/correct/role\",\"id\":\"1\",\"withdraw\":true}]}";
        String ingest = token("corrects not", List.of("ingest", "view"), Map.of());
        String elsewhere = token("corrects elsewhere", List.of("report"), Map.of("sources", List.of("/other")));
        for (String secret : List.of(ingest, elsewhere)) {
            bearer(secret)
                    .contentType("application/json")
                    .body(body)
                    .post(CORRECTIONS)
                    .then()
                    .statusCode(403);
        }
    }
}
