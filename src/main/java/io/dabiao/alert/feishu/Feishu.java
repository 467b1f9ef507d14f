package io.dabiao.alert.feishu;

import io.dabiao.alert.Channel;
import io.dabiao.alert.ChannelField;
import io.dabiao.alert.Markdown;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Receiver;
import io.dabiao.alert.http.Address;
import io.dabiao.alert.http.Buttons;
import io.dabiao.alert.http.Cut;
import io.dabiao.alert.http.Json;
import io.dabiao.alert.http.Post;
import io.dabiao.alert.http.Robot;
import io.dabiao.alert.http.Signature;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A group robot of Feishu, signed where a secret is given; a message is a card with a coloured head, and a button where it can be answered. */
@ApplicationScoped
public class Feishu implements Channel {

    /** Of UTF-8; the whole request may have 20 KB. */
    static final int MOST_BYTES = 16_000;

    /** Too many messages. */
    private static final Set<Integer> LATER = Set.of(9499, 11232, 99991400);

    private final OutboundHttp http;
    private final Clock clock;

    public Feishu(OutboundHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "feishu";
    }

    @Override
    public Words called() {
        return Words.of(Feishu.class, "called");
    }

    @Override
    public List<ChannelField> fields() {
        return List.of(
                ChannelField.secret(
                        "url",
                        Words.of(Feishu.class, "addressOfTheRobot"),
                        "https://open.feishu.cn/open-apis/bot/v2/hook/…"),
                ChannelField.secret("secret", Words.of(Feishu.class, "secretOfTheSignature"), "")
                        .optional());
    }

    @Override
    public Optional<Receiver> receiver(Fields settings) {
        Optional<URI> url = settings.required("url").flatMap(Address::read);
        Optional<Cursor> written = settings.optional("secret");
        Optional<String> secret = written.flatMap(Secret::read);
        return written.isPresent() && secret.isEmpty() ? Optional.empty() : url.map(to -> robot(to, secret));
    }

    private Receiver robot(URI url, Optional<String> secret) {
        String path = url.getRawPath();
        Post post = new Post(
                http, clock, List.of(url.toString(), path.substring(path.lastIndexOf('/') + 1), secret.orElse("")));
        Robot robot = new Robot(post, "code", "msg", LATER);
        return (notification, text) -> {
            Map<String, Object> body = new LinkedHashMap<>();
            secret.ifPresent(key -> {
                long seconds = clock.instant().getEpochSecond();
                body.put("timestamp", Long.toString(seconds));
                body.put("sign", sign(key, seconds));
            });
            body.put("msg_type", "interactive");
            body.put(
                    "card",
                    Map.of(
                            "header",
                            Map.of(
                                    "title",
                                    Map.of("tag", "plain_text", "content", text.title()),
                                    "template",
                                    colour(notification)),
                            "elements",
                            elements(Cut.to(MOST_BYTES, Markdown.wide(text.body())), Buttons.of(notification, text))));
            return post.send(url, Map.of(), Json.bytes(body), robot::meaning);
        };
    }

    private static List<Map<String, Object>> elements(String content, List<Buttons.Button> buttons) {
        List<Map<String, Object>> elements = new ArrayList<>();
        elements.add(Map.of("tag", "markdown", "content", content));
        if (!buttons.isEmpty()) {
            elements.add(Map.of(
                    "tag",
                    "action",
                    "actions",
                    buttons.stream().map(Feishu::button).toList()));
        }
        return elements;
    }

    private static Map<String, Object> button(Buttons.Button button) {
        return Map.of(
                "tag",
                "button",
                "type",
                "primary",
                "text",
                Map.of("tag", "plain_text", "content", button.label()),
                "url",
                button.address());
    }

    private static String colour(Notification notification) {
        return notification.occasion() == Notification.Occasion.RESOLVED ? "green" : "red";
    }

    /** Here time and secret are the key, and the message is empty. */
    static String sign(String secret, long seconds) {
        String key = seconds + "\n" + secret;
        return Base64.getEncoder().encodeToString(Signature.of(key, "".getBytes(StandardCharsets.UTF_8)));
    }
}
