package io.dabiao.expose;

import static io.dabiao.Api.EVENTS;
import static io.dabiao.Api.LINES;
import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.event;
import static io.dabiao.Api.nobody;
import static io.dabiao.Api.token;
import static io.dabiao.Api.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.access.FailedTries;
import io.dabiao.access.FailedTriesRecorder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class AccessApiTest {

    @Inject
    FailedTries tries;

    @Inject
    FailedTriesRecorder recorder;

    private static final String INDICATORS = "/api/v1/years/2024/indicators";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/years",
                INDICATORS,
                "/api/v1/years/2024/projects",
                "/api/v1/declarations",
                "/api/v1/calendars",
                "/api/v1/rejections",
                "/api/v1/conflicts",
                "/api/v1/status",
                "/api/v1/tokens",
                "/api/v1/audit",
                "/api/v1/archive",
            })
    void readingNeedsAToken(String path) {
        nobody().get(path).then().statusCode(401).contentType(PROBLEM).header("WWW-Authenticate", startsWith("Bearer"));
    }

    @Test
    void sendingNeedsATokenAndNothingOfTheBodyIsTakenWithout() {
        nobody().contentType(LINES)
                .body(utf8(event("/access/nobody", "1")))
                .post(EVENTS)
                .then()
                .statusCode(401)
                .contentType(PROBLEM);
        send(io.dabiao.ServiceDatabase.ADMIN_TOKEN, event("/access/nobody", "1"))
                .body("accepted", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer ", "Bearer", "Basic YTpi", "the-first-administrator-of-the-tests"})
    void anUnknownCredentialIs401(String header) {
        nobody().header("Authorization", header)
                .get("/api/v1/years")
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .body("detail", containsString("token"));
    }

    @Test
    void theSchemeIsReadInAnyCase() {
        nobody().header("Authorization", "bearer " + ServiceDatabase.ADMIN_TOKEN)
                .get("/api/v1/years")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "view,   GET,    /api/v1/years,        200",
        "view,   GET,    /api/v1/rejections,   200",
        "view,   GET,    /api/v1/status,       200",
        "view,   POST,   /api/v1/events,       403",
        "view,   GET,    /api/v1/tokens,       403",
        "view,   GET,    /api/v1/audit,        403",
        "view,   GET,    /api/v1/archive,      403",
        "ingest, POST,   /api/v1/events,       200",
        "ingest, GET,    /api/v1/rejections,   200",
        "ingest, GET,    /api/v1/years,        403",
        "ingest, GET,    /api/v1/declarations, 403",
        "ingest, GET,    /api/v1/tokens,       403",
        "report, POST,   /api/v1/events,       200",
        "report, GET,    /api/v1/years,        200",
        "report, GET,    /api/v1/audit,        403",
        "admin,  GET,    /api/v1/years,        200",
        "admin,  GET,    /api/v1/tokens,       200",
        "admin,  GET,    /api/v1/archive,      200",
        "admin,  POST,   /api/v1/events,       200",
    })
    void aRolePermitsWhatItSays(String role, String method, String path, int status) {
        String token = token("role " + role, List.of(role), Map.of());
        var request = method.equals("POST") ? bearer(token).contentType(LINES).body(new byte[0]) : bearer(token);

        ValidatableResponse answer = request.request(method, path).then().statusCode(status);

        if (status == 403) {
            answer.contentType(PROBLEM).body("title", equalTo("not permitted"));
        }
    }

    @Test
    void onlyAnAdministratorApprovesADraft() {
        String token = token("no approver", List.of("view", "report", "ingest"), Map.of());
        bearer(token)
                .contentType(ContentType.JSON)
                .body(Map.of("reason", "why not"))
                .post("/api/v1/declarations/2026/it-operations/approval")
                .then()
                .statusCode(403);
    }

    @Test
    void aTokenLimitedToSourcesHasOtherEventsRejectedAlone() {
        String token = token("exchange", List.of("ingest"), Map.of("sources", List.of("/access/mine")));

        send(token, event("/access/mine", "1"), event("/access/other", "1"), event("/access/mine", "2"))
                .body("accepted", equalTo(2))
                .body("rejectedTotal", equalTo(1))
                .body("rejected[0].index", equalTo(1))
                .body("rejected[0].reason", equalTo("not_permitted"))
                .body("rejected[0].detail", containsString("/access/other"));

        send(ServiceDatabase.ADMIN_TOKEN, event("/access/other", "1")).body("accepted", equalTo(1));
    }

    @Test
    void aTokenLimitedToTypesHasOtherEventsRejectedAlone() {
        String token = token("prober", List.of("ingest"), Map.of("types", List.of("site.probe")));

        send(
                        token,
                        event("/access/types", "1"),
                        event("/access/types", "2", "site.probe", "2020-01-01T00:00:00Z", "{}"))
                .body("accepted", equalTo(1))
                .body("rejected[0].id", equalTo("1"))
                .body("rejected[0].detail", containsString("test.remark"));
    }

    @Test
    void aReportedValueNeedsTheRoleForIt() {
        String reported = event(
                "/access/person",
                "1",
                "indicator.reported",
                "2020-01-01T00:00:00Z",
                "{\"project\":\"none\",\"indicator\":\"none\",\"value\":90}");

        send(token("machine", List.of("ingest"), Map.of()), reported)
                .body("accepted", equalTo(0))
                .body("rejected[0].reason", equalTo("not_permitted"))
                .body("rejected[0].detail", containsString("'report'"));
        send(token("person", List.of("report"), Map.of()), reported).body("accepted", equalTo(1));
    }

    @Test
    void aRevokedTokenEndsAtOnce() {
        String secret = token("short-lived", List.of("view"), Map.of());
        bearer(secret).get("/api/v1/years").then().statusCode(200);
        int id = admin().get("/api/v1/tokens")
                .jsonPath()
                .<Integer>getList("findAll { it.name == 'short-lived' }.id")
                .get(0);

        admin().delete("/api/v1/tokens/" + id).then().statusCode(204);

        bearer(secret).get("/api/v1/years").then().statusCode(401);
        admin().delete("/api/v1/tokens/" + id).then().statusCode(404).contentType(PROBLEM);
        JsonPath ended = admin().get("/api/v1/tokens/" + id).jsonPath();
        assertThat(ended.getString("name")).isEqualTo("short-lived");
        assertThat(ended.getString("revokedBy")).isNotNull();
        assertThat(ended.getMap("")).doesNotContainKeys("secret", "hash");
    }

    @Test
    void aTokenExpires() {
        Instant end = Instant.now().plusSeconds(3);
        String secret = token("guest", List.of("view"), Map.of("expiresAt", end.toString()));
        await().pollInterval(Duration.ofMillis(200))
                .atMost(Patience.PATIENCE)
                .until(() -> bearer(secret).get("/api/v1/years").statusCode() == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void aSecretIsShownOnceAndNowhereElse() {
        String secret = token("secretive", List.of("view"), Map.of());
        assertThat(secret).hasSizeGreaterThan(40);
        admin().get("/api/v1/tokens")
                .then()
                .body(not(containsString(secret)))
                .body(not(containsString("hash")))
                .body(containsString("secretive"));
        admin().get("/api/v1/audit").then().body(not(containsString(secret)));
    }

    @Test
    void everyAdministrativeActIsInTheAuditLog() {
        token("audited", List.of("view", "ingest"), Map.of());
        int id = admin().get("/api/v1/tokens")
                .jsonPath()
                .<Integer>getList("findAll { it.name == 'audited' }.id")
                .get(0);
        admin().delete("/api/v1/tokens/" + id).then().statusCode(204);

        var acts = admin().queryParam("limit", 1000)
                .get("/api/v1/audit")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(acts.getList("findAll { it.subject == 'audited' }.act", String.class))
                .containsExactly("token.revoked", "token.created");
        assertThat(acts.getList("findAll { it.subject == 'audited' }.actor", String.class))
                .containsOnly("first administrator");
        List<Integer> ids = acts.getList("id");
        assertThat(ids).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"roles\":[\"view\"]}",
                "{\"name\":\" \",\"roles\":[\"view\"]}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"roles\":[]}",
                "{\"name\":\"x\",\"roles\":[\"king\"]}",
                "{\"name\":\"x\",\"roles\":[\"view\"],\"expiresAt\":\"tomorrow\"}",
                "{\"name\":",
                "",
            })
    void aTokenThatMakesNoSenseIsAProblem(String wanted) {
        admin().contentType(ContentType.JSON)
                .body(utf8(wanted))
                .post("/api/v1/tokens")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", not(equalTo("")));
    }

    @Test
    void metricsAreOpenOnLoopbackButNotThroughAProxy() {
        nobody().get("/metrics").then().statusCode(200);
        nobody().header("X-Forwarded-For", "10.1.2.3").get("/metrics").then().statusCode(401);
        nobody().header("Forwarded", "for=10.1.2.3").get("/metrics").then().statusCode(401);
        String view = token("scraper", List.of("view"), Map.of());
        String ingest = token("no scraper", List.of("ingest"), Map.of());
        bearer(view)
                .header("X-Forwarded-For", "10.1.2.3")
                .get("/metrics")
                .then()
                .statusCode(200);
        bearer(ingest)
                .header("X-Forwarded-For", "10.1.2.3")
                .get("/metrics")
                .then()
                .statusCode(403);
    }

    @Test
    void wrongTokensOfAnAddressAreLimitedAndRecordedInFewRows() {
        String from = "203.0.113.19";
        String drawn = token("drawn by the service", List.of("view"), Map.of());
        Map<Integer, Integer> answers = new java.util.HashMap<>();
        for (int i = 0; i < 300; i++) {
            var answer = bearer("wrong " + i).header("X-Forwarded-For", from).get("/api/v1/years");
            answers.merge(answer.statusCode(), 1, Integer::sum);
            if (answer.statusCode() == 429) {
                answer.then().contentType(PROBLEM);
                assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
            }
        }
        assertThat(answers.keySet()).containsExactlyInAnyOrder(401, 429);
        assertThat(answers.get(429)).isGreaterThan(answers.get(401));
        bearer(drawn)
                .header("X-Forwarded-For", from)
                .get("/api/v1/years")
                .then()
                .statusCode(200);
        // One more is free each second: on a slow machine a single one would never be one too many.
        await().atMost(Patience.PATIENCE).untilAsserted(() -> {
            IntStream.range(0, 8)
                    .parallel()
                    .forEach(i -> bearer("wrong still")
                            .header("X-Forwarded-For", from)
                            .get("/api/v1/years"));
            bearer(ServiceDatabase.ADMIN_TOKEN)
                    .header("X-Forwarded-For", from)
                    .get("/api/v1/years")
                    .then()
                    .statusCode(429);
        });
        admin().get("/api/v1/years").then().statusCode(200);
        bearer("wrong")
                .header("X-Forwarded-For", "203.0.113.20")
                .get("/api/v1/years")
                .then()
                .statusCode(401);
        await().atMost(Patience.PATIENCE)
                .untilAsserted(() -> bearer("wrong")
                        .header("X-Forwarded-For", from)
                        .get("/metrics")
                        .then()
                        .statusCode(429));

        recorder.record(tries.all());
        List<String> rows = admin().queryParam("limit", 1000)
                .get("/api/v1/audit")
                .jsonPath()
                .getList("findAll { it.act == 'token.refused' && it.actor == '" + from + "' }.detail", String.class);
        assertThat(rows).hasSizeBetween(1, 3);
        assertThat(rows.toString()).contains("tries within a minute").contains("put off");
    }

    @Test
    void healthIsOpen() {
        nobody().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        nobody().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }

    private static ValidatableResponse send(String token, String... events) {
        return bearer(token)
                .contentType(LINES)
                .body(utf8(String.join("\n", events)))
                .post(EVENTS)
                .then()
                .statusCode(200);
    }
}
