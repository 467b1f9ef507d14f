package io.dabiao.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.DocumentExamples;
import io.dabiao.alert.Delivery;
import io.dabiao.alert.Example;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Receiver;
import io.dabiao.alert.Text;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway for short messages, which takes fields of a form or of an address, as the documents show it. */
class GatewayTest {

    private static final OutboundHttp HTTP = new OutboundHttp(OutboundPolicy.denying(List.of()));
    private static final String KEY = "k&y=|} 密钥";

    /** A request as it came in. */
    private record Asked(String method, String path, String type, String query, String body) {

        /** Its fields, in order; a name that came twice fails. */
        Map<String, String> fields() {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String field : (method.equals("GET") ? query : body).split("&", -1)) {
                String[] parts = field.split("=", -1);
                assertThat(parts).as(field).hasSize(2);
                assertThat(fields.put(decoded(parts[0]), decoded(parts[1]))).isNull();
            }
            return fields;
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
    }

    private final List<Asked> asked = new ArrayList<>();

    @TempDir
    Path folder;

    private HttpServer gateway;

    @BeforeEach
    void serve() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                    exchange.getRequestURI().getRawQuery(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            boolean refused = exchange.getRequestURI().getPath().equals("/refuses");
            byte[] said = refused ? ("wrong key " + KEY).getBytes(StandardCharsets.UTF_8) : new byte[] {'0'};
            exchange.sendResponseHeaders(refused ? 400 : 200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    private String here() {
        return "http://127.0.0.1:" + gateway.getAddress().getPort();
    }

    private Optional<Receiver> receiver(Fields fields) {
        Optional<Receiver> receiver = new Webhook(HTTP, Clock.systemUTC()).receiver(fields);
        fields.done();
        return receiver;
    }

    private Receiver receiver(String settings) {
        Source source = new Source("alerts.yaml", settings);
        Optional<Receiver> receiver = receiver(
                source.root().flatMap(root -> root.fields("a receiver")).orElseThrow());
        assertThat(source.faults()).isEmpty();
        return receiver.orElseThrow();
    }

    private static final Notification EXAMPLE =
            Example.of(Notification.Occasion.FIRING, Optional.of("https://dabiao.example.org"), Instant.EPOCH);

    private static Delivery deliver(Receiver receiver, String title) throws InterruptedException {
        return receiver.deliver(EXAMPLE, new Text(title, "the rest"));
    }

    @Test
    void theGatewaysOfTheDocumentsAreSpokenToAsTheyWant() throws Exception {
        String example = DocumentExamples.of("yaml").stream()
                .filter(one -> one.document().equals(Path.of("docs", "alerts.md"))
                        && one.text().contains("as: form"))
                .findFirst()
                .orElseThrow()
                .text()
                .replace("https://sms.example.org", here())
                .replace("{env: SMS_KEY}", "{file: '" + Files.writeString(folder.resolve("key"), KEY) + "'}");
        Source source = new Source("alerts.yaml", example);
        Fields receivers = source.root()
                .flatMap(root -> root.fields("the settings"))
                .flatMap(root -> root.required("receivers"))
                .flatMap(at -> at.fields("receivers"))
                .orElseThrow();
        String title = "【告警】热线接听率 84 % & more=1\n#?";
        for (String name : List.of("sms", "sms-by-get")) {
            Fields settings =
                    receivers.required(name).orElseThrow().fields("a receiver").orElseThrow();
            assertThat(settings.required("channel").orElseThrow().text()).contains("webhook");
            assertThat(deliver(receiver(settings).orElseThrow(), title)).isEqualTo(new Delivery.Delivered());
        }
        assertThat(source.faults()).isEmpty();

        Asked form = asked.get(0);
        assertThat(form.method() + " " + form.path() + " " + form.query()).isEqualTo("POST /v1/send null");
        assertThat(form.type()).isEqualTo("application/x-www-form-urlencoded");
        assertThat(form.fields())
                .containsOnly(
                        Map.entry("mobile", "13800000000"),
                        Map.entry("content", "【达标】" + title),
                        Map.entry("reference", EXAMPLE.key()),
                        Map.entry("apikey", KEY));
        Asked query = asked.get(1);
        assertThat(query.method() + " " + query.path() + " " + query.body()).isEqualTo("GET /send ");
        assertThat(query.fields())
                .containsOnly(
                        Map.entry("account", "dabiao"),
                        Map.entry("to", "13800000000,13900000000"),
                        Map.entry("text", title),
                        Map.entry("seq", EXAMPLE.key()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"form", "query", "json"})
    void noValueOfAnAlertAddsAFieldOrEndsOne(String as) throws Exception {
        Receiver receiver = receiver("{url: '" + here() + "/sms', as: " + as + ", fields: {a: '<{title}>', b: fixed}}");
        Random random = new Random(22);
        String alphabet = "ab=&;?#%+\"\\{}|'<>/ \t\n\r\u0000\u2028达\uD83D\uDE00";
        for (int i = 0; i < 60; i++) {
            StringBuilder title = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
                title.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)));
            }

            assertThat(deliver(receiver, title.toString())).isEqualTo(new Delivery.Delivered());

            Asked last = asked.get(asked.size() - 1);
            Map<String, String> fields = as.equals("json") ? json(last.body()) : last.fields();
            assertThat(fields)
                    .as(title.toString())
                    .containsExactly(Map.entry("a", "<" + title + ">"), Map.entry("b", "fixed"));
        }
    }

    private static Map<String, String> json(String body) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        new ObjectMapper()
                .readTree(body)
                .properties()
                .forEach(one -> fields.put(one.getKey(), one.getValue().asText()));
        return fields;
    }

    @Test
    void aKeyOfAGatewayIsNeverShown() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), KEY);

        Delivery delivery = deliver(
                receiver("{url: '" + here() + "/refuses', as: query, fields: {key: {file: '" + key + "'}, text: x}}"),
                "热线");

        assertThat(delivery).isInstanceOf(Delivery.Refused.class);
        assertThat(((Delivery.Refused) delivery).reason())
                .contains("400: wrong key ***")
                .doesNotContain("密钥", "k%26y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{url: 'http://x.example/', as: form}",
                "{url: 'http://x.example/', as: xml, fields: {a: b}}",
                "{url: 'http://x.example/', fields: {a: '{nothing}'}}",
                "{url: 'http://x.example/', fields: {}}",
                "{url: 'http://x.example/', fields: {a: b}, template: /dev/null}",
            })
    void whatCannotBeSentIsRefusedWithItsPlace(String settings) {
        Source source = new Source("alerts.yaml", settings);

        assertThat(receiver(
                        source.root().flatMap(root -> root.fields("a receiver")).orElseThrow()))
                .isEmpty();
        assertThat(source.faults()).isNotEmpty();
    }
}
