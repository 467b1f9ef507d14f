package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.Patience;
import io.dabiao.Tools;
import io.dabiao.alert.Notification.Occasion;
import io.dabiao.alert.alertmanager.Alertmanager;
import io.dabiao.alert.dingtalk.DingTalk;
import io.dabiao.alert.feishu.Feishu;
import io.dabiao.alert.mail.Mail;
import io.dabiao.alert.webhook.Webhook;
import io.dabiao.alert.wecom.WeCom;
import io.dabiao.check.probe.Postfix;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Source;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every channel answers to receivers that take a message, refuse it, are busy, hang or talk nonsense. */
class ChannelContractTest {

    private static final Instant NOW = Instant.parse("2026-03-01T01:02:03Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Duration BOUND = Duration.ofSeconds(15);

    private static final OutboundPolicy POLICY = OutboundPolicy.denying(List.of());
    private static final OutboundHttp HTTP = new OutboundHttp(POLICY);

    /** The channels that speak HTTP, with their settings but for the address. */
    private static final Map<Channel, String> OVER_HTTP = overHttp();

    private static final Text TEXT = new Text("【告警】热线接听率", "**热线接听率** 84.03%\n[查看](http://x/1)");

    /** How a receiver behaves, by the path that it is called at. */
    private static final List<String> BEHAVIOURS = List.of(
            "takes",
            "slow",
            "busy-429",
            "broken-500",
            "refuses-400",
            "unknown-404",
            "elsewhere-302",
            "hangs",
            "resets",
            "endless",
            "nonsense");

    private static HttpServer server;
    private static ExecutorService threads;
    private static final Map<String, Seen> SEEN = new ConcurrentHashMap<>();

    /** A request as it came in. */
    private record Seen(Map<String, String> headers, String query, byte[] body) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    private static Map<Channel, String> overHttp() {
        Map<Channel, String> channels = new LinkedHashMap<>();
        channels.put(new Webhook(HTTP, CLOCK), "url: %s");
        channels.put(new WeCom(HTTP, CLOCK), "url: %s");
        channels.put(new DingTalk(HTTP, CLOCK), "url: %s");
        channels.put(new Feishu(HTTP, CLOCK), "url: %s");
        channels.put(new Alertmanager(HTTP, CLOCK), "urls: [%s]");
        return channels;
    }

    @BeforeAll
    static void serve() throws IOException {
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", ChannelContractTest::answer);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        HTTP.close();
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        SEEN.put(
                path,
                new Seen(
                        headers,
                        exchange.getRequestURI().getRawQuery(),
                        exchange.getRequestBody().readAllBytes()));
        String behaviour = path.split("/")[1];
        // What the robots of each house say when all is well; others do not read it.
        byte[] well =
                "{\"errcode\":0,\"errmsg\":\"ok\",\"code\":0,\"msg\":\"success\"}".getBytes(StandardCharsets.UTF_8);
        switch (behaviour) {
            case "takes" -> respond(exchange, 200, well);
            case "slow" -> {
                hold(Duration.ofSeconds(2));
                respond(exchange, 200, well);
            }
            case "busy-429" -> {
                exchange.getResponseHeaders().set("Retry-After", "7");
                respond(exchange, 429, "busy".getBytes(StandardCharsets.UTF_8));
            }
            case "broken-500" -> respond(exchange, 500, "a\tstack\n trace".getBytes(StandardCharsets.UTF_8));
            case "refuses-400" -> respond(exchange, 400, "no such field".getBytes(StandardCharsets.UTF_8));
            case "unknown-404" -> respond(exchange, 404, new byte[0]);
            case "elsewhere-302" -> {
                exchange.getResponseHeaders().set("Location", "/takes");
                respond(exchange, 302, new byte[0]);
            }
            case "hangs" -> hold(BOUND.plusSeconds(5));
            case "resets" -> exchange.close();
            case "endless" -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(well);
                    while (!Thread.currentThread().isInterrupted()) {
                        out.write(new byte[4096]);
                    }
                }
            }
            case "limited" ->
                respond(
                        exchange,
                        200,
                        "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}".getBytes(StandardCharsets.UTF_8));
            case "bad-key" ->
                respond(
                        exchange,
                        200,
                        "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}".getBytes(StandardCharsets.UTF_8));
            default -> respond(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void hold(Duration length) {
        try {
            Thread.sleep(length.toMillis()); // The receiver's slowness is the subject.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void noChannelReachesALinkLocalAddress() throws Exception {
        List<Receiver> receivers = new ArrayList<>();
        for (Channel channel : OVER_HTTP.keySet()) {
            for (String host : List.of("169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]")) {
                String settings = String.format(OVER_HTTP.get(channel), "\"http://" + host + "/x\"");
                receivers.add(receiver(channel, "{" + settings + "}"));
            }
        }
        receivers.add(receiver(
                new Mail(POLICY), "{host: 169.254.169.254, security: none, from: a@example.org, to: [b@example.org]}"));
        for (Receiver receiver : receivers) {
            Delivery delivery = receiver.deliver(notification(Occasion.FIRING, 1), TEXT);

            assertThat(delivery).isInstanceOf(Delivery.Refused.class);
            assertThat(((Delivery.Refused) delivery).reason()).contains("is a link-local address");
        }
    }

    @Test
    void everyChannelAnswersInBoundedTimeWhatBecameOfTheMessage() {
        Map<String, CompletableFuture<String>> rows = new LinkedHashMap<>();
        OVER_HTTP.forEach((channel, settings) -> BEHAVIOURS.forEach(behaviour -> rows.put(
                String.format("%-12s %-13s", channel.name(), behaviour),
                later(receiver(channel, settings, "/" + behaviour + "/" + channel.name())))));
        mailServers()
                .forEach((behaviour, port) -> rows.put(
                        String.format("%-12s %-13s", "mail", behaviour),
                        later(receiver(
                                new Mail(POLICY),
                                "host: 127.0.0.1, port: " + port + ", security: none, from: a@example.org,"
                                        + " to: [b@example.org]",
                                ""))));

        StringBuilder table = new StringBuilder();
        rows.forEach((row, outcome) ->
                table.append(row).append("  ").append(outcome.join()).append('\n'));

        assertThat(table.toString().replaceAll("127\\.0\\.0\\.1:\\d+", "HOST").replaceAll("port: \\d+", "port: PORT"))
                .isEqualToIgnoringWhitespace(expected());
    }

    private static String expected() {
        try {
            return Files.readString(Path.of("src/test/resources/alert/channels.txt"));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static CompletableFuture<String> later(Receiver receiver) {
        return CompletableFuture.supplyAsync(
                () -> {
                    long begun = System.nanoTime();
                    Delivery delivery = deliver(receiver, notification(Occasion.FIRING, 1));
                    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
                    return words(delivery);
                },
                threads);
    }

    private static Delivery deliver(Receiver receiver, Notification notification) {
        return deliver(receiver, notification, TEXT);
    }

    private static Delivery deliver(Receiver receiver, Notification notification, Text text) {
        try {
            return receiver.deliver(notification, text);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private static String words(Delivery delivery) {
        if (delivery instanceof Delivery.TryAgain again) {
            return "again"
                    + again.after()
                            .map(pause -> " after " + pause.toSeconds() + " s")
                            .orElse("") + ": " + again.reason();
        }
        return delivery instanceof Delivery.Refused refused ? "refused: " + refused.reason() : "delivered";
    }

    private static Receiver receiver(Channel channel, String settings, String path) {
        String url = "\"http://127.0.0.1:" + server.getAddress().getPort() + path + "\"";
        return receiver(channel, "{" + String.format(settings, url) + "}");
    }

    private static Receiver receiver(Channel channel, String yaml) {
        Source source = new Source("alerts.yaml", yaml);
        Fields fields = source.root().flatMap(root -> root.fields("a receiver")).orElseThrow();
        Optional<Receiver> receiver = channel.receiver(fields);
        fields.done();
        assertThat(source.faults()).isEmpty();
        return receiver.orElseThrow();
    }

    private static Notification notification(Occasion occasion, int attempt) {
        return new Notification(
                "the-key",
                occasion,
                "all/it",
                List.of(snapshot(occasion, "热线接听率", Optional.empty())),
                Instant.now(),
                attempt);
    }

    private static AlertSnapshot snapshot(Occasion occasion, String indicator, Optional<String> answer) {
        boolean over = occasion == Occasion.RESOLVED;
        return new AlertSnapshot(
                "17",
                "breached/2026/it/hotline",
                "breached",
                new Words("breached", "未达标"),
                AlertKind.Pace.FIGURES,
                Severity.CRITICAL,
                over ? State.RESOLVED : State.FIRING,
                2026,
                "it",
                "信息化运维项目",
                "hotline",
                indicator,
                "产出指标",
                "张三",
                new Words("84.03 % is below 85 %", "接听率为 84.03%"),
                Optional.empty(),
                Optional.of("http://dabiao.example.org/alerts/17"),
                Optional.of("http://dabiao.example.org/runbooks#breached"),
                answer,
                Instant.now().minusSeconds(60),
                over ? Optional.of(Instant.now()) : Optional.empty());
    }

    /** Ports of servers that behave as their names say. */
    private static Map<String, Integer> mailServers() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("takes", smtp("220 here", "250", "250"));
        ports.put("greylists", smtp("220 here", "250", "451 4.7.1 come back later"));
        ports.put("no-such-user", smtp("220 here", "250", "550 5.1.1 no such user"));
        ports.put("full", smtp("220 here", "452 4.3.1 no room", "250"));
        ports.put("closes", smtp("", "", ""));
        ports.put("silent", smtp(null, null, null));
        return ports;
    }

    /** A mail server of few words: its greeting, its answer to MAIL and its answer to RCPT. */
    private static int smtp(String greeting, String mail, String rcpt) {
        try {
            ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            threads.execute(() -> {
                try (socket;
                        Socket client = socket.accept()) {
                    talk(client, greeting, mail, rcpt);
                } catch (IOException clientGone) {
                    throw new IllegalStateException(clientGone);
                }
            });
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void talk(Socket client, String greeting, String mail, String rcpt) throws IOException {
        if (greeting == null) {
            hold(BOUND);
            return;
        }
        if (greeting.isEmpty()) {
            return;
        }
        OutputStream out = client.getOutputStream();
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        say(out, greeting);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("MAIL")) {
                say(out, mail);
            } else if (line.startsWith("RCPT")) {
                say(out, rcpt);
            } else if (line.equals("DATA")) {
                say(out, "354 go on");
                while (!".".equals(in.readLine())) {
                    continue;
                }
                say(out, "250 taken");
            } else if (line.startsWith("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 fine");
            }
        }
    }

    private static int portOfNobody() throws IOException {
        try (ServerSocket closed = new ServerSocket(0)) {
            return closed.getLocalPort();
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line.length() == 3 ? line + " fine\r\n" : line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Test
    void aRobotThatAnswers200WithACodeOfItsOwnIsBelievedByTheCode() {
        Delivery limited = deliver(
                receiver(new WeCom(HTTP, CLOCK), "url: %s", "/limited/x?key=hunter2"),
                notification(Occasion.FIRING, 1));
        Delivery badKey = deliver(
                receiver(new WeCom(HTTP, CLOCK), "url: %s", "/bad-key/x?key=hunter2"),
                notification(Occasion.FIRING, 1));

        assertThat(limited).isInstanceOf(Delivery.TryAgain.class);
        assertThat(badKey).isInstanceOf(Delivery.Refused.class);
        assertThat(words(badKey)).contains("93000", "invalid webhook url").doesNotContain("hunter2");
    }

    @Test
    void aWebhooksRepeatBearsTheSameKeyAndItsBodyIsSigned(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
        Receiver receiver =
                receiver(new Webhook(HTTP, CLOCK), "url: %s, secret: {file: '" + secret + "'}", "/takes/signed");

        deliver(receiver, notification(Occasion.FIRING, 1));
        Seen first = SEEN.get("/takes/signed");
        deliver(receiver, notification(Occasion.FIRING, 2));
        Seen again = SEEN.get("/takes/signed");

        assertThat(first.headers().get("idempotency-key")).isEqualTo("the-key");
        assertThat(again.headers().get("idempotency-key")).isEqualTo("the-key");
        assertThat(again.json().get("attempt").asInt()).isEqualTo(2);
        assertThat(first.json().at("/alerts/0/sentence/zh").asText()).isEqualTo("接听率为 84.03%");
        String timestamp = first.headers().get("dabiao-timestamp");
        assertThat(timestamp).isEqualTo(Long.toString(NOW.getEpochSecond()));
        byte[] signed =
                (timestamp + "." + new String(first.body(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        assertThat(first.headers().get("dabiao-signature"))
                .isEqualTo("sha256=" + HexFormat.of().formatHex(hmac("s3cret", signed)));
    }

    @Test
    void aWebhooksBodyMayBeOfOnesOwnMaking(@TempDir Path folder) throws Exception {
        Path template = Files.writeString(
                folder.resolve("body.json"),
                "{\"text\": {title.quoted}, \"say\": [{#for alert in alerts}{alert.sentence.zh.quoted}{#if"
                        + " alert_hasNext}, {/if}{/for}]}");
        Receiver receiver = receiver(new Webhook(HTTP, CLOCK), "url: %s, template: '" + template + "'", "/takes/own");

        assertThat(deliver(receiver, notification(Occasion.FIRING, 1))).isEqualTo(new Delivery.Delivered());

        assertThat(SEEN.get("/takes/own").json().toString())
                .isEqualTo("{\"text\":\"【告警】热线接听率\",\"say\":[\"接听率为 84.03%\"]}");
    }

    @Test
    void theRobotsSignaturesAreThoseOfTheirDocuments(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret");
        deliver(
                receiver(
                        new DingTalk(HTTP, CLOCK),
                        "url: %s, secret: {file: '" + secret + "'}",
                        "/takes/ding?access_token=t"),
                notification(Occasion.FIRING, 1));
        deliver(
                receiver(new Feishu(HTTP, CLOCK), "url: %s, secret: {file: '" + secret + "'}", "/takes/fei"),
                notification(Occasion.RESOLVED, 1));

        String millis = Long.toString(NOW.toEpochMilli());
        String query = URLDecoder.decode(SEEN.get("/takes/ding").query(), StandardCharsets.UTF_8);
        assertThat(query)
                .isEqualTo("access_token=t&timestamp=" + millis + "&sign="
                        + Base64.getEncoder()
                                .encodeToString(
                                        hmac("s3cret", (millis + "\ns3cret").getBytes(StandardCharsets.UTF_8))));
        JsonNode card = SEEN.get("/takes/fei").json();
        String seconds = Long.toString(NOW.getEpochSecond());
        assertThat(card.get("timestamp").asText()).isEqualTo(seconds);
        assertThat(card.get("sign").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(hmac(seconds + "\ns3cret", new byte[0])));
        assertThat(card.at("/card/header/template").asText()).isEqualTo("green");
    }

    @Test
    void whatCanBeAnsweredIsAButtonOfTheCardsThatHaveButtonsUnlessTheTextLeavesItOut() throws Exception {
        String here = "http://dabiao.example.org/alerts/answer/";
        List<AlertSnapshot> two = List.of(
                snapshot(Occasion.FIRING, "热线接听率", Optional.of(here + "a_b-1.c")),
                snapshot(Occasion.FIRING, "门户 <可用率>", Optional.of(here + "a_b-2.c")));
        Notification one = new Notification("one", Occasion.FIRING, "g", two.subList(0, 1), NOW, 1);
        Notification both = new Notification("both", Occasion.FIRING, "g", two, NOW, 1);
        Texts texts = new Texts(Optional.empty(), ZoneOffset.UTC);

        deliver(receiver(new DingTalk(HTTP, CLOCK), "url: %s", "/takes/card1"), one, texts.of(one, Language.ZH));
        deliver(receiver(new DingTalk(HTTP, CLOCK), "url: %s", "/takes/card2"), both, texts.of(both, Language.EN));
        deliver(receiver(new Feishu(HTTP, CLOCK), "url: %s", "/takes/card3"), both, texts.of(both, Language.ZH));
        deliver(receiver(new WeCom(HTTP, CLOCK), "url: %s", "/takes/card4"), one, texts.of(one, Language.ZH));
        deliver(receiver(new DingTalk(HTTP, CLOCK), "url: %s", "/takes/card5"), one, TEXT);

        JsonNode card = SEEN.get("/takes/card1").json();
        assertThat(card.get("msgtype").asText()).isEqualTo("actionCard");
        assertThat(card.at("/actionCard/btns")).hasSize(1);
        assertThat(card.at("/actionCard/btns/0/title").asText()).isEqualTo("确认或静默");
        assertThat(card.at("/actionCard/btns/0/actionURL").asText()).isEqualTo(here + "a_b-1.c");
        assertThat(SEEN.get("/takes/card2")
                        .json()
                        .at("/actionCard/btns/1/title")
                        .asText())
                .isEqualTo("Acknowledge or silence · 门户 ＜可用率＞");
        JsonNode actions = SEEN.get("/takes/card3").json().at("/card/elements/1/actions");
        assertThat(actions).hasSize(2);
        assertThat(actions.at("/0/text/content").asText()).isEqualTo("确认或静默 · 热线接听率");
        assertThat(actions.at("/1/url").asText()).isEqualTo(here + "a_b-2.c");
        assertThat(SEEN.get("/takes/card4").json().at("/markdown/content").asText())
                .contains("[确认或静默](" + here + "a_b-1.c)");
        assertThat(SEEN.get("/takes/card5").json().get("msgtype").asText()).isEqualTo("markdown");
    }

    private static byte[] hmac(String key, byte[] message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(message);
    }

    /** What a name may be made of: mentions, links, pictures, headings, code, entities and headers of mail. */
    private static final String HOSTILE_NAME =
            "<@all> <at user_id=\"all\">所有人</at> [x](http://evil.example/) ![y](http://evil.example/p)"
                    + " **b** `c` ~~d~~ &lt;@all&gt; <font color=\"warning\">e</font>\r\nBcc: all@evil.example\r\n\r\n# head";

    /** The same on one line, as it is to be read. */
    private static final String SHOWN_NAME = HOSTILE_NAME.replaceAll("\\s+", " ");

    /** Members of which no receiver reads marks. */
    private static final List<String> PLAIN = List.of("/title", "/card/header/title/content");

    private static Notification hostile() {
        AlertSnapshot alertSnapshot = new AlertSnapshot(
                "17",
                "breached/2026/it/hotline",
                "breached",
                new Words("breached", "未达标"),
                AlertKind.Pace.FIGURES,
                Severity.CRITICAL,
                State.FIRING,
                2026,
                "it",
                HOSTILE_NAME,
                "hotline",
                HOSTILE_NAME,
                HOSTILE_NAME,
                HOSTILE_NAME,
                new Words(HOSTILE_NAME + " is below", HOSTILE_NAME + "未达标"),
                Optional.empty(),
                Optional.of("http://dabiao.example.org/alerts/17"),
                Optional.of("http://dabiao.example.org/runbooks#breached"),
                Optional.empty(),
                Instant.now().minusSeconds(60),
                Optional.empty());
        return new Notification("the-key", Occasion.FIRING, "all/it", List.of(alertSnapshot), Instant.now(), 1);
    }

    private static Text hostileText() {
        try {
            return new Texts(Optional.empty(), ZoneOffset.UTC).of(hostile(), Language.ZH);
        } catch (WrongText broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void aHostileNameStaysTextInEveryChannelThatSpeaksHttp() {
        OVER_HTTP.forEach((channel, settings) -> {
            Receiver receiver = receiver(channel, settings, "/takes/hostile/" + channel.name());
            assertThat(deliver(receiver, hostile(), hostileText())).isEqualTo(new Delivery.Delivered());
            Map<String, String> texts = new LinkedHashMap<>();
            SEEN.forEach((path, seen) -> {
                if (path.startsWith("/takes/hostile/" + channel.name())) {
                    texts.putAll(texts("", json(seen)));
                }
            });
            assertThat(texts).as(channel.name()).isNotEmpty();
            texts.forEach((where, text) -> {
                boolean data = text.startsWith(HOSTILE_NAME);
                if (data || PLAIN.contains(where)) {
                    return;
                }
                // What is escaped is no mark.
                String marks = text.replaceAll("\\\\\\p{Punct}", "");
                assertThat(marks)
                        .as(channel.name() + " " + where)
                        .doesNotContain("<", ">", "`", "~~", "](http://evil", "&lt", "**b")
                        .doesNotContainPattern("(?m)^(Bcc|# head)");
            });
        });
    }

    private static JsonNode json(Seen seen) {
        try {
            return seen.json();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Every text of a document by its pointer. */
    private static Map<String, String> texts(String where, JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (node.isTextual()) {
            texts.put(where, node.asText());
        }
        node.properties().forEach(member -> texts.putAll(texts(where + "/" + member.getKey(), member.getValue())));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            texts.putAll(texts(where + "/" + i, node.get(i)));
        }
        return texts;
    }

    @Test
    void aHostileNameStaysTextInAMailAndMakesNoHeader() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Receiver receiver = receiver(
                    new Mail(POLICY),
                    "{host: 127.0.0.1, port: " + server.getSmtp().getPort() + ", security: none,"
                            + " from: dabiao@example.org, to: [office@example.org]}");

            Text text = hostileText();
            deliver(receiver, hostile(), new Text(text.title() + "\r\nBcc: other@evil.example", text.body()));

            MimeMessage mail = server.getReceivedMessages()[0];
            assertThat(server.getReceivedMessages()).hasSize(1);
            assertThat(mail.getHeader("Bcc")).isNull();
            assertThat(mail.getSubject()).contains(SHOWN_NAME).doesNotContain("\r", "\n");
            assertThat(mail.getContentType()).startsWith("multipart/alternative");
            assertThat(part(mail, 0)).contains(SHOWN_NAME).doesNotContain("\nBcc", "\n# head");
            String page = part(mail, 1);
            assertThat(page.replaceAll(
                            "</?(html|head|body|p|ul|li|b|!DOCTYPE html)>|<!DOCTYPE html>|<meta charset=\"UTF-8\">"
                                    + "|<a href=\"http://dabiao.example.org/(alerts/17|runbooks#breached)\">|</a>",
                            ""))
                    .as("nothing of a name is a mark")
                    .doesNotContain("<", "href");
        } finally {
            server.stop();
        }
    }

    /** The text, or the HTML, of a mail. */
    private static String part(MimeMessage mail, int number) throws Exception {
        return ((MimeMultipart) mail.getContent())
                .getBodyPart(number)
                .getContent()
                .toString()
                .replace("\r", "");
    }

    /** As relays that keep to RFC 5322 want it: no letter beyond ASCII in any line of the head, none longer than 998. */
    @Test
    void theHeadOfAMailIsInAsciiAndAllOfOneAlertIsOneThread() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Receiver receiver = receiver(
                    new Mail(POLICY),
                    "{host: 127.0.0.1, port: " + server.getSmtp().getPort() + ", security: none,"
                            + " from: 达标监测 <dabiao@例子.中国>, to: ['市科技局信息中心值班室（网络安全与信息化科） <office@example.org>']}");
            Text longest = new Text("【告警】" + "热线接听率低于年度目标".repeat(30), TEXT.body());
            deliver(receiver, notification(Occasion.FIRING, 1), longest);
            deliver(receiver, notification(Occasion.RESOLVED, 1), TEXT);

            MimeMessage[] mails = server.getReceivedMessages();
            for (String line : java.util.Collections.list(mails[0].getAllHeaderLines())) {
                assertThat(line).matches("\\p{ASCII}*");
                assertThat(line.lines()).as(line).allMatch(one -> one.length() <= 76 || !one.contains("=?"));
                assertThat(line.lines()).allMatch(one -> one.length() <= 200);
            }
            assertThat(mails[0].getSubject()).isEqualTo(longest.title());
            assertThat(((InternetAddress) mails[0].getFrom()[0]).getPersonal()).isEqualTo("达标监测");
            assertThat(mails[0].getHeader("From")[0]).contains("<dabiao@xn--fsqu00a.xn--fiqs8s>");
            assertThat(mails[0].getHeader("References")).isEqualTo(mails[1].getHeader("References"));
            assertThat(mails[0].getHeader("In-Reply-To")[0]).matches("<[^<>\\s]+@xn--fsqu00a.xn--fiqs8s>");
        } finally {
            server.stop();
        }
    }

    /** RFC 6531 and 6532: letters before the @ go to a server that offers SMTPUTF8, as they are, and to no other. */
    @Test
    void anAddressWithLettersBeyondAsciiGoesToAServerThatOffersSmtpUtf8AndToNoOther() throws Exception {
        try (Relay offers = new Relay(true);
                Relay none = new Relay(false)) {
            String settings = ", security: none, hello: dabiao.example.org, from: 达标监测 <dabiao@example.org>,"
                    + " to: [值班室 <值班@例子.中国>]}";
            Receiver able = receiver(new Mail(POLICY), "{host: 127.0.0.1, port: " + offers.port() + settings);
            Receiver unable = receiver(new Mail(POLICY), "{host: 127.0.0.1, port: " + none.port() + settings);

            assertThat(deliver(able, notification(Occasion.FIRING, 1))).isEqualTo(new Delivery.Delivered());
            assertThat(offers.heard()).anyMatch(line -> line.matches("MAIL FROM:<dabiao@example.org>.* SMTPUTF8.*"));
            assertThat(offers.heard()).anyMatch(line -> line.startsWith("RCPT TO:<值班@"));
            assertThat(offers.heard()).anyMatch(line -> line.startsWith("To: ") && line.contains("值班@"));

            Delivery refused = deliver(unable, notification(Occasion.FIRING, 1));
            assertThat(refused).isInstanceOf(Delivery.Refused.class);
            assertThat(((Delivery.Refused) refused).reason()).contains("SMTPUTF8");
            assertThat(none.heard()).noneMatch(line -> line.startsWith("RCPT") || line.startsWith("DATA"));
        }
    }

    /** A mail server that keeps what it hears, and takes everything. */
    private static final class Relay implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();

        Relay(boolean international) throws IOException {
            threads.execute(() -> {
                while (!socket.isClosed()) {
                    try (Socket client = socket.accept()) {
                        talk(client, international);
                    } catch (IOException closed) {
                        continue;
                    }
                }
            });
        }

        private void talk(Socket client, boolean international) throws IOException {
            OutputStream out = client.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            say(out, "220 here");
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (data) {
                    data = !line.equals(".");
                    if (!data) {
                        say(out, "250 taken");
                    }
                } else if (line.startsWith("EHLO")) {
                    say(out, international ? "250-here\r\n250-8BITMIME\r\n250 SMTPUTF8" : "250-here\r\n250 8BITMIME");
                } else if (line.equals("DATA")) {
                    data = true;
                    say(out, "354 go on");
                } else {
                    say(out, line.startsWith("QUIT") ? "221 bye" : "250 fine");
                }
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        List<String> heard() {
            return heard;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aBodyIsShownInHtmlAsItsMarksSay() {
        assertThat(Markdown.html("**热线** 84%\n- [查看](http://x/1)\n- a\\*b\\* <i>&\n[x](javascript:alert)"))
                .isEqualTo("<p><b>热线</b> 84%</p>\n<ul>\n<li><a href=\"http://x/1\">查看</a></li>\n"
                        + "<li>a*b* &lt;i&gt;&amp;</li>\n</ul>\n<p>x: javascript:alert</p>\n");
    }

    @Test
    void everyChannelThereIsIsHeldToThisContract() {
        List<String> channels = new com.tngtech.archunit.core.importer.ClassFileImporter()
                .importPath("target/classes/io/dabiao/alert").stream()
                        .filter(one -> one.isAssignableTo(Channel.class) && !one.isInterface())
                        .map(com.tngtech.archunit.core.domain.JavaClass::getSimpleName)
                        .sorted()
                        .toList();
        List<String> held = new ArrayList<>(OVER_HTTP.keySet().stream()
                .map(channel -> channel.getClass().getSimpleName())
                .toList());
        held.add("Mail");
        assertThat(held).containsExactlyInAnyOrderElementsOf(channels);
    }

    @Test
    void aWebhookWhoseTemplateIsWrongTellsWhereAndSendsTheUsualBody(@TempDir Path folder) throws Exception {
        Path template = Files.writeString(folder.resolve("body.json"), "{\n \"text\": {title.repeat(3)}}");
        Receiver receiver = receiver(new Webhook(HTTP, CLOCK), "url: %s, template: '" + template + "'", "/takes/wrong");

        assertThat(receiver.template().orElseThrow().fault().orElseThrow())
                .startsWith("line 2, column 10: no such value: 'title.repeat(3)'");
        assertThat(deliver(receiver, notification(Occasion.FIRING, 1))).isEqualTo(new Delivery.Delivered());
        assertThat(SEEN.get("/takes/wrong").json().get("title").asText()).isEqualTo(TEXT.title());
    }

    /** One that wants names with domains, no letter beyond ASCII in a head, and parts that say how they are written. */
    @Test
    @Tag("long")
    void aStrictRelayTakesAMail(@TempDir Path folder) throws Exception {
        try (Postfix postfix = Postfix.started(folder)) {
            Receiver receiver = receiver(
                    new Mail(POLICY),
                    "{host: 127.0.0.1, port: " + postfix.port() + ", security: none,"
                            + " from: 达标监测 <dabiao@例子.中国>, to: [市科技局 <office@example.org>]}");

            assertThat(deliver(receiver, notification(Occasion.FIRING, 1))).isEqualTo(new Delivery.Delivered());

            Patience.until("it is sent on", () -> postfix.log().contains("status=sent"));
        }
    }

    @Test
    void aMailServerIsGreetedByANameWithADomainOrByAnAddress() throws Exception {
        String rest = ", security: none, from: dabiao@example.org, to: [office@example.org]";

        assertThat(greeting(rest))
                .matches("EHLO ([A-Za-z0-9.-]+\\.[A-Za-z][A-Za-z0-9-]*|\\[[0-9.]+]|\\[IPv6:[0-9a-f:]+])");
        assertThat(greeting(rest + ", hello: dabiao.example.org")).isEqualTo("EHLO dabiao.example.org");
    }

    private static String greeting(String settings) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> {
                try (Socket client = server.accept()) {
                    say(client.getOutputStream(), "220 here");
                    return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
                            .readLine();
                } catch (IOException gone) {
                    throw new IllegalStateException(gone);
                }
            });
            deliver(
                    receiver(new Mail(POLICY), "{host: 127.0.0.1, port: " + server.getLocalPort() + settings + "}"),
                    notification(Occasion.FIRING, 1));
            return heard.get(30, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    @Test
    void aMailReachesARealServerInChineseWithAnIdMadeOfTheKey(@TempDir Path folder) throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("dabiao", "dabiao", "s3cret");
        server.start();
        try {
            Path secret = Files.writeString(folder.resolve("password"), "s3cret\n");
            Receiver receiver = receiver(
                    new Mail(POLICY),
                    "{host: 127.0.0.1, port: " + server.getSmtp().getPort() + ", security: none, user: dabiao,"
                            + " password: {file: '" + secret + "'}, from: 达标 <dabiao@example.org>,"
                            + " to: [office@example.org, 主任 <boss@example.org>]}");

            assertThat(deliver(receiver, notification(Occasion.FIRING, 1))).isEqualTo(new Delivery.Delivered());

            List<MimeMessage> mails = List.of(server.getReceivedMessages());
            assertThat(mails).hasSize(2);
            assertThat(mails.get(0).getMessageID()).isEqualTo("<the-key@example.org>");
            assertThat(mails.get(0).getSubject()).isEqualTo("【告警】热线接听率");
            assertThat(part(mails.get(0), 0))
                    .contains("热线接听率 84.03%\n查看: http://x/1")
                    .doesNotContain("**");
        } finally {
            server.stop();
        }
    }

    @Test
    void aRealAlertmanagerShowsAnAlertUntilItIsOverThoughAnotherInstanceIsAway(@TempDir Path folder) throws Exception {
        Tools.need("alertmanager");
        try (RealAlertmanager real = new RealAlertmanager(folder)) {
            int nobody = portOfNobody();
            Receiver receiver = receiver(
                    new Alertmanager(HTTP, Clock.systemUTC()),
                    "{urls: ['" + real.url() + "', 'http://127.0.0.1:" + nobody + "'], resendSeconds: 30}");

            assertThat(deliver(receiver, notification(Occasion.FIRING, 1))).isEqualTo(new Delivery.Delivered());

            await().atMost(Patience.PATIENCE).until(() -> real.alerts().size() == 1);
            JsonNode alert = real.alerts().get(0);
            List<String> labels = new ArrayList<>();
            for (Map.Entry<String, JsonNode> label : alert.get("labels").properties()) {
                labels.add(label.getKey() + "=" + label.getValue().asText());
            }
            assertThat(labels)
                    .containsExactlyInAnyOrder(
                            "alertname=dabiao_breached",
                            "kind=breached",
                            "severity=critical",
                            "fingerprint=breached/2026/it/hotline",
                            "year=2026",
                            "project=it",
                            "indicator=hotline",
                            "level1=产出指标",
                            "owner=张三");
            assertThat(alert.at("/annotations/summary").asText()).isEqualTo("接听率为 84.03%");
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .isEqualTo("http://dabiao.example.org/runbooks#breached");

            assertThat(deliver(receiver, notification(Occasion.RESOLVED, 1))).isEqualTo(new Delivery.Delivered());
            await().atMost(Patience.PATIENCE).until(() -> real.alerts().isEmpty());
        }
    }
}
