package io.dabiao.access;

import static io.dabiao.Api.EVENTS;
import static io.dabiao.Api.LINES;
import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.event;
import static io.dabiao.Api.token;
import static io.dabiao.Api.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import io.dabiao.ServiceDatabase;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.VersionState;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to whom, and what a limit of a token means wherever it is asked. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class WhoMayWhatTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void aTokenLimitedToSourcesSeesAndSettlesItsOwnRejectionsAlone() {
        String mine = token("rejects-mine", List.of("ingest"), Map.of("sources", List.of("/who/mine")));
        String other = token("rejects-other", List.of("ingest"), Map.of("sources", List.of("/who/other")));
        String any = token("rejects-any", List.of("ingest"), Map.of());
        send(mine, "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/who/mine\"}", "rubbish of who");
        send(other, "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/who/other\"}", "rubbish of who");
        send(any, "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/who/mine\"}");

        List<Integer> own = numbers(mine);
        List<Integer> others = numbers(other);

        assertThat(own).hasSize(2);
        assertThat(others).hasSize(2).doesNotContainAnyElementsOf(own);
        assertThat(numbers(any)).hasSize(1).doesNotContainAnyElementsOf(own);
        for (int foreign : others) {
            String path = "/api/v1/rejections/" + foreign;
            bearer(mine).get(path).then().statusCode(404).contentType(PROBLEM);
            bearer(mine)
                    .contentType("application/cloudevents+json")
                    .body(utf8(event("/who/mine", "mended " + foreign)))
                    .post(path + "/resubmission")
                    .then()
                    .statusCode(404);
            bearer(mine).delete(path).then().statusCode(404);
            bearer(other).get(path).then().statusCode(200);
            bearer(token("reads rejections", List.of("view"), Map.of()))
                    .get(path)
                    .then()
                    .statusCode(200);
        }
        bearer(mine).delete("/api/v1/rejections/" + own.get(0)).then().statusCode(204);
        bearer(mine).get("/rejections").then().statusCode(200);
        bearer(mine).get("/rejections/" + others.get(0)).then().statusCode(404);
    }

    @Test
    void aConflictIsShownToItsSenderAlone() {
        String mine = token("conflicts-mine", List.of("ingest"), Map.of("sources", List.of("/who/conflict")));
        String other = token("conflicts-other", List.of("ingest"), Map.of("sources", List.of("/who/elsewhere")));
        send(mine, event("/who/conflict", "1"), event("/who/conflict", "1").replace("\"value\":1", "\"value\":2"));

        assertThat(bearer(mine).get("/api/v1/conflicts").jsonPath().getList("source"))
                .containsExactly("/who/conflict");
        assertThat(bearer(other).get("/api/v1/conflicts").jsonPath().getList("source"))
                .isEmpty();
    }

    private static List<Integer> numbers(String token) {
        return bearer(token).get("/api/v1/rejections").jsonPath().getList("no");
    }

    private static void send(String token, String... lines) {
        bearer(token)
                .contentType(LINES)
                .body(utf8(String.join("\n", lines)))
                .post(EVENTS)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"it-operations", "信息化运维项目"})
    void aTokenLimitedToAProjectHasWhatIsAboutItByIdAndByName(String word) {
        String token = token("limited", List.of("view", "report"), Map.of("projects", List.of("it-operations")));

        for (String path : List.of(
                "/api/v1/years/2024/projects/" + word,
                "/api/v1/years/2024/indicators/" + word + "/system-response-time",
                "/api/v1/years/2024/indicators/" + word + "/system-response-time/history",
                "/api/v1/years/2024/projects/" + word + "/monitoring/versions",
                "/api/v1/years/2024/indicators?project=" + word,
                "/api/v1/years/2024/openslo/left-out?project=" + word,
                "/api/v1/declarations/2024/" + word + "/versions")) {
            bearer(token).get(path).then().statusCode(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/years",
                "/api/v1/years/2024/projects",
                "/api/v1/years/2024/projects/publicity",
                "/api/v1/years/2024/projects/科技创新资源宣传",
                "/api/v1/years/2024/indicators",
                "/api/v1/years/2024/indicators?project=publicity",
                "/api/v1/years/2024/indicators?project=it-operations&project=publicity",
                "/api/v1/years/2024/indicators/publicity/media-reads",
                "/api/v1/years/2024/self-assessment",
                "/api/v1/years/2024/openslo",
                "/api/v1/declarations",
                "/api/v1/declarations/2024/publicity/versions",
                "/api/v1/alerts",
                "/api/v1/alerts?project=it-operations",
                "/api/v1/corrections?project=it-operations",
                "/api/v1/rejections",
                "/api/v1/probes",
                "/api/v1/status",
                "/api/v1/files/template?year=2024&project=publicity&indicator=media-reads",
            })
    void aTokenLimitedToAProjectKnowsOfNothingElse(String path) {
        String token = token("limited", List.of("view", "report"), Map.of("projects", List.of("it-operations")));

        bearer(token).get(path).then().statusCode(403).contentType(PROBLEM);
        bearer(token)
                .header("X-Forwarded-For", "10.1.2.3")
                .get("/metrics")
                .then()
                .statusCode(403);
    }

    @Test
    void anIdGoesBeforeANameAndTheRightIsCheckedOnWhatWasFound() {
        // As an older version of the service let it happen: a project whose name is another's id.
        recorded("who-victim", "受害项目");
        recorded("aaa-secret", "who-victim");
        recorded("aab-secret", "who-gone");
        await().atMost(PATIENCE)
                .until(() -> admin().get("/api/v1/years/2021/projects/aab-secret")
                                        .statusCode()
                                == 200
                        && admin().get("/api/v1/years/2021/projects/aaa-secret").statusCode() == 200);

        for (String path : List.of(
                "/api/v1/years/2021/projects/who-victim",
                "/api/v1/years/2021/projects/who-victim/monitoring?format=json",
                "/api/v1/years/2021/indicators?project=who-victim",
                "/api/v1/years/2021/openslo/left-out?project=who-victim")) {
            assertThat(admin().get(path).asString())
                    .as(path)
                    .doesNotContain("aaa-secret")
                    .contains("受害项目");
        }
        // A project of that id is no longer declared; its owner must not be given the one that bears the id as its
        // name.
        String token = limitedTo("who-victim", "who-gone");
        bearer(token).get("/api/v1/years/2021/projects/who-victim").then().statusCode(200);
        bearer(token).get("/api/v1/years/2021/projects/who-gone").then().statusCode(403);
        bearer(token).get("/api/v1/years/2021/projects/aaa-secret").then().statusCode(403);
    }

    /** A token for projects of which some are declared no longer: they were when it was made. */
    private static String limitedTo(String... projects) {
        String secret = token("limited-then", List.of("view"), Map.of("projects", List.of("it-operations")));
        QuarkusTransaction.requiringNew().run(() -> {
            TokenRow row =
                    TokenRow.find("name = 'limited-then' order by id desc").firstResult();
            row.projects = projects;
        });
        // Another token makes the service read them again.
        token("any", List.of("view"), Map.of());
        return secret;
    }

    private static void recorded(String project, String name) {
        QuarkusTransaction.requiringNew().run(() -> {
            DeclarationVersion version = new DeclarationVersion();
            version.project = project;
            version.year = 2021;
            version.version = 1;
            version.name = name;
            version.standing = VersionState.IN_FORCE;
            version.origin = "stored over the API";
            version.digest = project;
            version.text = declaration(project, name);
            version.author = "test";
            version.reason = "test";
            version.recordedAt = Instant.parse("2021-01-01T00:00:00Z");
            version.persist();
        });
    }

    private static String declaration(String project, String name) {
        return """
                project: PROJECT
                name: NAME
                year: 2021
                institution: 试点单位
                period: {from: 2021-01-01, to: 2021-12-31}
                budget: {total: 1000.00, treasury: 800.00, other: 200.00}
                goal: 试点
                indicators:
                  - id: visits
                    level1: 产出指标
                    level2: 数量指标
                    name: 访问次数
                    printed: ≥5.00(次)
                    behaviour: accumulate
                    measure: {count: who.visit}
                    cadence: P400D
                """.replace("PROJECT", project).replace("NAME", name);
    }

    @Test
    void aProjectThatIsCalledLikeAnothersIdIsNotPutInForce() {
        for (String text : List.of(
                declaration("who-impostor", "it-operations").replace("2021", "2024"),
                declaration("who-impostor", "冒名项目").replace("2021", "2024") + "formerNames: [旧名, it-operations]\n")) {
            Response stored = admin().contentType("application/yaml")
                    .queryParam("reason", "试验")
                    .body(utf8(text))
                    .post("/api/v1/declarations");

            assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
            assertThat(stored.jsonPath().getString("faults[0].found"))
                    .contains("'it-operations', which is the id of another project");
            int version = stored.jsonPath().getInt("version.version");
            admin().contentType(ContentType.JSON)
                    .body(Map.of("reason", "试验"))
                    .post("/api/v1/declarations/2024/who-impostor/versions/" + version + "/approval")
                    .then()
                    .statusCode(422);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"name\":\"typo\",\"roles\":[\"ingest\"],\"source\":[\"//a\"],\"expires\":\"2026-12-01T00:00:00Z\"}', unknown field",
        "'{\"name\":\"typo\",\"roles\":[\"ingest\"],\"source\":[\"//a\"]}', did you mean 'sources'?",
        "'{\"name\":\"old\",\"roles\":[\"view\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"}', must lie ahead",
        "'{\"name\":\"far\",\"roles\":[\"view\"],\"expiresAt\":\"+999999999-12-31T00:00:00Z\"}', within 10 years",
        "'{\"name\":\"far\",\"roles\":[\"view\"],\"expiresAt\":\"9999-12-31T00:00:00Z\"}', within 10 years",
        "'{\"name\":\"nulls\",\"roles\":[\"view\"],\"sources\":[null]}', null is none",
        "'{\"name\":\"king\",\"roles\":[\"view\",null]}', null is none",
        "'{\"name\":\"where\",\"roles\":[\"view\"],\"projects\":[\"it-operation\"]}', did you mean 'it-operations'?",
        "'{\"name\":\"what\",\"roles\":[\"ingest\"],\"projects\":[\"it-operations\"]}', view and report only",
        "'{\"name\":\"all\",\"roles\":[\"admin\"],\"projects\":[\"it-operations\"]}', view and report only",
    })
    void aTokenThatIsNotWhatWasMeantIsNotMade(String wanted, String why) {
        admin().contentType(ContentType.JSON)
                .body(utf8(wanted))
                .post("/api/v1/tokens")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString(why));
    }

    @Test
    void aTokenEndsAfterAYearUnlessToldOtherwise() {
        Instant later = Instant.now().plus(1_000, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        token("for a year", List.of("view"), Map.of());
        token("for longer", List.of("view"), Map.of("expiresAt", later.toString()));

        JsonPath all = admin().get("/api/v1/tokens").jsonPath();

        Instant end = Instant.parse(all.getString("find { it.name == 'for a year' }.expiresAt"));
        Instant made = Instant.parse(all.getString("find { it.name == 'for a year' }.createdAt"));
        assertThat(OffsetDateTime.parse(made.toString()).plusYears(1).toInstant())
                .isCloseTo(end, org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES));
        assertThat(Instant.parse(all.getString("find { it.name == 'for longer' }.expiresAt")))
                .isEqualTo(later);
        assertThat(all.getString("find { it.name == 'first administrator' }.expiresAt"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"starts\":\"2027-01-01T00:00:00Z\",\"kinds\":[\"live\"]', unknown field 'starts'",
        "'\"project\":[\"publicity\"],\"kinds\":[\"live\"]', did you mean 'projects'?",
        "'\"projects\":[\"publicty\"]', 'projects has ''publicty'', which is not declared: did you mean ''publicity''?'",
        "'\"projects\":[\"publicity\",\"nothing-declared\"]', 'projects has ''nothing-declared'''",
        "'\"indicators\":[\"~.*\"]', 'indicators has ''~.*'''",
        "'\"indicators\":[\"system-response-time\"],\"projects\":[\"publicity\"]', 'indicators has ''system-response-time'''",
        "'\"levels\":[\"产出\"]', 'levels has ''产出'''",
        "'\"owners\":[\"nobody\"]', 'owners has ''nobody'''",
        "'\"kinds\":[\"loud\"]', kinds must be some of",
        "'\"projects\":[null]', null in it",
        "'', a silence of everything",
    })
    void aSilenceThatIsWiderThanMeantIsRefused(String scope, String why) {
        String end = Instant.now().plusSeconds(3_600).toString();
        admin().contentType(ContentType.JSON)
                .body(utf8("{\"reason\":\"试验\",\"ends\":\"" + end + "\"" + (scope.isEmpty() ? "" : ",") + scope + "}"))
                .post("/api/v1/alerts/silences")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString(why));
        admin().get("/api/v1/alerts/silences").then().body("findAll { it.reason == '试验' }", hasSize(0));
    }
}
