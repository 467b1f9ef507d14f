package io.dabiao.ingest.prometheus;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.indicator;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.in;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedOutputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.Tools;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Prometheus sends, message by message and by a real one, and what it is asked. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class RemoteWriteTest {

    private static final Duration PATIENCE = Patience.PATIENCE;
    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    private static final String WRITE = "/api/v1/prometheus/write";
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
    /** Samples must be of the declared year, and are sent in order. */
    private static final AtomicLong CLOCK = new AtomicLong(System.currentTimeMillis() - 3_600_000);

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    @BeforeEach
    void declare() throws IOException {
        if (!Files.exists(declarations.resolve("scraped.yaml"))) {
            declare("http://127.0.0.1:9");
        }
    }

    @Test
    void aCountersGrowthCountsOnceWithItsRestarts() throws IOException {
        long start = CLOCK.getAndAdd(60_000);
        String series = "demo_total{job=\"exact\"}";

        // 100 were counted before anybody looked; then 7, 0, a restart that counted 3, a mark, and 2.5 more.
        send(series, start, 100, 107, 107, 3, STALE, 5.5).statusCode(204);
        send(series, start, 100, 107, 107, 3, STALE, 5.5).statusCode(204);
        send(series, start + 2_000, 107, 3).statusCode(204);

        awaitActual("exact", new BigDecimal("12.5"));
        assertThat(events("exact")).isEqualTo(3);
        assertThat(indicator(YEAR, "scraped/exact", null).getBoolean("indicator.stale"))
                .isFalse();
    }

    @Test
    void aLevelIsToldOnceInItsTimeAndAFlagIsTrueOrFalse() throws IOException {
        long start = CLOCK.getAndAdd(600_000) / 60_000 * 60_000;

        send("demo_level", start, 1, 2, Double.NaN, Double.POSITIVE_INFINITY, 4);
        send("demo_level", start + 60_000, 8);
        send("demo_up", start, 1, 0, 1);

        awaitActual("level", new BigDecimal("8"));
        assertThat(events("level")).isEqualTo(2);
        awaitActual("up", new BigDecimal("66.666666666667"));
    }

    @Test
    void theSecondVersionSaysTheSameWithATableOfTextsAndIsToldHowMuchWasWritten() throws IOException {
        long start = CLOCK.getAndAdd(60_000);

        sendTwo(two("demo_total", "two", start, 10, 14), 2);
        sendTwo(two("demo_total", "two", start, 10, 14), 2);
        // Another one's first version goes on where the second was.
        send("demo_total{job=\"two\"}", start + 2_000, 15).statusCode(204);
        sendTwo(two("nobody_asked_for", "two", start, 1), 1);

        awaitActual("two", new BigDecimal("5"));
        for (byte[] wrong : new byte[][] {
            plainTwo("not empty", "demo_total", start, false, 1), plainTwo("", "demo_total", start, true, 1)
        }) {
            postTwo(packed(wrong)).statusCode(400).contentType(PROBLEM);
        }
    }

    private static void sendTwo(byte[] message, int written) {
        postTwo(message)
                .statusCode(204)
                .header("X-Prometheus-Remote-Write-Samples-Written", Integer.toString(written))
                .header("X-Prometheus-Remote-Write-Histograms-Written", "0")
                .header("X-Prometheus-Remote-Write-Exemplars-Written", "0");
    }

    private static ValidatableResponse postTwo(byte[] message) {
        return admin().contentType("application/x-protobuf;proto=io.prometheus.write.v2.Request")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "2.0.0")
                .body(message)
                .post(WRITE)
                .then();
    }

    private static byte[] two(String name, String job, long start, double... values) throws IOException {
        return packed(plainTwo("", name, start, false, values, "job", job));
    }

    private static byte[] plainTwo(String first, String name, long start, boolean odd, double... values)
            throws IOException {
        return plainTwo(first, name, start, odd, values, "job", "wrong");
    }

    /** After prompb/io/prometheus/write/v2/types.proto; the series stands before its texts, as protobuf permits. */
    private static byte[] plainTwo(
            String first, String name, long start, boolean odd, double[] values, String label, String value)
            throws IOException {
        byte[] series = wire(out -> {
            out.writeByteArray(1, wire(places -> {
                for (int place : odd ? new int[] {1, 2, 3} : new int[] {1, 2, 3, 4}) {
                    places.writeUInt32NoTag(place);
                }
            }));
            samples(out, start, values);
            out.writeByteArray(5, wire(metadata -> metadata.writeEnum(1, 1)));
            out.writeInt64(6, start);
        });
        return wire(out -> {
            out.writeByteArray(5, series);
            for (String text : new String[] {first, "__name__", name, label, value}) {
                out.writeString(4, text);
            }
        });
    }

    @Test
    void whatNobodyDeclaredIsPassedOver() throws IOException {
        send("demo_total{job=\"other\"}", CLOCK.getAndAdd(60_000), 1, 2, 3).statusCode(204);
        send("nobody_asked_for", CLOCK.getAndAdd(60_000), 1).statusCode(204);

        assertThat(admin().get("/metrics").asString()).contains("dabiao_prometheus_samples_total{fate=\"unmapped\"");
    }

    @Test
    void aCounterThatFallsByAHairIsDoubtedAndItsRestartIsTold() throws IOException {
        long start = CLOCK.getAndAdd(60_000);
        String series = "demo_total{job=\"hair\"}";
        double doubted = fate("doubted");

        send(series, start, 1000, 1000.5, 1000.4, 1001, 4).statusCode(204);

        awaitActual("hair", new BigDecimal("5"));
        assertThat(fate("doubted")).isEqualTo(doubted + 1);
    }

    @Test
    void theStartThatTheSecondVersionTellsGivesTheFirstIncreaseAndAHiddenRestart() throws IOException {
        long start = CLOCK.getAndAdd(60_000);

        // Created a minute before its first sample: all of it is new. Then begun again between two samples that only
        // rise.
        postTwo(started("created", start - 60_000, start, 0, 5)).statusCode(204);
        postTwo(started("created", 0, start + 10_000, start + 5_000, 7)).statusCode(204);
        // A start of long ago says that a fall is none.
        postTwo(started("created", start + 5_000, start + 20_000, 0, 6)).statusCode(204);
        postTwo(started("created", start + 5_000, start + 30_000, 0, 9)).statusCode(204);

        awaitActual("created", new BigDecimal("14"));
    }

    @Test
    void seriesWithoutANameWithALabelTwiceOrWithImpossibleTimesAreRefusedAndTheOthersCounted() throws IOException {
        long start = CLOCK.getAndAdd(60_000);
        byte[] sound = series(start, 1, "__name__", "demo_total", "job", "partly");
        byte[] more = series(start + 1_000, 4, "__name__", "demo_total", "job", "partly");
        byte[][] wrong = {
            series(start, 1, "job", "nameless"),
            series(start, 1, "__name__", "", "job", "nameless"),
            series(start, 1),
            series(start, 1, "__name__", "demo_total", "job", "a", "job", "b"),
            series(start, 1, "__name__", "demo_total", "", "b"),
            series(start / 1_000, 1, "__name__", "demo_total", "job", "seconds"),
            series(start * 1_000, 1, "__name__", "demo_total", "job", "microseconds"),
            series(-1, 1, "__name__", "nobody_asked_for")
        };
        double unnamed = fate("unnamed");
        double untimely = fate("untimely");
        for (byte[] one : wrong) {
            admin().contentType("application/x-protobuf")
                    .header("Content-Encoding", "snappy")
                    .body(packed(wire(out -> {
                        out.writeByteArray(1, sound);
                        out.writeByteArray(1, one);
                        out.writeByteArray(1, more);
                    })))
                    .post(WRITE)
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("code", equalTo("not-all-written"))
                    .body("written", equalTo(2))
                    .header("X-Prometheus-Remote-Write-Samples-Written", "2");
        }
        assertThat(fate("unnamed")).isEqualTo(unnamed + 5);
        assertThat(fate("untimely")).isEqualTo(untimely + 3);
        awaitActual("partly", new BigDecimal("3"));
    }

    @Test
    void nativeHistogramsAndExemplarsAreCountedAndNeverAcknowledgedAndLost() throws IOException {
        double histograms = fate("histogram");
        double exemplars = fate("exemplar");

        postBoth("nobody_asked_for", "any").statusCode(204).header("X-Prometheus-Remote-Write-Histograms-Written", "0");
        postBoth("demo_total", "exact").statusCode(400).body("detail", containsString("native histograms"));

        assertThat(fate("histogram")).isEqualTo(histograms + 2);
        assertThat(fate("exemplar")).isEqualTo(exemplars + 2);
    }

    private static ValidatableResponse postBoth(String name, String job) throws IOException {
        return admin().contentType("application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .body(packed(wire(out -> out.writeByteArray(1, wire(one -> {
                    one.writeByteArray(1, label("__name__", name));
                    one.writeByteArray(1, label("job", job));
                    one.writeByteArray(3, new byte[0]);
                    one.writeByteArray(4, new byte[0]);
                })))))
                .post(WRITE)
                .then();
    }

    private static byte[] series(long at, double value, String... labels) throws IOException {
        return wire(out -> {
            for (int i = 0; i < labels.length; i += 2) {
                out.writeByteArray(1, label(labels[i], labels[i + 1]));
            }
            samples(out, at, value);
        });
    }

    /** One sample of {@code demo_total}, with the creation of its series or its own start; 0 says nothing. */
    private static byte[] started(String job, long created, long at, long start, double value) throws IOException {
        byte[] series = wire(out -> {
            out.writeByteArray(1, wire(places -> {
                for (int place = 1; place <= 4; place++) {
                    places.writeUInt32NoTag(place);
                }
            }));
            out.writeByteArray(2, wire(sample -> {
                sample.writeDouble(1, value);
                sample.writeInt64(2, at);
                sample.writeInt64(3, start);
            }));
            out.writeInt64(6, created);
        });
        return packed(wire(out -> {
            for (String text : new String[] {"", "__name__", "demo_total", "job", job}) {
                out.writeString(4, text);
            }
            out.writeByteArray(5, series);
        }));
    }

    /** How many samples had a fate so far. */
    private static double fate(String fate) {
        return admin().get("/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("dabiao_prometheus_samples_total{fate=\"" + fate + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rubbish", "\u00ff\u00ff\u00ff\u00ff\u007f", "\u0004\u000cabc", "\u0002\u0004\n\u007f"})
    void rubbishIsRefusedAndNotSentAgain(String body) {
        admin().contentType("application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .body(body.getBytes(StandardCharsets.ISO_8859_1))
                .post(WRITE)
                .then()
                .statusCode(in(List.of(400, 413)))
                .contentType(PROBLEM);
    }

    @Test
    void anotherPackingOrVersionIs415AndNobodyIsTurnedAway() throws IOException {
        byte[] body = message("demo_level", CLOCK.get(), 1);
        admin().contentType("application/x-protobuf")
                .body(body)
                .post(WRITE)
                .then()
                .statusCode(415)
                .body("detail", containsString("Snappy"));
        admin().contentType("application/x-protobuf;proto=io.prometheus.write.v3.Request")
                .header("Content-Encoding", "snappy")
                .body(body)
                .post(WRITE)
                .then()
                .statusCode(415)
                .body("detail", containsString("2.0"));
        admin().noContentType()
                .header("Content-Encoding", "snappy")
                .post(WRITE)
                .then()
                .statusCode(415)
                .body("code", equalTo("no-content-type"));
        nobody().contentType("application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .body(body)
                .post(WRITE)
                .then()
                .statusCode(401);
    }

    /** It scrapes a counter that begins again twice, while the receiver is away for a part of the time. */
    @Test
    @Guard
    void aRealPrometheusAndTheServiceAgreeOnAResettingCounterAfterTheReceiverWasAway(@TempDir Path folder)
            throws Exception {
        assertThatBothAgree(folder, 18);
    }

    @Test
    @Tag("long")
    void theyAgreeAfterTheReceiverWasAwayForMoreThanAMinuteInWhichTheCounterBeganAgain(@TempDir Path folder)
            throws Exception {
        assertThatBothAgree(folder, 70);
    }

    /** @param back the scrape, of one a second, after which the receiver is there again; it was away from the fifth on */
    private void assertThatBothAgree(Path folder, int back) throws Exception {
        Tools.need("prometheus");
        // Another run of this may have been counted already: one application, one year.
        String before = indicator(YEAR, "scraped/real", null).getString("indicator.actual");
        AtomicLong counter = new AtomicLong(40);
        AtomicLong scrapes = new AtomicLong();
        AtomicBoolean away = new AtomicBoolean();
        HttpServer site = server("/metrics", exchange -> {
            long scrape = scrapes.incrementAndGet();
            if (scrape == 8 || scrape == 15 || scrape == 40) {
                counter.set(0);
            }
            if (scrape < back + 4) {
                counter.addAndGet(scrape % 5);
            }
            answer(exchange, 200, "# TYPE demo_total counter\ndemo_total " + counter.get() + "\n");
        });
        HttpServer way = server("/", exchange -> forward(exchange, away.get()));
        try (RealPrometheus prometheus = RealPrometheus.start(folder, """
                global: {scrape_interval: 1s, scrape_timeout: 900ms}
                scrape_configs:
                  - {job_name: real, static_configs: [{targets: ['127.0.0.1:%d']}]}
                remote_write:
                  - url: http://127.0.0.1:%d%s
                    authorization: {credentials: %s}
                    queue_config: {batch_send_deadline: 1s, max_backoff: 1s}
                """.formatted(
                        site.getAddress().getPort(), way.getAddress().getPort(), WRITE, ServiceDatabase.ADMIN_TOKEN))) {
            declare(prometheus.address().toString());
            await().atMost(PATIENCE).until(() -> scrapes.get() >= 5);
            away.set(true);
            Instant left = Instant.now();
            await().atMost(PATIENCE.plusSeconds(2L * back)).until(() -> scrapes.get() >= back);
            assertThat(Duration.between(left, Instant.now())).isGreaterThan(Duration.ofSeconds(back - 10L));
            away.set(false);
            await().atMost(PATIENCE).until(() -> scrapes.get() >= back + 8);

            long grown = grownBy(prometheus.get("/api/v1/query?query=demo_total%7Bjob%3D%22real%22%7D%5B10m%5D"));

            assertThat(grown).isGreaterThan(20);
            awaitActual(
                    "real", BigDecimal.valueOf(grown).add(before == null ? BigDecimal.ZERO : new BigDecimal(before)));
            // And the other way round: the service asks it.
            awaitActual("asked", BigDecimal.valueOf(counter.get()));
        } finally {
            declare("http://127.0.0.1:9");
            site.stop(0);
            way.stop(0);
        }
        assertThat(admin().get("/metrics").asString())
                .containsPattern("dabiao_prometheus_queries_total\\{outcome=\"answered\",?\\} [1-9]");
        await().atMost(PATIENCE)
                .until(() -> !admin().get("/metrics")
                        .asString()
                        .contains("dabiao_prometheus_queries_total{outcome=\"failed\"} 0"));
    }

    /** By how much a counter grew from its first sample to its last one, by the raw samples. */
    private static long grownBy(String answer) throws IOException {
        JsonNode values = new ObjectMapper()
                .readTree(answer)
                .path("data")
                .path("result")
                .path(0)
                .path("values");
        long grown = 0;
        for (int i = 1; i < values.size(); i++) {
            long before = values.path(i - 1).path(1).asLong();
            long now = values.path(i).path(1).asLong();
            grown += now < before ? now : now - before;
        }
        return grown;
    }

    private static void forward(HttpExchange exchange, boolean away) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (away) {
            answer(exchange, 503, "");
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + RestAssured.port + exchange.getRequestURI()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"Content-Type", "Content-Encoding", "Authorization"}) {
            request.header(header, exchange.getRequestHeaders().getFirst(header));
        }
        try {
            int status = HttpClient.newHttpClient()
                    .send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            answer(exchange, status, "");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            answer(exchange, 503, "");
        }
    }

    private interface Answering {
        void to(HttpExchange exchange) throws IOException;
    }

    private static HttpServer server(String path, Answering answering) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, answering::to);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** Sends one sample a second from {@code start}. */
    private static final String OTLP = "/api/v1/otlp/v1/metrics";

    private static String otlp(long start, int temporality, int... values) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            points.append(i == 0 ? "" : ",")
                    .append("{\"asInt\":\"%d\",\"startTimeUnixNano\":\"%d000000\",\"timeUnixNano\":\"%d000000\"}"
                            .formatted(values[i], start - 1_000, start + i * 1_000L));
        }
        return """
                {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"otel"}}]},
                 "scopeMetrics":[{"metrics":[{"name":"demo","sum":{"aggregationTemporality":%d,"isMonotonic":true,
                 "dataPoints":[%s]}}]}]}]}""".formatted(temporality, points);
    }

    @Test
    void metricsOfOpenTelemetryCountByTheSameDeclarationsWithTheirStart() throws IOException {
        long start = CLOCK.getAndAdd(60_000);
        byte[] body = otlp(start, 2, 5, 9).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
            gzip.write(body);
        }

        for (int again = 0; again < 2; again++) {
            admin().contentType("application/json")
                    .header("Content-Encoding", "gzip")
                    .body(packed.toByteArray())
                    .post(OTLP)
                    .then()
                    .statusCode(200)
                    .contentType("application/json")
                    .body("partialSuccess", org.hamcrest.Matchers.nullValue());
        }
        awaitActual("otel", new BigDecimal("9"));

        admin().contentType("application/json")
                .body(otlp(start + 5_000, 1, 3))
                .post(OTLP)
                .then()
                .statusCode(200)
                .body("partialSuccess.rejectedDataPoints", org.hamcrest.Matchers.equalTo("1"))
                .body("partialSuccess.errorMessage", org.hamcrest.Matchers.containsString("cumulative"));
        admin().contentType("application/json")
                .body(otlp(start / 1_000, 2, 3))
                .post(OTLP)
                .then()
                .statusCode(200)
                .body("partialSuccess.errorMessage", org.hamcrest.Matchers.containsString("before 2000"));
        byte[] recorded = Files.readAllBytes(Path.of("src", "test", "resources", "otlp", "java-sdk.pb"));
        byte[] answer = admin().contentType("application/x-protobuf")
                .body(recorded)
                .post(OTLP)
                .then()
                .statusCode(200)
                .contentType("application/x-protobuf")
                .extract()
                .asByteArray();
        assertThat(answer).isEmpty();
        for (String wrong : new String[] {"{", "[]"}) {
            admin().contentType("application/json")
                    .body(wrong)
                    .post(OTLP)
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM);
        }
        admin().contentType("application/x-protobuf")
                .body("rubbish".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .post(OTLP)
                .then()
                .statusCode(400);
    }

    private static ValidatableResponse send(String series, long start, double... values) throws IOException {
        return admin().contentType("application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .body(message(series, start, values))
                .post(WRITE)
                .then();
    }

    private static byte[] message(String series, long start, double... values) throws IOException {
        int brace = series.indexOf('{');
        String name = brace < 0 ? series : series.substring(0, brace);
        byte[] one = wire(out -> {
            out.writeByteArray(1, label("__name__", name));
            if (brace >= 0) {
                String[] label =
                        series.substring(brace + 1, series.length() - 2).split("=\"");
                out.writeByteArray(1, label(label[0], label[1]));
            }
            samples(out, start, values);
        });
        return packed(wire(out -> out.writeByteArray(1, one)));
    }

    private static void samples(CodedOutputStream out, long start, double... values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            int at = i;
            out.writeByteArray(2, wire(sample -> {
                sample.writeDouble(1, values[at]);
                sample.writeInt64(2, start + at * 1_000L);
            }));
        }
    }

    private static byte[] label(String name, String value) throws IOException {
        return wire(out -> {
            out.writeString(1, name);
            out.writeString(2, value);
        });
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] wire(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        writing.to(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] packed(byte[] plain) {
        ByteBuf packed = Unpooled.buffer();
        new Snappy().encode(Unpooled.wrappedBuffer(plain), packed, plain.length);
        byte[] bytes = new byte[packed.readableBytes()];
        packed.readBytes(bytes);
        return bytes;
    }

    private static int events(String indicator) {
        return admin().get("/api/v1/years/" + YEAR + "/indicators/scraped/" + indicator + "/events")
                .jsonPath()
                .getList("events")
                .size();
    }

    private static void awaitActual(String indicator, BigDecimal actual) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(indicator(YEAR, "scraped/" + indicator, null)
                                .getObject("indicator.actual", BigDecimal.class))
                        .isEqualByComparingTo(actual));
    }

    private void declare(String prometheus) throws IOException {
        StringBuilder yaml = new StringBuilder("""
                project: scraped
                name: 采集演示
                year: %1$d
                institution: 测试
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 接入监控
                prometheus:
                  - {series: 'demo_total{job="exact"}', as: increase, becomes: demo.done, with: {from: exact}}
                  - {series: 'demo_total{job="two"}', as: increase, becomes: demo.done, with: {from: two}}
                  - {series: 'demo_total{job="hair"}', as: increase, becomes: demo.done, with: {from: hair}}
                  - {series: 'demo_total{job="created"}', as: increase, becomes: demo.done, with: {from: created}}
                  - {series: 'demo_total{job="partly"}', as: increase, becomes: demo.done, with: {from: partly}}
                  - {series: 'demo_total{job="otel"}', as: increase, becomes: demo.done, with: {from: otel}}
                  - {series: 'demo_total{job="real"}', as: increase, becomes: demo.done, with: {from: real}, labels: {site: instance}}
                  - {series: demo_level, as: level, becomes: demo.level, every: 1m}
                  - {series: demo_up, as: flag, becomes: demo.up, every: 1s}
                indicators:
                """.formatted(YEAR));
        Map<String, String> measures = Map.of(
                "exact", "{sum: value, over: 'demo.done{from=\"exact\"}'}",
                "two", "{sum: value, over: 'demo.done{from=\"two\"}'}",
                "hair", "{sum: value, over: 'demo.done{from=\"hair\"}'}",
                "created", "{sum: value, over: 'demo.done{from=\"created\"}'}",
                "partly", "{sum: value, over: 'demo.done{from=\"partly\"}'}",
                "otel", "{sum: value, over: 'demo.done{from=\"otel\"}'}",
                "real", "{sum: value, over: 'demo.done{from=\"real\"}'}",
                "level", "{latest: value, over: demo.level}",
                "up", "{ratio: {count: 'demo.up{ok=\"true\"}'}, to: {count: demo.up}}",
                "asked",
                        "{latest: value, query: 'sum(demo_total{job=\"real\"})', address: '" + prometheus
                                + "', every: 1s}");
        measures.forEach(
                (id, measure) -> yaml.append("""
                  - id: %1$s
                    name: 指标%1$s
                    level1: 产出指标
                    level2: 数量指标
                    printed: "≥%2$s"
                    behaviour: standing
                    measure: %3$s
                    cadence: P1D
                """.formatted(id, id.equals("up") ? "50(%)" : "1.00(次)", measure)));
        Path written = Files.writeString(declarations.resolve("scraped.yaml.new"), yaml);
        Files.move(written, declarations.resolve("scraped.yaml"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE)
                .until(() -> admin().get("/api/v1/years/" + YEAR + "/indicators/scraped/asked")
                                .statusCode()
                        == 200);
    }
}
