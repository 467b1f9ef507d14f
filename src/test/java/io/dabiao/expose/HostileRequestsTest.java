package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent to whichever route of the API is answered in words, never by a failure of the service's own. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class HostileRequestsTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    /** What needs nothing that could be wrong, and a stream, which goes on for minutes. */
    private static final Set<String> LEFT_OUT = Set.of("DELETE /api/v1/demonstration", "GET /api/v1/changes/stream");

    private static final Pattern CLASS =
            Pattern.compile("\\b(io|java|jakarta|com|org)\\.[a-z]+\\.[\\w.]*[A-Z]|\\bat [\\w.$]+\\(|Exception\\b");

    /** Of parts of paths and of parameters, percent-encoded, well or badly. */
    private static final List<String> WORDS = List.of(
            "999999999",
            "-1",
            "%00",
            "%ff%fe",
            "%zz",
            "..%2f..%2f",
            "%2B999999999-12-31T23:59:59Z",
            "99999999999999999999",
            "%27%22%3Cx%3E",
            "x".repeat(3_000));

    private static final String FORM = "multipart/form-data; boundary=x";

    private record Body(String type, String content) {}

    private static final List<Body> BODIES = List.of(
            new Body("", "{}"),
            new Body(null, "{}"),
            new Body("multipart/form-data", "--x\r\n\r\nx\r\n--x--"),
            new Body(FORM, "x"),
            new Body(FORM, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\u0000.csv\"\r\n\r\na"),
            new Body("application/x-www-form-urlencoded", "a=%zz&b=%00&%ff"),
            new Body("*/*", "a=%zz&b=%00&%ff"),
            new Body("application/json; charset=rubbish", "{}"),
            new Body("application/json; charset=UTF-32", "{}"),
            new Body("application/json", ""),
            new Body("application/json", "{"),
            new Body("application/json", "null"),
            new Body("application/json", "[[]]"),
            new Body("application/json", "{\"\\u0000\":1}"),
            new Body("application/json", "\"\\uD800\""),
            new Body("application/json", "[".repeat(2_000)),
            new Body("application/json", "1e999999999"),
            new Body("application/cloudevents+json", "{\"specversion\":1,\"time\":\"+999999999-01-01T00:00:00Z\"}"),
            new Body("application/x-protobuf", "\u0000\u00ff"),
            new Body("text/csv", "\u0000"),
            new Body("application/yaml", "a: &a [*a]"));

    private record Route(String method, String path, List<String> query, boolean body) {}

    private record Answer(int status, String head, String body) {}

    @SuppressWarnings("unchecked")
    private static List<Route> routes() {
        Map<String, Map<String, Object>> paths =
                admin().get("/q/openapi?format=json").jsonPath().getMap("paths");
        List<Route> routes = new ArrayList<>();
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            String name = method.toUpperCase(Locale.ROOT) + " " + path;
            if (METHODS.contains(method) && !LEFT_OUT.contains(name)) {
                Map<String, Object> of = (Map<String, Object>) operation;
                List<Map<String, Object>> parameters =
                        (List<Map<String, Object>>) of.getOrDefault("parameters", List.of());
                routes.add(new Route(
                        method.toUpperCase(Locale.ROOT),
                        path,
                        parameters.stream()
                                .filter(one -> "query".equals(one.get("in")))
                                .map(one -> String.valueOf(one.get("name")))
                                .toList(),
                        !method.equals("get")));
            }
        }));
        return routes;
    }

    @Test
    @Guard
    void noRouteFailsAtAnythingThatIsSent() {
        List<Route> routes = routes();
        assertThat(routes).hasSizeGreaterThan(60);
        Set<String> troubles = new TreeSet<>();
        ConcurrentLinkedQueue<String> found = new ConcurrentLinkedQueue<>();
        routes.parallelStream().forEach(route -> {
            boolean parts = route.path().contains("{");
            for (String word : WORDS) {
                if (parts) {
                    judge(route, filled(route, word), "application/json", "{}", "", found);
                }
                if (!route.query().isEmpty() && route.method().equals("GET")) {
                    String query = route.query().stream()
                            .map(name -> name + "=" + word)
                            .collect(Collectors.joining("&"));
                    judge(route, known(route) + "?" + query, null, "", "", found);
                    for (String name : route.query()) {
                        judge(route, known(route) + "?" + name + "=" + word, null, "", "", found);
                    }
                }
            }
            for (Body body : BODIES) {
                if (route.body()) {
                    judge(route, filled(route, "999999999"), body.type(), body.content(), "", found);
                }
            }
            for (String encoding : List.of("gzip", "snappy", "deflate", "rubbish", "")) {
                if (route.body()) {
                    String header = "Content-Encoding: " + encoding + "\r\n";
                    judge(route, filled(route, "999999999"), "application/json", "\u001f\u008b\u0008x", header, found);
                }
            }
            for (String header : List.of(
                    "Accept: ",
                    "Accept: rubbish",
                    "Accept: image/png",
                    "Accept: text/html;q=abc",
                    "Accept: */*;q=-1, application/json;q=1e99",
                    "Accept-Language: ;q=abc, zh;q=9",
                    "Cookie: a=%zz; dabiao-session=\u0001; lang=\u00ff",
                    "Accept-Language: " + ",".repeat(500),
                    "If-None-Match: \u0001",
                    "Range: bytes=9-1",
                    "Content-Length: -1",
                    "X-Long: " + "y".repeat(20_000))) {
                if (route.method().equals("GET")) {
                    judge(route, known(route), null, "", header + "\r\n", found);
                }
            }
        });
        troubles.addAll(found);
        assertThat(troubles).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /sign-in HTTP/1.0\r\nOrigin: http://other.example\r\nContent-Length: 0\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET /api/v1/years HTTP/1.1\r\nHost: [::\r\nConnection: close\r\n\r\n",
                "GET http://%zz/api/v1/years HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET api/v1/years HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /assets/%00/%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /?%zz=%zz&lang=%zz&theme=%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "rubbish\r\n\r\n"
            })
    void aBrokenRequestIsNoFailureOfTheService(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContainPattern("^HTTP/1.. 5").doesNotContainPattern(CLASS);
        }
    }

    @Test
    void everyRouteAnswersToOtherMethodsWithThoseItTakes() {
        ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
        Set<String> paths = routes().stream().map(Route::path).collect(Collectors.toCollection(TreeSet::new));
        paths.parallelStream().forEach(path -> {
            String filled = path.replaceAll("\\{[^}]*\\}", "999999999");
            for (String method : List.of("TRACE", "PATCH", "BREW", "OPTIONS")) {
                Answer answer = send(method, filled, null, "", "");
                boolean allow = answer.head().toLowerCase(Locale.ROOT).contains("\r\nallow: ");
                boolean right = method.equals("OPTIONS") ? answer.status() == 200 : answer.status() == 405;
                if (!right && answer.status() != 501 && answer.status() != 404 || answer.status() == 405 && !allow) {
                    troubles.add(method + " " + path + ": " + answer.status() + (allow ? "" : " without Allow"));
                }
            }
        });
        assertThat(troubles).isEmpty();
        assertThat(send("PUT", "/api/v1/tokens", null, "", "").head()).contains("GET, HEAD, OPTIONS, POST");
        assertThat(send("DELETE", "/api/v1/events", null, "", "").head()).contains("OPTIONS, POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/tokens             | {\"name\":{}}                                 | field 'name': this is to be a text (line 1, column 9)",
                "/api/v1/tokens             | [                                             | ",
                "/api/v1/tokens             | {                                             | the body is no JSON",
                "/api/v1/tokens             | {\"name\":\"x\",\"roles\":\"view\"}           | field 'roles': this is to be a list",
                "/api/v1/tokens             | {\"name\":\"x\",\"roles\":[\"view\"],\"expiresAt\":\"soon\"} | field 'expiresAt': 'soon' is not a date and time with its offset",
                "/api/v1/alerts/silences    | {\"projects\":[{}]}                           | field 'projects[0]': this is to be a text",
                "/api/v1/alerts/preview     | {\"alert\":\"x\"}                             | field 'alert': 'x' is not a whole number",
            })
    void aWrongBodyIsToldInTheWordsOfTheApi(String path, String body, String words) {
        String detail = admin().contentType("application/json")
                .body(body)
                .post(path)
                .then()
                .statusCode(400)
                .extract()
                .jsonPath()
                .getString("detail");
        assertThat(detail).contains(words == null ? "" : words).doesNotContainPattern(CLASS);
    }

    @Test
    void anExportOfAMonthThatTheLogDoesNotHaveIsNotFound() {
        admin().post("/api/v1/archive/1999-01/export").then().statusCode(404);
        admin().urlEncodingEnabled(false)
                .post("/api/v1/archive/%2B999999999-01/export")
                .then()
                .statusCode(400);
    }

    @Test
    void everyAnswerSaysWhatItMayDoInABrowser() {
        for (String path : List.of(
                "/api/v1/years",
                "/api/v1/nowhere",
                "/api/v1/years/next/indicators",
                "/q/openapi",
                "/q/health/live",
                "/metrics",
                "/nowhere")) {
            String head = send("GET", path, null, "", "").head();
            assertThat(head)
                    .as(path)
                    .containsIgnoringCase("\r\nx-content-type-options: nosniff\r\n")
                    .containsIgnoringCase("\r\ncache-control: no-store\r\n")
                    .containsIgnoringCase("\r\ncontent-security-policy: default-src 'none';")
                    .doesNotContainIgnoringCase("strict-transport-security");
        }
        String paper = "/api/v1/years/2024/projects/publicity/self-assessment?format=html";
        assertThat(send("GET", paper, null, "", "").head())
                .contains("200 OK")
                .containsIgnoringCase("content-security-policy: default-src 'none'; style-src 'unsafe-inline'")
                .containsIgnoringCase("cache-control: no-store");
        assertThat(send("GET", "/q/swagger-ui/", null, "", "").head()).containsIgnoringCase("script-src 'self'");
        assertThat(send("GET", "/api/v1/years", null, "", "Authorization: Bearer wrong\r\n")
                        .head())
                .containsIgnoringCase("nosniff");
    }

    @Test
    void aPageLoadsNothingFromElsewhereAndStandsInNoFrame() {
        String head = send("GET", "/sign-in", null, "", "Accept: text/html\r\n").head();

        assertThat(head)
                .contains("200 OK")
                .containsIgnoringCase("\r\nreferrer-policy: same-origin\r\n")
                .containsPattern("(?i)content-security-policy: default-src '(self|none)'[^\r]*frame-ancestors 'none'");
        assertThat(head.replaceFirst("(?is).*(content-security-policy:[^\r]*).*", "$1"))
                .doesNotContain("unsafe-inline")
                .doesNotContain("unsafe-eval")
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("*");
    }

    @Test
    void noOtherOriginIsLetIn() {
        ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
        routes().parallelStream().forEach(route -> {
            String path = route.path().replaceAll("\\{[^}]*\\}", "999999999");
            String asked = "Origin: https://elsewhere.example\r\nAccess-Control-Request-Method: " + route.method()
                    + "\r\nAccess-Control-Request-Headers: authorization\r\n";
            for (Answer answer : List.of(
                    send("OPTIONS", path, null, "", asked),
                    send("GET", path, null, "", "Origin: https://elsewhere.example\r\n"))) {
                if (answer.head().toLowerCase(Locale.ROOT).contains("access-control-allow-")) {
                    troubles.add(route.method() + " " + route.path());
                }
            }
        });
        assertThat(troubles).isEmpty();
    }

    @Test
    void everyTextThatIsAnsweredSaysItsCharset() {
        ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
        List<String> others = List.of("/sign-in", "/nowhere", "/metrics", "/q/openapi", "/q/swagger-ui/");
        java.util.stream.Stream.concat(
                        others.stream(),
                        routes().stream()
                                .filter(route -> route.method().equals("GET"))
                                .map(HostileRequestsTest::known))
                .parallel()
                .forEach(path -> {
                    Answer answer = send("GET", path, null, "", "");
                    String type = answer.head().replaceFirst("(?is).*\r\ncontent-type: ([^\r]*)\r.*", "$1");
                    boolean text = type.matches("(?i)(text/|[^;]*xml).*");
                    if (!answer.body().isEmpty()
                            && (text ? !type.matches("(?i).*charset=\"?utf-8\"?.*") : type.contains("\r"))) {
                        troubles.add(path + ": " + type);
                    }
                });
        assertThat(troubles).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2, 3\r\n\r\n{}",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                "Content-Length: 0x2\r\n\r\n{}"
            })
    void aRequestWhoseEndIsTwoThingsIsNotFollowedByAnother(String rest) throws IOException {
        String second = "GET /second HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(120_000);
            String first = "POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + ServiceDatabase.ADMIN_TOKEN + "\r\n" + rest;
            socket.getOutputStream().write((first + second).getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            // What comes after it is never taken for a request of its own where an intermediary may have taken it for a
            // body.
            assertThat(Pattern.compile("HTTP/1\\.1 \\d")
                            .matcher(answer)
                            .results()
                            .count())
                    .as(answer)
                    .isLessThanOrEqualTo(1);
            assertThat(answer).doesNotContainPattern("HTTP/1.1 [25]");
        } catch (java.net.SocketException closed) {
            assertThat(closed).as("it hung up").isNotNull();
        }
    }

    @Test
    void theDescriptionIsForThoseWhoAreSignedIn() {
        for (String path : List.of(
                "/q/openapi",
                "/q/openapi?format=json",
                "/q/swagger-ui/",
                "/q/swagger-ui",
                "/q/swagger-ui/index.html")) {
            assertThat(nobody().redirects().follow(false).get(path).statusCode())
                    .as(path)
                    .isIn(401, 302);
        }
        assertThat(nobody().get("/q/swagger-ui/").statusCode()).isEqualTo(401);
        assertThat(admin().get("/q/openapi").statusCode()).isEqualTo(200);
    }

    private static String filled(Route route, String word) {
        return route.path().replaceAll("\\{[^}]*\\}", word.replace("\\", "\\\\").replace("$", "\\$"));
    }

    /** A path that is there, as far as it can be known. */
    private static String known(Route route) {
        return route.path()
                .replace("{year}", "2024")
                .replace("{project}", "publicity")
                .replace("{indicator}", "media-reads")
                .replace("{kind}", "self-assessment")
                .replaceAll("\\{[^}]*\\}", "999999999");
    }

    private static void judge(
            Route route,
            String path,
            String type,
            String body,
            String headers,
            ConcurrentLinkedQueue<String> troubles) {
        Answer answer = send(route.method(), path, type, body, headers);
        String what = route.method() + " " + route.path() + " as " + cut(path) + " " + type + " " + cut(body)
                + cut(headers) + ": ";
        if (answer.status() >= 500 || answer.status() < 200) {
            troubles.add(what + answer.status() + " " + cut(answer.body()));
        } else if (answer.status() >= 400 && CLASS.matcher(answer.body()).find()) {
            troubles.add(what + answer.status() + " names a class: " + answer.body());
        }
    }

    private static String cut(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /** By a socket: no client of good manners sends these. A body is sent in ISO 8859-1, so that it may be no UTF-8. */
    private static Answer send(String method, String path, String type, String body, String headers) {
        byte[] content = body.getBytes(StandardCharsets.ISO_8859_1);
        boolean own = headers.startsWith("Authorization");
        boolean length = headers.startsWith("Content-Length");
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + (own ? "" : "Authorization: Bearer " + ServiceDatabase.ADMIN_TOKEN + "\r\n")
                + (type == null ? "" : "Content-Type: " + type + "\r\n") + headers
                + (length || content.length == 0 && method.equals("GET")
                        ? ""
                        : "Content-Length: " + content.length + "\r\n")
                + "Connection: close\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(120_000);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            all.writeBytes(content);
            socket.getOutputStream().write(all.toByteArray());
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = answer.indexOf("\r\n\r\n");
            // What is not read to its end is answered in the words of HTTP/1.0.
            int status = answer.startsWith("HTTP/1.") ? Integer.parseInt(answer.substring(9, 12)) : 0;
            return new Answer(
                    status, end < 0 ? answer : answer.substring(0, end + 2), end < 0 ? "" : answer.substring(end + 4));
        } catch (java.net.SocketException closed) {
            return new Answer(400, "", ""); // Hung up on before the whole of it was sent.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
