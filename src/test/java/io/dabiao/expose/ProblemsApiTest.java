package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
