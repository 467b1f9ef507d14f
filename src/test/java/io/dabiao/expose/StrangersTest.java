package io.dabiao.expose;

import static io.dabiao.Api.EVENTS;
import static io.dabiao.Api.LINES;
import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.nobody;
import static io.dabiao.Api.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Api;
import io.dabiao.Bombs;
import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent to put the service out of breath, the answer says in words what is wrong with it, or when to come back. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class StrangersTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e20000000", "-1e999999999", "1e-999999999", "1e99999999999", "9e9"})
    void aNumberOfAnyExponentIsShownAsItWasWrittenAndNeverDecidesWhatAPageCosts(String number) {
        String id = "exponent " + number;
        Api.take(event(id, "{\"a\":" + number + ",\"b\":" + number + "}"));

        for (String path : List.of(
                "/enter/corrections?id=" + id + "&source=/strangers",
                "/enter/corrections/event?source=/strangers&id=" + id,
                "/enter/corrections?type=strangers.kind")) {
            Response page = admin().accept(ContentType.HTML).get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.asByteArray().length).as(path).isLessThan(1_000_000);
        }
        Response corrected = admin().contentType(ContentType.JSON)
                .body(Map.of(
                        "reason",
                        "the time was wrong",
                        "events",
                        List.of(Map.of(
                                "source", "/strangers",
                                "id", id,
                                "time", "2024-03-02T08:00:00+08:00"))))
                .post("/api/v1/corrections");
        assertThat(corrected.statusCode()).as(corrected.asString()).isEqualTo(201);
        Response page = admin().accept(ContentType.HTML).get("/enter/corrections/event?source=/strangers&id=" + id);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString()).contains(number.equals("9e9") ? "9000000000" : number);
        assertThat(admin().get("/api/v1/corrections?source=/strangers&id=" + id).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anEventOfVeryManyOrVeryLongAttributesMakesAPageOfItsUsualSize() {
        StringBuilder many = new StringBuilder("{\"a\":0");
        for (int i = 0; i < 15_000; i++) {
            many.append(",\"k").append(i).append("\":").append(i);
        }
        Api.take(event("many", many.append('}').toString()));
        Api.take(event("long", "{\"a\":\"" + "x".repeat(200_000) + "\"}"));
        for (String id : List.of("many", "long")) {
            Response page = admin().accept(ContentType.HTML).get("/enter/corrections?source=/strangers&id=" + id);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.asByteArray().length).isLessThan(200_000);
        }
        Response page = admin().accept(ContentType.HTML).get("/enter/corrections/event?source=/strangers&id=many");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asByteArray().length).isLessThan(500_000);
    }

    private static String event(String id, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/strangers\",\"type\":\"strangers.kind\","
                + "\"time\":\"2024-03-01T08:00:00+08:00\",\"data\":" + data + "}";
    }

    @Test
    @Guard
    void writeRequestsThatUnpackToMuchAreRefusedAndNeverBreakAnything() throws Exception {
        byte[] bomb = Bombs.snappy(64);
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<Response>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(clients.submit(() -> admin().contentType("application/x-protobuf")
                        .header("Content-Encoding", "snappy")
                        .body(bomb)
                        .post("/api/v1/prometheus/write")));
            }
            for (Future<Response> answer : answers) {
                assertThat(answer.get().statusCode())
                        .as(answer.get().asString())
                        .isIn(400, 413, 429, 503);
                assertThat(answer.get().contentType()).startsWith(PROBLEM);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aBodyThatUnpacksToAThousandTimesItsSizeIsReadNoFurther() {
        for (String type : List.of(LINES, Api.BATCH, Api.ONE)) {
            Response answer = admin().contentType(type)
                    .header("Content-Encoding", "gzip")
                    .body(Bombs.gzip(200, type.equals(Api.BATCH) ? "[" : "\n"))
                    .post(EVENTS);
            assertThat(answer.statusCode()).as(type + ": " + answer.asString()).isEqualTo(413);
            assertThat(answer.contentType()).startsWith(PROBLEM);
        }
    }

    @Test
    void bracketsWithoutEndAreToldWhileTheyAreRead() {
        Response answer = admin().contentType("application/yaml")
                .body(Bombs.brackets(200_000))
                .post("/api/v1/declarations?reason=deep");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.asString()).contains("at depth");
    }

    @Test
    void aDocumentThatIsLargerThanItsRouteTakesIsTooLarge() {
        Response answer = admin().contentType(ContentType.JSON)
                .body("{\"name\":\"" + "x".repeat(6 << 20) + "\"}")
                .post("/api/v1/tokens");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.contentType()).startsWith(PROBLEM);

        Response anonymous = nobody().contentType("application/x-www-form-urlencoded")
                .body("name=" + "x".repeat(2 << 20))
                .post("/sign-in");
        assertThat(anonymous.statusCode()).isEqualTo(413);
    }

    /** Nothing of it is read before it is refused, so nothing of it is on the disk. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/sign-in", "/api/v1/declarations/draft", "/api/v1/files", "/enter/files", "/enter/forms", "/x"})
    void filesOfSomebodyWhoIsNotKnownAreNotRead(String path) throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream()
                    .write(utf8("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000000\r\n"
                            + "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data;"
                            + " name=\"file\"; filename=\"a\"\r\n\r\n" + "x".repeat(100_000)));
            assertThat(status(socket)).as(path).isIn(303, 401, 403, 404, 405, 415);
        }
    }

    @Test
    void aFileOnARouteThatTakesNoneIsNotRead() throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream()
                    .write(utf8(
                            "POST /api/v1/declarations/draft HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000000\r\n"
                                    + "Authorization: Bearer " + ServiceDatabase.ADMIN_TOKEN + "\r\n"
                                    + "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"));
            assertThat(status(socket)).isEqualTo(415);
        }
    }

    @Test
    void theBodiesThatOneCallerSendsAtOnceAreLimitedAndOthersAreServed() throws IOException {
        String slow = Api.token("a slow sender " + Instant.now(), List.of("ingest"), Map.of());
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                Socket socket = connected();
                open.add(socket);
                begin(socket, slow, i);
            }
            await().atMost(PATIENCE)
                    .until(() -> bearer(slow)
                                    .contentType(LINES)
                                    .body(utf8(event("late", "{}")))
                                    .post(EVENTS)
                                    .statusCode()
                            == 429);
            Response refused = bearer(slow)
                    .contentType(LINES)
                    .body(utf8(event("late", "{}")))
                    .post(EVENTS);
            assertThat(refused.header("Retry-After")).isNotBlank();
            assertThat(refused.contentType()).startsWith(PROBLEM);

            assertThat(admin().get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(admin().get("/metrics").statusCode()).isEqualTo(200);
            assertThat(nobody().get("/sign-in").statusCode()).isEqualTo(200);
            Api.take(event("of another", "{}"));

            for (Socket socket : open) {
                socket.getOutputStream().write(utf8("0\r\n\r\n"));
                assertThat(status(socket)).isEqualTo(200);
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().atMost(PATIENCE)
                .until(() -> bearer(slow)
                                .contentType(LINES)
                                .body(utf8(event("late", "{}")))
                                .post(EVENTS)
                                .statusCode()
                        == 200);
    }

    private static void begin(Socket socket, String token, int number) throws IOException {
        String line = event("slow " + number, "{}") + "\n";
        socket.getOutputStream()
                .write(utf8("POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(line.length()) + "\r\n" + line + "\r\n"));
        socket.getOutputStream().flush();
    }

    private static Socket connected() throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        assertThat(line.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 ");
        return Integer.parseInt(line.toString(StandardCharsets.US_ASCII).substring(9, 12));
    }
}
