package io.dabiao.ingest.http;

import static io.dabiao.Api.BATCH;
import static io.dabiao.Api.EVENTS;
import static io.dabiao.Api.LINES;
import static io.dabiao.Api.ONE;
import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.event;
import static io.dabiao.Api.lines;
import static io.dabiao.Api.nobody;
import static io.dabiao.Api.post;
import static io.dabiao.Api.rejections;
import static io.dabiao.Api.take;
import static io.dabiao.Api.token;
import static io.dabiao.Api.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.dabiao.expose.OwnDeclaration;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class EventsApiTest {

    private static final int LIMIT = 256 * 1024;

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    // ---- the four forms

    @Test
    void aSingleStructuredEventIsTaken() {
        post(ONE, event("/forms", "one"))
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("duplicates", equalTo(0))
                .body("rejected", is(empty()))
                .body("rejectedTotal", equalTo(0));
    }

    @Test
    void aBatchArrayIsTaken() {
        post(BATCH, " [ " + event("/forms", "b1") + " ,\n" + event("/forms", "b2") + "]\n")
                .statusCode(200)
                .body("accepted", equalTo(2));
        post(BATCH, "[]").statusCode(200).body("accepted", equalTo(0));
    }

    @Test
    void linesAreTaken() {
        post(LINES, event("/forms", "l1") + "\r\n" + event("/forms", "l2")).body("accepted", equalTo(2));
        post(LINES, "").statusCode(200).body("accepted", equalTo(0));
    }

    @Test
    void binaryModeIsTakenWithItsHeadersPercentDecoded() {
        binary("bin%201", "{\"value\":3}").then().statusCode(200).body("accepted", equalTo(1));
        lines(event("/forms", "bin 1")).body("duplicates", equalTo(1));
        binary("bin2", "").then().statusCode(200).body("accepted", equalTo(1));
    }

    @Test
    void theSameEventInAllFourFormsCountsOnce() {
        String event = event("/forms/all", "same");
        post(ONE, event).body("accepted", equalTo(1));
        post(BATCH, "[" + event + "]").body("duplicates", equalTo(1));
        lines(event).body("duplicates", equalTo(1));
        binary("/forms/all", "same", "{\"value\":1}").then().body("duplicates", equalTo(1));
    }

    @Test
    void aByteOrderMarkBeforeTheFirstLineDoesNoHarm() {
        post(LINES, "\uFEFF" + event("/forms", "bom")).body("accepted", equalTo(1));
        post(BATCH, "\uFEFF[" + event("/forms", "bom") + "]").body("duplicates", equalTo(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json",
                "Application/JSON ; charset=\"UTF-8\"",
                "application/vnd.example+json",
                "text/json",
                "``"
            },
            quoteCharacter = '`')
    void inBinaryModeAnyJsonIsReadAndNoContentTypeMeansJson(String type) throws IOException {
        String id = "json-" + type.hashCode();
        String header = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        Raw raw = Raw.send(header + envelope(id), "{\"value\":1}");

        assertThat(raw.status()).as(raw.toString()).isEqualTo(200);
        assertThat(raw.json().getInt("accepted")).isEqualTo(1);
        lines(event("/binary", id)).body("duplicates", equalTo(1)).body("conflicting", equalTo(0));
    }

    @Test
    void inBinaryModeDataThatIsNoJsonIs415AndNoDataNeedsNoType() throws IOException {
        assertThat(Raw.send("Content-Type: text/plain\r\n" + envelope("text"), "words")
                        .status())
                .isEqualTo(415);
        assertThat(Raw.send("Content-Type: text/plain\r\n" + envelope("none"), "")
                        .status())
                .isEqualTo(200);
        assertThat(Raw.send(envelope("none"), "").json().getInt("duplicates")).isEqualTo(1);
    }

    @Test
    void headersAreReadAsTheBindingAsks() throws IOException {
        Raw quoted = Raw.send(envelope("\"a quoted \\\" id\"") + "ce-subject: %e8%be%be\r\n", "{\"value\":1}");
        assertThat(quoted.json().getInt("accepted")).as(quoted.toString()).isEqualTo(1);
        post(ONE, event("/binary", "a quoted \\\" id")).body("duplicates", equalTo(1));

        for (String wrong : List.of("达标", "%C0%A0", "\"open")) {
            Raw refused = Raw.send(envelope(wrong), "{\"value\":1}");
            assertThat(refused.status()).isEqualTo(200);
            assertThat(refused.json().getInt("rejectedTotal"))
                    .as(refused.toString())
                    .isEqualTo(1);
            assertThat(refused.json().getString("rejected[0].detail")).contains("ce-id");
        }
        Raw twice = Raw.send(envelope("one") + "ce-id: two\r\n", "{\"value\":1}");
        assertThat(twice.json().getString("rejected[0].detail")).contains("2 times");
        Raw data = Raw.send(envelope("one") + "ce-data: {}\r\n", "{\"value\":1}");
        assertThat(data.json().getInt("rejectedTotal")).isEqualTo(1);
    }

    @Test
    void textAfterTheDataIsNoPartOfTheEnvelope() throws IOException {
        Raw raw = Raw.send("Content-Type: application/json\r\n" + envelope("after"), "{\"value\":1},\"subject\":\"x\"");

        assertThat(raw.status()).isEqualTo(400);
        assertThat(raw.json().getString("code")).isEqualTo("nothing-could-be-read");
    }

    @Test
    void aMediaTypeMayBeWrittenInAnyCaseAndWithBlanks() throws IOException {
        String event = event("/binary", "cased");
        Raw one = Raw.send("Content-Type: APPLICATION/CloudEvents+JSON ;  Charset = UTF-8\r\n", event);
        Raw batch =
                Raw.send("Content-Type: application/cloudevents-batch+JSON;charset=\"utf-8\"\r\n", "[" + event + "]");
        Raw lines = Raw.send("Content-Type: Application/X-NDJSON\r\n", event);

        assertThat(one.json().getInt("accepted")).as(one.toString()).isEqualTo(1);
        assertThat(batch.json().getInt("duplicates")).as(batch.toString()).isEqualTo(1);
        assertThat(lines.json().getInt("duplicates")).as(lines.toString()).isEqualTo(1);
        assertThat(Raw.send("Content-Type: application/cloudevents+avro\r\n", event)
                        .status())
                .isEqualTo(415);
    }

    @Test
    void theHandshakeOfWebHooksIsAnswered() {
        nobody().header("WebHook-Request-Origin", "eventemitter.example.com")
                .header("WebHook-Request-Rate", "120")
                .options(EVENTS)
                .then()
                .statusCode(200)
                .header("Allow", containsString("POST"))
                .header("WebHook-Allowed-Origin", "eventemitter.example.com")
                .header("WebHook-Allowed-Rate", "*");
        nobody().options(EVENTS).then().statusCode(200).header("WebHook-Allowed-Origin", nullValue());
    }

    /** Recorded: what the SDKs of Java, JavaScript, Python and Go hand to an HTTP client. See the README beside them. */
    @Test
    void whatTheSdksSendIsTakenOnceInWhateverModeItComes() throws IOException {
        Path folder = Path.of("src", "test", "resources", "cloudevents");
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (String line : Files.readAllLines(folder.resolve("expected.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("\\s+");
                Raw raw = Raw.send(Files.readAllBytes(folder.resolve(parts[0] + ".http")));
                String became = raw.status() == 200
                        ? String.join(
                                "/",
                                raw.json().getString("accepted"),
                                raw.json().getString("duplicates"),
                                raw.json().getString("conflicting"),
                                raw.json().getString("rejectedTotal"))
                        : Integer.toString(raw.status());
                if (!became.equals(parts[1])) {
                    wrong.add(line + ", not " + became + ": " + raw);
                }
                tried++;
            }
        }
        assertThat(wrong).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(one -> one.toString().endsWith(".http"))).hasSize(tried);
        }
    }

    private static String envelope(String id) {
        return "ce-specversion: 1.0\r\nce-id: " + id + "\r\nce-source: /binary\r\nce-type: test.remark\r\n"
                + "ce-time: 2024-03-01T08:00:00+08:00\r\n";
    }

    /** A request to the byte, as no client library would write it, and its answer. */
    private record Raw(int status, String body) {

        static Raw send(String headers, String body) throws IOException {
            return send((headers + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
        }

        /** @param message headers, an empty line, the body */
        static Raw send(byte[] message) throws IOException {
            int end = new String(message, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
            int start = end < 0 ? 2 : end + 4;
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST " + EVENTS
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                                + ServiceDatabase.ADMIN_TOKEN + "\r\nContent-Length: " + (message.length - start)
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(message);
                out.flush();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Raw(
                        Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(answer.indexOf("\r\n\r\n") + 4));
            }
        }

        JsonPath json() {
            return new JsonPath(body);
        }
    }

    private static Response binary(String id, String data) {
        return binary("/forms", id, data);
    }

    private static Response binary(String source, String id, String data) {
        return admin().contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", source)
                .header("ce-type", "test.remark")
                .header("ce-time", "2024-03-01T08:00:00+08:00")
                .body(data)
                .post(EVENTS);
    }

    // ---- identity

    @Test
    void aDryRunAnswersWhatItWouldHaveBeenAndStoresNothing() {
        take(event("/dry", "known"));
        String body = String.join(
                "\n",
                event("/dry", "known"),
                event("/dry", "known").replace("\"value\":1", "\"value\":2"),
                event("/dry", "new"),
                event("/dry", "new"),
                "{\"specversion\":\"1.0\",\"id\":\"bad\",\"source\":\"/dry\"}");
        for (int again = 0; again < 2; again++) {
            admin().contentType(LINES)
                    .queryParam("dryRun", "true")
                    .body(utf8(body))
                    .post(EVENTS)
                    .then()
                    .statusCode(200)
                    .body("accepted", equalTo(1))
                    .body("duplicates", equalTo(3))
                    .body("conflicting", equalTo(1))
                    .body("rejectedTotal", equalTo(1));
        }
        assertThat(rejections("/dry")).isEmpty();
        admin().contentType(LINES)
                .queryParam("dryRun", "yes")
                .body(utf8(body))
                .post(EVENTS)
                .then()
                .statusCode(400);
        take(event("/dry", "new"));
    }

    @Test
    void aTrialSaysWhichFiguresItWouldChangeToThoseWhoMayReadThem() throws IOException {
        String indicator = """
                  - {id: %1$s, name: 试算 %1$s, level1: 产出指标, level2: 数量指标, printed: '≥3(次)',
                     behaviour: accumulate, measure: {count: 'trial.%1$s'}, cadence: P400D}
                """;
        OwnDeclaration.inForce(
                declarations, "trial", 2019, indicator.formatted("calls") + indicator.formatted("letters"));
        String time = "2019-03-01T08:00:00+08:00";
        take(event("/trial", "1", "trial.calls", time, "{}"), event("/trial", "2", "trial.letters", time, "{}"));
        String body = String.join(
                "\n",
                event("/trial", "1", "trial.calls", time, "{}"),
                event("/trial", "3", "trial.calls", time, "{}"),
                event("/trial", "4", "trial.calls", time, "{}"),
                event("/trial", "4", "trial.calls", time, "{}"),
                event("/trial", "5", "trial.nothing", time, "{}"));

        for (int again = 0; again < 2; again++) {
            JsonPath tried = tried(admin(), body);
            assertThat(tried.getInt("accepted")).isEqualTo(3);
            assertThat(tried.getList("figures.indicator")).containsExactly("calls");
            assertThat(tried.getString("figures[0].project")).isEqualTo("trial");
            assertThat(tried.getInt("figures[0].before")).isEqualTo(1);
            assertThat(tried.getInt("figures[0].after")).isEqualTo(3);
            assertThat(tried.getString("figures[0].verdictBefore")).isEqualTo("missed");
            assertThat(tried.getString("figures[0].verdictAfter")).isEqualTo("met");
            assertThat(tried.getInt("figuresUnchanged")).isZero();
        }
        assertThat(tried(admin(), event("/trial", "5", "trial.nothing", time, "{}"))
                        .getList("figures"))
                .isEmpty();
        assertThat(tried(bearer(token("tries", List.of("ingest"), Map.of())), body)
                        .getMap(""))
                .containsEntry("accepted", 3)
                .doesNotContainKeys("figures", "figuresUnchanged");
        assertThat(lines(event("/trial", "1", "trial.calls", time, "{}"))
                        .extract()
                        .jsonPath()
                        .getMap(""))
                .doesNotContainKeys("figures", "figuresUnchanged");
        assertThat(tried(
                                admin(),
                                IntStream.rangeClosed(0, 10_000)
                                        .mapToObj(i -> event("/trial", "n" + i, "trial.calls", time, "{}"))
                                        .collect(Collectors.joining("\n")))
                        .getMap(""))
                .containsEntry("accepted", 10_001)
                .doesNotContainKey("figures");
    }

    private static JsonPath tried(RequestSpecification by, String body) {
        return by.contentType(LINES)
                .queryParam("dryRun", "true")
                .body(utf8(body))
                .post(EVENTS)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void whatIsOddIsWarnedOfWithTheNearestKnownNameAndTakenAllTheSame() {
        String time = "2019-03-01T08:00:00+08:00";
        JsonPath answer = lines(
                        event("/odd", "1", "hotline.call", time, "{\"anwsered\":true}"),
                        event("/odd", "2", "hotline.call", time, "{\"answered\":\"yes\"}"),
                        event("/odd", "3", "hotline.cal", time, "{}"),
                        event("/odd", "4", "hotline.cal", time, "{}"),
                        event("/odd", "5", "hotline.call", time, "{\"answered\":true}"),
                        event("/odd", "7", "hotline.call", time, "{\"answered\":true}")
                                .replaceFirst("\\{", "{\"MyExtension\":\"x\","))
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(answer.getInt("accepted")).isEqualTo(6);
        assertThat(answer.getList("warnings.what"))
                .isEqualTo(List.of("unknown_attribute", "wrong_kind", "unknown_type", "envelope"));
        assertThat(answer.getList("warnings.nearest")).isEqualTo(Arrays.asList("answered", null, "hotline.call", null));
        assertThat(answer.getString("warnings[3].attribute")).isEqualTo("MyExtension");
        assertThat(answer.getInt("warnings[2].index")).isEqualTo(2);
        assertThat(answer.getInt("warnings[2].times")).isEqualTo(2);
        lines(event("/odd", "6", "hotline.call", time, "{\"answered\":true}")).body("warnings", nullValue());
    }

    @Test
    void theSamePairTwiceInOneRequestCountsOnce() {
        lines(event("/identity/one", "1"), event("/identity/one", "1"))
                .body("accepted", equalTo(1))
                .body("duplicates", equalTo(1))
                .body("conflicting", equalTo(0));
    }

    @Test
    void theSamePairInAnotherRequestCountsOnce() {
        take(event("/identity/two", "1"));
        lines(event("/identity/two", "1")).body("accepted", equalTo(0)).body("duplicates", equalTo(1));
    }

    @Test
    void theSamePairsAtTheSameTimeCountOnce() throws Exception {
        String[] events = IntStream.range(0, 500)
                .mapToObj(i -> event("/identity/at-once", "e" + i))
                .toArray(String[]::new);
        String body = String.join("\n", events);
        CyclicBarrier together = new CyclicBarrier(8);
        Callable<JsonPath> client = () -> {
            together.await();
            return post(LINES, body).statusCode(200).extract().jsonPath();
        };
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            int accepted = 0;
            int duplicates = 0;
            for (Future<JsonPath> answer : clients.invokeAll(java.util.Collections.nCopies(8, client))) {
                accepted += answer.get().getInt("accepted");
                duplicates += answer.get().getInt("duplicates");
            }
            assertThat(accepted).isEqualTo(500);
            assertThat(duplicates).isEqualTo(7 * 500);
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void theSameIdUnderAnotherSourceIsAnotherEvent() {
        take(event("/identity/a", "1"), event("/identity/b", "1"));
    }

    @Test
    void aDuplicateWithAnotherTimeOrContentNeverCountsAndIsSeenAsConflicting() {
        take(event("/identity/conflict", "1"));
        String later = event("/identity/conflict", "1", "test.remark", "2025-05-05T05:05:05Z", "{\"value\":2}");

        lines(later).body("accepted", equalTo(0)).body("duplicates", equalTo(1)).body("conflicting", equalTo(1));

        List<String> raw = admin().queryParam("limit", 1000)
                .get("/api/v1/conflicts")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("findAll { it.source == '/identity/conflict' }.raw");
        assertThat(raw).containsExactly(later);
    }

    @Test
    void theOrderOfKeysIsNoConflict() {
        take(event("/identity/order", "1", "test.remark", "2024-03-01T08:00:00+08:00", "{\"a\":1,\"b\":2}"));
        lines(event("/identity/order", "1", "test.remark", "2024-03-01T00:00:00Z", "{ \"b\":2, \"a\":1 }"))
                .body("duplicates", equalTo(1))
                .body("conflicting", equalTo(0));
    }

    @Test
    void aRejectedIdentityStaysFreeAndCanBeMendedAndSentAgain() {
        lines(event("/mend", "1", "test.remark", "yesterday", "{}")).body("rejectedTotal", equalTo(1));
        var rejected = rejections("/mend");
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0)).containsEntry("reason", "bad_time").containsEntry("id", "1");
        String path = "/api/v1/rejections/" + rejected.get(0).get("no");
        String mended = event("/mend", "1");

        admin().contentType(ONE)
                .body(utf8(mended))
                .post(path + "/resubmission")
                .then()
                .statusCode(200)
                .body("accepted", equalTo(1));

        assertThat(rejections("/mend")).isEmpty();
        admin().get(path).then().body("settlement", equalTo("resubmitted"));
        lines(mended).body("duplicates", equalTo(1));
        admin().contentType(ONE)
                .body(utf8(mended))
                .post(path + "/resubmission")
                .then()
                .statusCode(409)
                .contentType(PROBLEM);
    }

    @Test
    void aRejectionMendedWronglyStaysOpen() {
        lines(event("/mend/again", "1", "test.remark", "yesterday", "{}")).body("rejectedTotal", equalTo(1));
        Object no = rejections("/mend/again").get(0).get("no");

        admin().contentType(ONE)
                .body(utf8(event("/mend/again", "1", "test.remark", "tomorrow", "{}")))
                .post("/api/v1/rejections/" + no + "/resubmission")
                .then()
                .statusCode(200)
                .body("rejectedTotal", equalTo(1));

        assertThat(rejections("/mend/again")).extracting(one -> one.get("no")).contains(no);
    }

    @Test
    void aRejectionCanBeDismissedAndStaysVisible() {
        lines(event("/dismiss", "1", "test.remark", "yesterday", "{}"));
        Object no = rejections("/dismiss").get(0).get("no");

        admin().delete("/api/v1/rejections/" + no).then().statusCode(204);

        assertThat(rejections("/dismiss")).isEmpty();
        admin().get("/api/v1/rejections/" + no)
                .then()
                .body("settlement", equalTo("dismissed"))
                .body("settledBy", equalTo("first administrator"));
        admin().delete("/api/v1/rejections/" + no).then().statusCode(404);
    }

    // ---- what is rejected, and why

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            {"specversion":"0.3","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z"} | missing_attribute | specversion must be "1.0", not "0.3"
            {"id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z"}                     | missing_attribute | specversion must be "1.0"
            {"specversion":"1.0","source":"/r","type":"t","time":"2024-01-01T00:00:00Z"}          | missing_attribute | id is missing or empty
            {"specversion":"1.0","id":7,"source":"/r","type":"t","time":"2024-01-01T00:00:00Z"}   | missing_attribute | id is missing or empty
            {"specversion":"1.0","id":"1","source":"","type":"t","time":"2024-01-01T00:00:00Z"}   | missing_attribute | source is missing or empty
            {"specversion":"1.0","id":"1","source":"/r","time":"2024-01-01T00:00:00Z"}            | missing_attribute | type is missing or empty
            {"specversion":"1.0","id":"1","source":"/r","type":"t"}                               | missing_attribute | time is missing
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00"}  | bad_time          | with an offset
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2023-02-29T00:00:00Z"} | bad_time          | "2023-02-29T00:00:00Z"
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2999-01-01T00:00:00Z"} | bad_time          | more than 24 hours ahead
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z","data":[1]}                 | bad_data | data must be a JSON object
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z","data":{"value":"many"}}    | bad_data | not the text "many"
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z","data":{"value":true}}      | bad_data | must be a number, not true
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z","data":{"value":1e999}}     | bad_data | below 10^15 in magnitude, not 1e999
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z","data":{"value":-1e15}}     | bad_data | below 10^15 in magnitude
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z","data":{"value":1e99999999999}} | bad_data | below 10^15 in magnitude
            {"specversion":"1.0","id":"1","source":"/r","type":"t","time":"2024-01-01T00:00:00Z","data_base64":"AAAA"}       | bad_data | data_base64
            {"specversion":"1.0","id":"a\\u0000b","source":"/r","type":"t","time":"2024-01-01T00:00:00Z"}                    | missing_attribute | id holds a character that is none
            {"specversion":"1.0","id":"a\\ud800","source":"/r","type":"t","time":"2024-01-01T00:00:00Z"}                     | missing_attribute | id holds a character that is none
            {"specversion":"1.0","id":"1","source":"\\udc00","type":"t","time":"2024-01-01T00:00:00Z"}                       | missing_attribute | source holds a character that is none
            [1]      | malformed | must be a JSON object
            {"id":   | malformed | not valid JSON
            null     | malformed | must be a JSON object
            """)
    void aBadEventRejectsItselfAloneWithItsReason(String bad, String reason, String detail) {
        String before = event("/rejects", "before " + Integer.toHexString(bad.hashCode()));
        String after = event("/rejects", "after " + Integer.toHexString(bad.hashCode()));

        lines(before, bad, after)
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("rejectedTotal", equalTo(1))
                .body("rejected[0].index", equalTo(1))
                .body("rejected[0].reason", equalTo(reason))
                .body("rejected[0].detail", containsString(detail));
        post(BATCH, "[" + before + "," + (reason.equals("malformed") ? "nonsense" : bad) + "," + after + "]")
                .statusCode(200)
                .body("duplicates", equalTo(2))
                .body("rejected[0].index", equalTo(1));
    }

    @Test
    void aSingleBadEventIsARejectionAndNoError() {
        post(ONE, event("/rejects/single", "", "t", "2024-01-01T00:00:00Z", "{}"))
                .statusCode(200)
                .body("accepted", equalTo(0))
                .body("rejected[0].index", equalTo(0))
                .body("rejected[0].detail", equalTo("id is missing or empty"));
        nobody().header("Authorization", "Bearer " + ServiceDatabase.ADMIN_TOKEN)
                .contentType("application/json")
                .header("ce-id", "1")
                .body("{}")
                .post(EVENTS)
                .then()
                .statusCode(200)
                .body("rejected[0].detail", containsString("specversion"));
    }

    @Test
    void blankLinesAreCountedAndIgnored() {
        post(LINES, "\n" + event("/blank", "1") + "\n\n  \t\r\n{}\n\n")
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("rejectedTotal", equalTo(1))
                .body("rejected[0].index", equalTo(4));
    }

    @Test
    void atMostAThousandRejectionsAreListedAndAllAreCounted() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 2_500; i++) {
            body.append("{\"id\":\"").append(i).append("\",\"source\":\"/many\"}\n");
        }
        post(LINES, body + event("/many", "good"))
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("rejectedTotal", equalTo(2_500))
                .body("rejected", hasSize(1_000))
                .body("rejected[999].index", equalTo(999));
    }

    @Test
    void ofABatchThatBreaksOffWhatCameBeforeCounts() {
        post(BATCH, "[" + event("/broken", "1") + "," + event("/broken", "2") + ",{\"specversion\":\"1.")
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("rejectedTotal", equalTo(1))
                .body("rejected[0].index", equalTo(2))
                .body("rejected[0].detail", containsString("breaks off"));
        post(BATCH, "[" + event("/broken", "3") + "," + event("/broken", "4"))
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("rejectedTotal", equalTo(1));
    }

    // ---- sizes

    @Test
    void anOversizedLineOrElementIsRejectedAlone() {
        String large = event("/large", "large", "t", "2024-01-01T00:00:00Z", "{\"x\":\"" + "x".repeat(LIMIT) + "\"}");
        lines(event("/large", "1"), large, event("/large", "2"))
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("rejected[0].index", equalTo(1))
                .body("rejected[0].reason", equalTo("too_large"))
                .body("rejected[0].detail", containsString("" + LIMIT));
        post(BATCH, "[" + event("/large", "3") + "," + large + "," + event("/large", "4") + "]")
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("rejected[0].reason", equalTo("too_large"));
    }

    @Test
    void aSingleEventOverTheLimitIs413AndOneAtTheLimitIsTaken() {
        String frame = event("/limit", "exact", "t", "2024-01-01T00:00:00Z", "{\"x\":\"\"}");
        String fill = "x".repeat(LIMIT - frame.length());
        String atLimit = event("/limit", "exact", "t", "2024-01-01T00:00:00Z", "{\"x\":\"" + fill + "\"}");

        post(ONE, atLimit + " ").statusCode(413).contentType(PROBLEM).body("detail", containsString("" + LIMIT));
        post(ONE, atLimit).statusCode(200).body("accepted", equalTo(1));
        binary("too-large", "{\"x\":\"" + "x".repeat(LIMIT) + "\"}").then().statusCode(413);
    }

    /** Of what is read while the lines before it are written, the first copy counts all the same. */
    @Test
    void inALongBodyTheFirstCopyOfAnEventCountsHoweverFarApartTheCopiesStand() {
        String source = "/long/" + UUID.randomUUID();
        String[] lines = IntStream.range(0, 9_000)
                .mapToObj(i -> i % 3_000 == 2_999
                        ? event(source, "twice", "test.remark", "2024-03-01T08:00:00+08:00", "{\"value\":" + i + "}")
                        : i == 5_000 ? event(source, "bad", "test.remark", "never", "{}") : event(source, "" + i))
                .toArray(String[]::new);

        JsonPath receipt = lines(lines).statusCode(200).extract().jsonPath();

        assertThat(receipt.getInt("accepted")).isEqualTo(8_997);
        assertThat(receipt.getInt("duplicates")).isEqualTo(2);
        assertThat(receipt.getInt("conflicting")).isEqualTo(2);
        assertThat(receipt.getList("rejected.index")).containsExactly(5_000);
        lines(event(source, "twice", "test.remark", "2024-03-01T08:00:00+08:00", "{\"value\":2999}"))
                .statusCode(200)
                .body("duplicates", org.hamcrest.Matchers.is(1))
                .body("conflicting", org.hamcrest.Matchers.is(0));
    }

    @Test
    @Guard
    void aBodyOfTwoHundredThousandLinesIsTakenAsAStream() throws Exception {
        int lines = 200_000;
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + EVENTS))
                .header("Authorization", "Bearer " + ServiceDatabase.ADMIN_TOKEN)
                .header("Content-Type", LINES)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Generated(lines)))
                .build();

        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JsonPath.from(answer.body()).getInt("accepted")).isEqualTo(lines);
    }

    /** Events that no one holds in memory. */
    private static final class Generated extends InputStream {

        private final int lines;
        private int made;
        private byte[] line = {};
        private int at;

        Generated(int lines) {
            this.lines = lines;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at == line.length) {
                if (made == lines) {
                    return -1;
                }
                line = utf8(event("/stream", "s" + made++) + "\n");
                at = 0;
            }
            int some = Math.min(length, line.length - at);
            System.arraycopy(line, at, into, offset, some);
            at += some;
            return some;
        }
    }

    // ---- types and encodings

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "text/csv"})
    void anotherTypeIs415(String type) {
        admin().contentType(type)
                .body("x")
                .post(EVENTS)
                .then()
                .statusCode(415)
                .contentType(PROBLEM)
                .body("detail", containsString(LINES));
    }

    @Test
    void plainJsonWithoutHeadersIs415AndSaysWhy() {
        admin().contentType("application/json")
                .body(event("/json", "1"))
                .post(EVENTS)
                .then()
                .statusCode(415)
                .contentType(PROBLEM)
                .body("detail", containsString("ce-specversion"));
    }

    @Test
    void aBodyWithoutATypeIs415() throws IOException {
        String answer =
                raw("POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                        + ServiceDatabase.ADMIN_TOKEN + "\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(answer).startsWith("HTTP/1.1 415").contains(PROBLEM);
    }

    @Test
    void anotherCharsetIs415AndUtf8IsFine() {
        post(LINES + "; charset=UTF-16", event("/charset", "1"))
                .statusCode(415)
                .contentType(PROBLEM)
                .body("detail", containsString("UTF-16"));
        post(LINES + "; charset=\"utf-8\"", event("/charset", "1")).body("accepted", equalTo(1));
    }

    @Test
    void aCompressedBodyIsTaken() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(utf8(event("/gzip", "1") + "\n" + event("/gzip", "2")));
        }
        admin().contentType(LINES)
                .header("Content-Encoding", "gzip")
                .body(bytes.toByteArray())
                .post(EVENTS)
                .then()
                .statusCode(200)
                .body("accepted", equalTo(2));
    }

    @Test
    void aBodyThatClaimsToBeCompressedAndIsNotIs400() {
        for (String type : List.of(LINES, BATCH, ONE)) {
            admin().contentType(type)
                    .header("Content-Encoding", "gzip")
                    .body(utf8(event("/no-gzip", "1")))
                    .post(EVENTS)
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("detail", containsString("gzip"));
        }
        post(LINES, event("/no-gzip", "1")).body("accepted", equalTo(1));
    }

    @Test
    void whatCameBeforeACompressedBodyBreaksOffCountsAndTheRemainderIsOneRejection() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            lines.append(event("/half-gzip", UUID.randomUUID().toString())).append('\n');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(utf8(lines.toString()));
        }
        byte[] half = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);

        admin().contentType(LINES)
                .header("Content-Encoding", "gzip")
                .body(half)
                .post(EVENTS)
                .then()
                .statusCode(200)
                .body("accepted", allOf(greaterThan(1_000), lessThan(20_000)))
                .body("rejectedTotal", equalTo(1))
                .body("rejected[0].detail", containsString("gzip"));
    }

    @Test
    void anEncodingThatIsNotReadIs415() {
        admin().contentType(LINES)
                .header("Content-Encoding", "br")
                .body(utf8(event("/br", "1")))
                .post(EVENTS)
                .then()
                .statusCode(415)
                .contentType(PROBLEM)
                .body("detail", containsString("'br'"));
    }

    @Test
    void aBadLineSentThreeTimesInOneBodyIsOneRejectionOfThreeTimes() {
        String bad = "{\"specversion\":\"1.0\",\"id\":\"thrice\",\"source\":\"/thrice\"}";
        post(LINES, String.join("\n", bad, bad, bad)).body("rejectedTotal", equalTo(3));

        admin().get("/api/v1/rejections").then().body("findAll { it.source == '/thrice' }.times", equalTo(List.of(3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void aBodyInUtf16Is400AndNothingOfItCounts(String charset) {
        String body = event("/utf16", "1") + "\n" + event("/utf16", "2");
        byte[] bytes = body.getBytes(Charset.forName(charset));

        post(LINES, bytes).statusCode(400).contentType(PROBLEM);
        post(ONE, event("/utf16", "1").getBytes(Charset.forName(charset))).statusCode(400);
        post(BATCH, ("[" + event("/utf16", "1") + "]").getBytes(Charset.forName(charset)))
                .statusCode(400);
    }

    @Test
    void anInvalidByteSpoilsItsLineOnly() {
        byte[] line = event("/utf8", "a\u00FFb").getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(line);
        body.writeBytes(utf8("\n" + event("/utf8", "good")));

        post(LINES, body.toByteArray())
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("rejected[0].detail", containsString("UTF-8"));
    }

    @ParameterizedTest
    @CsvSource({
        LINES + ", hello",
        LINES + ", '{\"a\":1'",
        ONE + ", hello",
        ONE + ", ''",
        BATCH + ", '{}'",
        BATCH + ", '['",
        BATCH + ", hello",
    })
    void aBodyOfWhichNothingCanBeReadIs400(String type, String body) {
        post(type, body).statusCode(400).contentType(PROBLEM).body("detail", not(equalTo("")));
    }

    // ---- extremes

    @Test
    void anEventOfAYearWithoutDeclarationIsTaken() {
        take(
                event("/years", "1066", "hotline.call", "1066-10-14T09:00:00Z", "{\"answered\":true}"),
                event("/years", "1999", "hotline.call", "1999-12-31T23:59:59Z", "{\"answered\":true}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":1e-999999999}",
                "{\"value\":1e-99999999999}",
                "{\"value\":999999999999999.99}",
                "{\"value\":0e99}",
                "{\"seconds\":1e999}",
                "{\"seconds\":1e99999999999}",
                "{\"text\":\"\\ud800\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"nested\":{\"a\":[1,{}]}}",
                "{}",
                "null",
            })
    void strangeDataIsTakenAndComesBackAsItWasWritten(String data) {
        String id = Integer.toHexString(data.hashCode());
        // Bound to a declaration, so that it is folded, evaluated and read back.
        String event = event("/strange", id, "complaint", "2024-08-01T00:00:00+08:00", data);
        take(event);
        lines(event).body("duplicates", equalTo(1)).body("conflicting", equalTo(0));
        // Asked for as text: this client's own parser does not know such numbers.
        String behind = admin().queryParam("at", "2025-01-01T00:00:00+08:00")
                .get("/api/v1/years/2024/indicators/industrial-internet/enterprise-complaints/events")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(behind).contains("\"id\":\"" + id + "\"").contains(data.equals("null") ? "{}" : data);
    }

    @Test
    void strangeExtensionsAreTaken() {
        String event = event("/extensions", "1");
        String odd =
                event.replace("\"data\"", "\"big\":1e999,\"half\":\"\\ud800\",\"nul\":\"\\u0000\",\"o\":{},\"data\"");
        lines(odd).statusCode(200).body("accepted", equalTo(1));
    }

    @Test
    void nestingBeyondReasonIsRejectedAlone() {
        String deep = "{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        String bad = event("/deep", "1", "test.remark", "2024-01-01T00:00:00Z", deep);
        lines(event("/deep", "0"), bad)
                .statusCode(200)
                .body("accepted", equalTo(1))
                .body("rejectedTotal", equalTo(1));
        post(ONE, bad).statusCode(200).body("rejected[0].detail", containsString("nesting"));
    }

    @Test
    void anIdentityMayHaveUpTo1024Bytes() {
        take(event("/long", "é".repeat(512)));
        lines(event("/long", "é".repeat(513))).body("rejected[0].detail", containsString("longer than 1024 bytes"));
    }

    @Test
    void aTimeUpToADayAheadIsBelieved() {
        String inside = Instant.now().plusSeconds(24 * 3600 - 60).toString();
        String outside = Instant.now().plusSeconds(24 * 3600 + 60).toString();
        lines(event("/ahead", "in", "test.remark", inside, "{}"), event("/ahead", "out", "test.remark", outside, "{}"))
                .body("accepted", equalTo(1))
                .body("rejected[0].id", equalTo("out"))
                .body("rejected[0].detail", containsString("24 hours ahead"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-01T08:00:00.123456789+08:00",
                "2024-03-01T08:00:00.1Z",
                "2024-03-01t08:00:00z",
                "2024-02-29T23:59:59.999999999-12:00",
                "0001-01-01T00:00:00Z",
            })
    void everyRfc3339TimeIsTaken(String time) {
        take(event("/times", time, "test.remark", time, "{}"));
    }

    @Test
    void pipelinedGarbageInOneRequestDoesNotDisturbTheNext() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(i % 2 == 0 ? "}{][,\"" : event("/garbage", "g" + i));
        }
        lines(many.toArray(String[]::new)).body("accepted", equalTo(25)).body("rejectedTotal", equalTo(25));
        post(BATCH, "[" + event("/garbage", "next") + "]").body("accepted", equalTo(1));
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(utf8(request));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
