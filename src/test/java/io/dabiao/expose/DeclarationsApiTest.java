package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.event;
import static io.dabiao.Api.indicator;
import static io.dabiao.Api.nobody;
import static io.dabiao.Api.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Each test declares a project of its own in 2023, a year that ships without declarations. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class DeclarationsApiTest {

    private static final Duration SECONDS = Patience.PATIENCE;
    private static final String AT = "2024-01-01T00:00:00+08:00";

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @ConfigProperty(name = "dabiao.calendars")
    Path calendars;

    @Test
    void aNewFileComesIntoForceAndIsFilledFromEventsPostedBefore() throws IOException {
        take(events("new", 3));

        write(declarations, "new.yaml", declaration("new", counted("new")));

        awaitActual("new", 3);
        JsonPath overview = overview();
        assertThat(overview.getString("inForce.find { it.project == 'new' }.origin"))
                .isEqualTo("new.yaml");
        assertThat(overview.getInt("inForce.find { it.project == 'new' }.version"))
                .isEqualTo(1);
        assertThat(overview.getBoolean("inForce.find { it.project == 'new' }.draft"))
                .isFalse();
        take(event("/declared/new", "later", "new.visit", "2023-08-01T00:00:00+08:00", "{\"value\":10}"));
        assertThat(actual("new")).isEqualTo(4);
        admin().get("/api/v1/declarations/2023/new/versions/1")
                .then()
                .statusCode(200)
                .body(org.hamcrest.Matchers.containsString("new.visit"));
    }

    @Test
    void whileAChangedMeasureIsFilledTheOldVersionAnswersAndThenTheNew() throws IOException {
        take(events("changed", 3));
        write(declarations, "changed.yaml", declaration("changed", counted("changed")));
        awaitActual("changed", 3);

        write(declarations, "changed.yaml", declaration("changed", "{sum: value, over: 'changed.visit'}"));

        Set<String> answers = new HashSet<>();
        await().atMost(SECONDS).pollInterval(Duration.ofMillis(20)).until(() -> {
            JsonPath one = indicator(2023, "changed/visits", AT);
            answers.add(one.getString("declarationVersion") + ": " + one.getString("indicator.actual") + " "
                    + one.getString("indicator.verdict"));
            return one.getInt("declarationVersion") == 2;
        });
        // Never half a sum, never a new measure without its past.
        assertThat(answers).isSubsetOf("1: 3 missed", "2: 30 met").contains("2: 30 met");
        JsonPath versions =
                admin().get("/api/v1/declarations/2023/changed/versions").jsonPath();
        assertThat(versions.getList("version", Integer.class)).containsExactly(2, 1);
        assertThat(versions.getList("standing", String.class)).containsExactly("in_force", "superseded");
        await().atMost(SECONDS)
                .untilAsserted(() -> assertThat(admin().get("/api/v1/years/2023/indicators/changed/visits/history")
                                .jsonPath()
                                .getString("[0].after"))
                        .isEqualTo("met"));
    }

    @Test
    void aWrongFileIsRefusedAsAWholeWithEveryFaultAndTheOldVersionStays() throws IOException {
        take(events("wrong", 2));
        String right = declaration("wrong", counted("wrong"));
        write(declarations, "wrong.yaml", right);
        awaitActual("wrong", 2);

        write(
                declarations,
                "wrong.yaml",
                right.replace("behaviour: accumulate", "behaviour: accumulating")
                        .replace("count: 'wrong.visit'", "cuont: 'wrong.visit'")
                        .replace("goal: ", "gaol: "));

        await().atMost(SECONDS).until(() -> !faults("wrong.yaml").isEmpty());
        List<Map<String, Object>> faults = faults("wrong.yaml");
        assertThat(faults).hasSizeGreaterThanOrEqualTo(3);
        assertThat(faults).allSatisfy(fault -> {
            assertThat((Integer) fault.get("line")).isPositive();
            assertThat(fault.get("found").toString()).isNotBlank();
            assertThat(fault.get("expected").toString()).isNotBlank();
            assertThat(fault.get("mend").toString()).isNotBlank();
        });
        assertThat(faults.toString()).contains("accumulating", "cuont", "gaol");
        assertThat(actual("wrong")).isEqualTo(2);
        assertThat(overview().getInt("inForce.find { it.project == 'wrong' }.version"))
                .isEqualTo(1);
        nobody().get("/q/health/well").then().statusCode(503).body("status", equalTo("DOWN"));
        nobody().get("/q/health/ready").then().statusCode(200);
        assertThat(metric("dabiao_declarations_reload_success")).isEqualTo("0.0");
        assertThat(metric("dabiao_declarations_refused_files")).isEqualTo("1.0");

        write(declarations, "wrong.yaml", right.replace("≥5.00(次)", "≥2.00(次)"));

        await().atMost(SECONDS).until(() -> faults("wrong.yaml").isEmpty());
        assertThat(indicator(2023, "wrong/visits", AT).getString("indicator.verdict"))
                .isEqualTo("met");
        nobody().get("/q/health/well").then().statusCode(200).body("status", equalTo("UP"));
        assertThat(metric("dabiao_declarations_reload_success")).isEqualTo("1.0");
    }

    @Test
    @Guard
    void twoFilesForOneProjectAreNotBothTaken() throws IOException {
        write(declarations, "twice-a.yaml", declaration("twice", counted("twice")));
        write(declarations, "twice-b.yaml", declaration("twice", counted("twice")));

        await().atMost(SECONDS).until(() -> !faults("twice-b.yaml").isEmpty());

        assertThat(faults("twice-b.yaml").toString()).contains("twice-a.yaml");
        Files.delete(declarations.resolve("twice-b.yaml"));
        await().atMost(SECONDS).until(() -> faults("twice-b.yaml").isEmpty());
        assertThat(overview().getList("inForce.findAll { it.project == 'twice' }"))
                .hasSize(1);
    }

    @Test
    @Guard
    void aCalendarThatIsPublishedLaterTurnsWhatWasMissingIntoFigures() throws IOException {
        take(event(
                "/declared/permits",
                "1",
                "permits.visit",
                "2023-12-01T00:00:00+08:00",
                "{\"from\":\"2027-01-04\",\"to\":\"2027-01-12\"}"));
        write(
                declarations,
                "permits.yaml",
                declaration("permits", "{workingDays: longest, from: from, to: to, over: 'permits.visit'}")
                        .replace("behaviour: accumulate", "behaviour: standing")
                        .replace("≥5.00(次)", "≤6.00(个工作日)"));
        await().atMost(SECONDS).untilAsserted(() -> {
            JsonPath one = indicator(2023, "permits/visits", AT);
            assertThat(one.getString("indicator.actual")).isNull();
            assertThat(one.getString("parts.notes") + one.getString("indicator.missing"))
                    .contains("calendar not published: 2027");
            assertThat(history().getString("[0].after")).isEqualTo("no_data");
        });

        write(calendars, "2027.yaml", """
                year: 2027
                notice: 试验〔2026〕1号
                daysOff:
                  - {name: 试验, from: 2027-01-11, to: 2027-01-11}
                workedDays:
                  - 2027-01-09
                """);

        // Tuesday to Friday, a worked Saturday, no Monday, Tuesday: six.
        awaitActual("permits", 6);
        assertThat(indicator(2023, "permits/visits", AT).getString("indicator.verdict"))
                .isEqualTo("met");
        List<Integer> years =
                admin().get("/api/v1/calendars").then().extract().jsonPath().getList("year");
        assertThat(years).contains(2023, 2024, 2025, 2026, 2027);
        assertThat(admin().get("/api/v1/calendars").jsonPath().getInt("find { it.year == 2024 }.workingDays"))
                .isEqualTo(251);

        // What was recorded before the calendar came out is computed again with the days as they were known then.
        await().atMost(SECONDS).until(() -> "met".equals(history().getString("[0].after")));
        for (String id : history().getList("id", String.class)) {
            JsonPath replay =
                    admin().get(PERMITS + "/history/" + id + "/replay").jsonPath();
            assertThat(replay.getBoolean("same")).as(replay.prettify()).isTrue();
        }
    }

    private static final String PERMITS = "/api/v1/years/2023/indicators/permits/visits";

    private static JsonPath history() {
        return admin().get(PERMITS + "/history").jsonPath();
    }

    @Test
    void theCurrentYearsDraftIsMarkedAndCanBeApprovedProjectByProject() {
        int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
        JsonPath before = overview();
        List<String> drafts = before.getList("inForce.findAll { it.year == " + year + " && it.draft }.project");
        assertThat(drafts)
                .containsExactlyInAnyOrder(
                        "foreign-experts",
                        "industrial-internet",
                        "it-operations",
                        "network-operations",
                        "publicity",
                        "resource-sharing",
                        "talent-services");
        JsonPath draft = indicator(year, "talent-services/policy-pushes", null);
        assertThat(draft.getBoolean("indicator.draft")).isTrue();
        assertThat(draft.getString("indicator.verdict")).isNotBlank();

        admin().contentType(ContentType.JSON)
                .body(Map.of("reason", " "))
                .post("/api/v1/declarations/" + year + "/talent-services/approval")
                .then()
                .statusCode(400)
                .contentType(PROBLEM);
        admin().contentType(ContentType.JSON)
                .body(Map.of("reason", "主任办公会通过"))
                .post("/api/v1/declarations/" + year + "/talent-services/approval")
                .then()
                .statusCode(200)
                .body("draft", equalTo(false));

        assertThat(indicator(year, "talent-services/policy-pushes", null).getBoolean("indicator.draft"))
                .isFalse();
        JsonPath after = overview();
        assertThat(after.getList(
                        "inForce.findAll { it.year == " + year + " && it.origin.startsWith('carried forward') }"))
                .hasSize(7);
        assertThat(after.getList("inForce.findAll { it.year == " + year + " && it.draft }.project"))
                .hasSize(6)
                .doesNotContain("talent-services");
        JsonPath versions = admin().get("/api/v1/declarations/" + year + "/talent-services/versions")
                .jsonPath();
        assertThat(versions.getString("[0].standing")).isEqualTo("in_force");
        assertThat(versions.getString("[0].author")).isEqualTo("first administrator");
        assertThat(versions.getString("[0].reason")).isEqualTo("主任办公会通过");
        assertThat(admin().get("/api/v1/audit")
                        .jsonPath()
                        .getList("findAll { it.act == 'declaration.approved' }.subject", String.class))
                .contains(year + "/talent-services");
    }

    private static String counted(String project) {
        return "{count: '" + project + ".visit'}";
    }

    /** One project of 2023 with one indicator. */
    static String declaration(String project, String measure) {
        return """
                project: PROJECT
                name: 试点项目 PROJECT
                year: 2023
                institution: 试点单位
                period: {from: 2023-01-01, to: 2023-12-31}
                budget: {total: 10000.00, treasury: 10000.00}
                goal: 试点
                indicators:
                  - id: visits
                    name: 走访
                    level1: 产出指标
                    level2: 数量指标
                    declaredIn: table
                    printed: "≥5.00(次)"
                    behaviour: accumulate
                    measure: MEASURE
                    cadence: P35D
                """.replace("PROJECT", project).replace("MEASURE", measure);
    }

    private static String[] events(String project, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(
                        "/declared/" + project,
                        "e" + i,
                        project + ".visit",
                        "2023-0" + (i + 2) + "-01T00:00:00+08:00",
                        "{\"value\":10}"))
                .toArray(String[]::new);
    }

    /** All at once, as careful editors and deployments do. */
    private static void write(Path folder, String name, String text) throws IOException {
        Path partial = folder.resolve("." + name);
        Files.writeString(partial, text);
        Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitActual(String project, int value) {
        await().atMost(SECONDS)
                .ignoreExceptions()
                .until(() -> admin().queryParam("at", AT)
                                        .get("/api/v1/years/2023/indicators/" + project + "/visits")
                                        .statusCode()
                                == 200
                        && Integer.valueOf(value).equals(actual(project)));
    }

    private static Integer actual(String project) {
        JsonPath one = indicator(2023, project + "/visits", AT);
        if (one.getString("filledPercent") != null) {
            // A part of the facts is no figure and no verdict.
            assertThat(one.getString("indicator.actual")).isNull();
            assertThat(one.getString("indicator.verdict")).isEqualTo("no_data");
            assertThat(one.getString("indicator.missing")).startsWith("the measure is being filled from the log: ");
        }
        return one.getString("indicator.actual") == null ? null : Integer.valueOf(one.getInt("indicator.actual"));
    }

    private static JsonPath overview() {
        return admin().get("/api/v1/declarations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static List<Map<String, Object>> faults(String file) {
        Map<String, List<Map<String, Object>>> refused = overview().getMap("refused");
        return refused.getOrDefault(file, List.of());
    }

    private static String metric(String name) {
        return nobody().header("Accept", "text/plain")
                .get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
