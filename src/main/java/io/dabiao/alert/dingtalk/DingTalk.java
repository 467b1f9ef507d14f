package io.dabiao.alert.dingtalk;

import io.dabiao.alert.Channel;
import io.dabiao.alert.ChannelField;
import io.dabiao.alert.Markdown;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A group robot of DingTalk, signed where a secret is given; what can be answered is a card with a button for it. */
@ApplicationScoped
public class DingTalk implements Channel {

    /** Of UTF-8 for the whole message; some are kept for what is around the text. */
    static final int MOST_BYTES = 19_000;

    /** Busy; too many messages a minute. */
    private static final Set<Integer> LATER = Set.of(-1, 130101, 410100);

    private final OutboundHttp http;
    private final Clock clock;

    public DingTalk(OutboundHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dingtalk";
    }

    @Override
    public Words called() {
        return Words.of(DingTalk.class, "called");
    }

    @Override
    public List<ChannelField> fields() {
        return List.of(
                ChannelField.secret(
                        "url",
                        Words.of(DingTalk.class, "addressOfTheRobot"),
                        "https://oapi.dingtalk.com/robot/send?access_token=…"),
                ChannelField.secret("secret", Words.of(DingTalk.class, "secretOfTheSignature"), "SEC…")
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
        Post post =
                new Post(http, clock, List.of(url.toString(), String.valueOf(url.getRawQuery()), secret.orElse("")));
        Robot robot = new Robot(post, "errcode", "errmsg", LATER);
        return (notification, text) -> {
            // A single line break is none to this robot's Markdown.
            String body = Markdown.wide(text.body()).replace("\n", "  \n");
            String title = Markdown.wide(Markdown.escaped(text.title()));
            String content = Cut.to(MOST_BYTES, "#### " + title + "\n" + body);
            return post.send(
                    secret.map(key -> signed(url, key, clock.millis())).orElse(url),
                    Map.of(),
                    Json.bytes(card(title, content, Buttons.of(notification, text))),
                    robot::meaning);
        };
    }

    /** A text; with buttons a card, whose text is read the same. */
    private static Map<String, Object> card(String title, String content, List<Buttons.Button> buttons) {
        if (buttons.isEmpty()) {
            return Map.of("msgtype", "markdown", "markdown", Map.of("title", title, "text", content));
        }
        return Map.of(
                "msgtype",
                "actionCard",
                "actionCard",
                Map.of(
                        "title",
                        title,
                        "text",
                        content,
                        "btnOrientation",
                        "0",
                        "btns",
                        buttons.stream()
                                .map(button -> Map.of("title", button.label(), "actionURL", button.address()))
                                .toList()));
    }

    /** @param millis since 1970; DingTalk takes a signature for an hour */
    static URI signed(URI url, String secret, long millis) {
        byte[] mac = Signature.of(secret, (millis + "\n" + secret).getBytes(StandardCharsets.UTF_8));
        String sign = URLEncoder.encode(Base64.getEncoder().encodeToString(mac), StandardCharsets.UTF_8);
        return URI.create(url + (url.getRawQuery() == null ? "?" : "&") + "timestamp=" + millis + "&sign=" + sign);
    }
}
