package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dabiao.ServiceDatabase;
import io.dabiao.access.Route;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class ProblemsApiTest {

    @ParameterizedTest
    @CsvSource({
        "GET,    /nowhere,                                                        404",
        "GET,    /api/v1/nowhere,                                                 404",
        "GET,    /api/v1,                                                         404",
        "POST,   /api/v1/years,                                                   405",
        "GET,    /api/v1/events,                                                  405",
        "DELETE, /api/v1/events,                                                  405",
        "PUT,    /api/v1/tokens,                                                  405",
        "GET,    /api/v1/years/next/indicators,                                   400",
        "GET,    /api/v1/years/99999999999/indicators,                            400",
        "GET,    /api/v1/years/1999/indicators,                                   404",
        "GET,    /api/v1/years/1999/projects,                                     404",
        "GET,    /api/v1/years/2024/projects/nobody,                              404",
        "GET,    /api/v1/years/2024/indicators/nobody/nothing,                    404",
        "GET,    /api/v1/years/2024/indicators/publicity/nothing,                 404",
        "GET,    /api/v1/years/2024/indicators/publicity/nothing/history,         404",
        "GET,    /api/v1/years/2024/indicators/publicity/media-reads/history/999999999/replay, 404",
        "GET,    /api/v1/years/2024/indicators/publicity/media-reads/history/x/replay,         400",
        "GET,    /api/v1/years/2024/indicators/publicity/media-reads/events?after=zzz,         400",
        "GET,    /api/v1/years/2024/indicators/publicity/media-reads/events?after=%2B999999999-01-01T00:00:00Z~1~1, 400",
        "GET,    /api/v1/years/2024/indicators/publicity/media-reads/events?limit=0,           400",
        "GET,    /api/v1/years/2024/indicators?verdict=good,                      400",
        "GET,    /api/v1/years/2024/indicators?project=nobody,                    404",
        "GET,    /api/v1/years/2024/indicators?at=yesterday,                      400",
        "GET,    /api/v1/years/2024/indicators?at=2024-07-01T00:00:00,            400",
        "GET,    /api/v1/years/2024/indicators?at=2024-07-01,                     400",
        "GET,    /api/v1/years/2024/indicators?at=%2B999999999-01-01T00:00:00Z,   400",
        "GET,    /api/v1/years/2024/indicators?at=-999999999-01-01T00:00:00Z,     400",
        "GET,    /api/v1/rejections?limit=many,                                   400",
        "GET,    /api/v1/rejections?limit=1001,                                   400",
        "GET,    /api/v1/rejections/first,                                        400",
        "GET,    /api/v1/rejections/999999999,                                    404",
        "DELETE, /api/v1/tokens/999999999,                                        404",
        "GET,    /api/v1/declarations/2024/publicity/versions/99,                 404",
    })
    void everyErrorIsAProblemThatHelps(String method, String path, int status) {
        assertProblem(admin().urlEncodingEnabled(false).request(method, path), status);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, /api/v1/tokens,                               '{',            400",
        "application/json, /api/v1/tokens,                               '[]',           400",
        "application/json, /api/v1/tokens,                               '{\"name\":{}}', 400",
        "text/plain,       /api/v1/tokens,                               'name',         415",
        "application/json, /api/v1/declarations/2026/publicity/approval, '{',            400",
        "application/json, /api/v1/declarations/2026/publicity/approval, '{}',           400",
        "application/json, /api/v1/declarations/2026/nobody/approval,    '{\"reason\":\"x\"}', 404",
        "application/json, /api/v1/declarations/2024/publicity/approval, '{\"reason\":\"x\"}', 404",
        "text/plain,       /api/v1/rejections/1/resubmission,            '{}',           415",
    })
    void aWrongBodyIsAProblemThatHelps(String type, String path, String body, int status) {
        assertProblem(admin().contentType(type).body(body).post(path), status);
    }

    static Stream<Route> routes() {
        return Route.ofTheApi().stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aParameterThatARouteDoesNotDeclareIsRefused(Route route) {
        Response answer = send(route, "nonsense=1&limit=1&limit=2", new byte[0]);

        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getString("title")).isEqualTo("no such parameter");
        assertThat(answer.jsonPath().getString("detail")).contains("unknown parameter 'nonsense'");
    }

    static Stream<Arguments> booleans() {
        return routes().flatMap(route -> Stream.of(route.handler().getParameters())
                .filter(parameter -> parameter.getType() == boolean.class)
                .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
                .map(parameter -> arguments(
                        route, parameter.getAnnotation(QueryParam.class).value())));
    }

    @ParameterizedTest
    @MethodSource("booleans")
    void aBooleanIsTrueOrFalse(Route route, String name) {
        for (String value : List.of("=1", "=yes", "=TRUE", "=", "")) {
            Response answer = send(route, name + value, new byte[0]);

            assertProblem(answer, 400);
            assertThat(answer.jsonPath().getString("detail")).contains("must be true or false");
        }
        assertThat(send(route, name + "=true&" + name + "=false", new byte[0])
                        .jsonPath()
                        .getString("detail"))
                .contains("given 2 times");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/corrections?dry_run=true,        did you mean 'dryRun'?",
        "POST, /api/v1/files?dryrun=true,               did you mean 'dryRun'?",
        "GET,  /api/v1/years/2024/indicators?verdicts=, did you mean 'verdict'?",
        "GET,  /api/v1/status?at=now,                   this route takes none",
        "GET,  /api/v1/years/2024/projects?from=now,    this route takes at",
    })
    void theNearestParameterIsNamed(String method, String path, String mend) {
        Response answer = admin().contentType(ContentType.JSON).request(method, path);

        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getString("detail")).endsWith(mend);
    }

    static Stream<Route> ownBodies() {
        return routes().filter(route -> route.ownBody().isPresent());
    }

    @ParameterizedTest
    @MethodSource("ownBodies")
    void aFieldThatABodyDoesNotHaveIsRefusedAndTheNearestNamed(Route route) {
        String field = route.ownBody().orElseThrow().getRecordComponents()[0].getName();

        Response answer = send(route, "", ("{\"" + field + "s\":null}").getBytes(StandardCharsets.UTF_8));

        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getString("title")).isEqualTo("no such field");
        assertThat(answer.jsonPath().getString("detail"))
                .isEqualTo("unknown field '" + field + "s': did you mean '" + field + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/tokens, '{\"name\":\"x\",\"name\":\"y\",\"roles\":[\"view\"]}'",
        "/api/v1/tokens, '{\"name\":\"x\",\"roles\":[\"view\"]} {}'",
        "/api/v1/corrections, '{\"reason\":\"x\",\"events\":[{\"source\":\"s\",\"id\":\"i\",\"withdraw\":1}]}'",
        "/api/v1/corrections, '{\"reason\":\"x\",\"events\":[{\"source\":\"s\",\"id\":\"i\",\"withdraw\":\"true\"}]}'",
        "/api/v1/declarations/2024/publicity/drafts, '{\"year\":2026.7,\"reason\":\"x\"}'",
    })
    void aBodyIsReadToTheLetter(String path, String body) {
        assertProblem(admin().contentType(ContentType.JSON).body(body).post(path), 400);
    }

    @Test
    void anUnknownFieldWithinAListSaysWhere() {
        Response answer = admin().contentType(ContentType.JSON)
                .body("{\"reason\":\"x\",\"events\":[{\"source\":\"s\",\"id\":\"i\",\"withdrawn\":true}]}")
                .post("/api/v1/corrections");

        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getString("detail"))
                .isEqualTo("unknown field 'withdrawn' in events[0]: did you mean 'withdraw'?");
    }

    private static Response send(Route route, String query, byte[] body) {
        RequestSpecification request =
                admin().urlEncodingEnabled(false).redirects().follow(false);
        route.consumes().ifPresent(request::contentType);
        if (!Set.of("GET", "HEAD", "DELETE").contains(route.verb())) {
            request.body(body);
        }
        return request.request(route.verb(), route.filled() + (query.isEmpty() ? "" : "?" + query));
    }

    @Test
    void anAnswerThatNobodyCanGiveIs406() {
        assertProblem(admin().accept("image/png").get("/api/v1/years"), 406);
    }

    @Test
    void aTypeThatIsNoneIsTheSendersMistake() throws IOException {
        // Not with a client that would mend or refuse it.
        for (String header : List.of("Content-Type: rubbish", "Content-Type: a/b/c;;", "Accept: rubbish")) {
            int status = header.startsWith("Accept") ? 406 : 415;
            assertThat(raw("POST /api/v1/events", header)).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    private static String raw(String request, String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + ServiceDatabase.ADMIN_TOKEN + "\r\n" + header
                                    + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anUnknownPathIsAProblemForAnybody() {
        assertProblem(nobody().get("/nowhere"), 404);
    }

    @Test
    void whatIsThereInsteadIsNamed() {
        admin().get("/api/v1/years/1999/indicators").then().body("detail", containsString("2024"));
        admin().get("/api/v1/years/2024/projects/nobody").then().body("detail", containsString("it-operations"));
        admin().get("/api/v1/years/2024/indicators?verdict=good").then().body("detail", containsString("on_track"));
        admin().urlEncodingEnabled(false)
                .get("/api/v1/years/2024/indicators?at=2024-07-01T00:00:00")
                .then()
                .body("detail", containsString("+08:00"));
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(ContentType.fromContentType(answer.contentType())).isEqualTo(ContentType.JSON);
        assertThat(answer.contentType()).startsWith(PROBLEM);
        JsonPath problem = answer.jsonPath();
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank().isNotEqualTo("null");
    }

    @Test
    void anEmptyLimitIsTheUsualOne() {
        for (String list : new String[] {"conflicts", "rejections", "corrections", "audit", "changes"}) {
            admin().get("/api/v1/" + list + "?limit=").then().statusCode(200);
        }
    }
}
