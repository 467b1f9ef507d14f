package io.dabiao.alert.webhook;

import io.dabiao.alert.AlertSnapshot;
import io.dabiao.alert.Channel;
import io.dabiao.alert.ChannelField;
import io.dabiao.alert.Delivery;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Receiver;
import io.dabiao.alert.Text;
import io.dabiao.alert.http.Address;
import io.dabiao.alert.http.Json;
import io.dabiao.alert.http.Post;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** JSON, or fields as a form or an address has them, to any address, signed where a secret is given, with a key by which the receiver knows a repeat. */
@ApplicationScoped
public class Webhook implements Channel {

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]+");

    /** Set here or by the transport. */
    private static final Set<String> TAKEN = Set.of(
            "idempotency-key",
            "dabiao-timestamp",
            "dabiao-signature",
            "host",
            "content-length",
            "connection",
            "expect",
            "upgrade");

    private final OutboundHttp http;
    private final Clock clock;

    public Webhook(OutboundHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Words called() {
        return Words.of(Webhook.class, "called");
    }

    @Override
    public List<ChannelField> fields() {
        return List.of(
                ChannelField.secret("url", Words.of(Webhook.class, "address"), "https://desk.example.org/hook"),
                ChannelField.secret("secret", Words.of(Webhook.class, "secretOfTheSignature"), "")
                        .optional());
    }

    @Override
    public Optional<Receiver> receiver(Fields settings) {
        Optional<URI> url = settings.required("url").flatMap(Address::read);
        Optional<Cursor> written = settings.optional("secret");
        Optional<String> secret = written.flatMap(Secret::read);
        Optional<Map<String, String>> headers = headers(settings);
        Optional<Cursor> named = settings.optional("template");
        Optional<OwnBody> template = named.flatMap(OwnBody::read);
        if (named.isPresent() && template.isEmpty()) {
            return Optional.empty();
        }
        Optional<Cursor> way = settings.optional("as");
        Optional<OwnFields.As> as = way.map(at -> at.oneOf(OwnFields.WAYS)).orElse(Optional.of(OwnFields.As.JSON));
        Optional<Cursor> listed = settings.optional("fields");
        way.ifPresent(at -> at.expect(listed.isPresent(), "fields beside it", "write fields: {text: \"{title}\"}"));
        listed.ifPresent(at -> at.expect(named.isEmpty(), "fields, or a template", "leave one of both out"));
        Optional<OwnFields> fields = listed.flatMap(at -> as.flatMap(chosen -> OwnFields.read(chosen, at)));
        if (as.isEmpty()
                || way.isPresent() && listed.isEmpty()
                || listed.isPresent() && (fields.isEmpty() || named.isPresent())) {
            return Optional.empty();
        }
        if (url.isEmpty() || headers.isEmpty() || written.isPresent() && secret.isEmpty()) {
            return Optional.empty();
        }
        List<String> hidden = new ArrayList<>(headers.get().values());
        hidden.add(url.get().toString());
        Optional.ofNullable(url.get().getRawQuery()).ifPresent(hidden::add);
        secret.ifPresent(hidden::add);
        fields.ifPresent(own -> hidden.addAll(own.hidden()));
        Post post = new Post(http, clock, hidden);
        return Optional.of(new Hook(url.get(), headers.get(), secret, template, fields, post));
    }

    /** A receiver. */
    private final class Hook implements Receiver {

        private final URI url;
        private final Map<String, String> headers;
        private final Optional<String> secret;
        private final Optional<OwnBody> template;
        private final Optional<OwnFields> fields;
        private final Post post;

        private Hook(
                URI url,
                Map<String, String> headers,
                Optional<String> secret,
                Optional<OwnBody> template,
                Optional<OwnFields> fields,
                Post post) {
            this.url = url;
            this.headers = headers;
            this.secret = secret;
            this.template = template;
            this.fields = fields;
            this.post = post;
        }

        @Override
        public Delivery deliver(Notification notification, Text text) throws InterruptedException {
            Map<String, Object> said = body(notification, text);
            OwnFields.Made made = fields.map(own -> own.made(url, said, text.title()))
                    .orElseGet(() -> new OwnFields.Made(
                            url,
                            Post.Content.json(
                                    template.flatMap(own -> own.body(said)).orElseGet(() -> Json.bytes(said)))));
            Map<String, String> sent = new LinkedHashMap<>(headers);
            sent.put("Idempotency-Key", notification.key());
            secret.ifPresent(key -> sign(sent, key, made.signed()));
            return post.send(made.to(), sent, made.content(), post::byStatus);
        }

        @Override
        public Optional<OwnTemplate> template() {
            return template.map(OwnBody::told);
        }
    }

    private static Optional<Map<String, String>> headers(Fields settings) {
        Optional<Cursor> written = settings.optional("headers");
        if (written.isEmpty()) {
            return Optional.of(Map.of());
        }
        Optional<Fields> fields = written.get().fields("headers");
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : fields.get().names()) {
            Cursor value = fields.get().optional(name).orElseThrow();
            Optional<String> text = value.scalar() ? value.text() : Secret.read(value);
            boolean usable = HEADER.matcher(name).matches() && !TAKEN.contains(name.toLowerCase(Locale.ROOT));
            fields.get().key(name).expect(usable, "a header that is free to set", "choose another name");
            boolean plain = text.filter(any -> any.chars().allMatch(c -> c >= ' ' && c < 127))
                    .isPresent();
            value.expectThat(
                    text.isEmpty() || plain, "a value beyond printable ASCII", "printable ASCII", "write it so");
            if (usable && plain) {
                headers.put(name, text.get());
            }
        }
        return headers.size() == fields.get().names().size() ? Optional.of(headers) : Optional.empty();
    }

    private void sign(Map<String, String> headers, String secret, byte[] body) {
        String seconds = Long.toString(clock.instant().getEpochSecond());
        byte[] start = (seconds + ".").getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[start.length + body.length];
        System.arraycopy(start, 0, message, 0, start.length);
        System.arraycopy(body, 0, message, start.length, body.length);
        headers.put("Dabiao-Timestamp", seconds);
        headers.put("Dabiao-Signature", "sha256=" + HexFormat.of().formatHex(Signature.of(secret, message)));
    }

    static Map<String, Object> body(Notification notification, Text text) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("key", notification.key());
        body.put("occasion", notification.occasion().word());
        body.put("group", notification.group());
        body.put("at", notification.at().toString());
        body.put("attempt", notification.attempt());
        body.put("title", text.title());
        body.put("text", text.body());
        body.put("alerts", notification.alerts().stream().map(Webhook::alert).toList());
        return body;
    }

    private static Map<String, Object> alert(AlertSnapshot alertSnapshot) {
        Map<String, Object> alert = new LinkedHashMap<>();
        alert.put("id", alertSnapshot.id());
        alert.put("fingerprint", alertSnapshot.fingerprint());
        alert.put("kind", alertSnapshot.kind());
        alert.put("severity", alertSnapshot.severity().word());
        alert.put("state", alertSnapshot.state().word());
        alert.put("year", alertSnapshot.year());
        alert.put("project", alertSnapshot.project());
        alert.put("projectName", alertSnapshot.projectName());
        alert.put("indicator", alertSnapshot.indicator());
        alert.put("indicatorName", alertSnapshot.indicatorName());
        alert.put("level1", alertSnapshot.level1());
        alert.put("owner", alertSnapshot.owner());
        alert.put(
                "sentence",
                Map.of(
                        "zh",
                        alertSnapshot.sentence().chinese(),
                        "en",
                        alertSnapshot.sentence().english()));
        alertSnapshot
                .outlook()
                .ifPresent(words -> alert.put("outlook", Map.of("zh", words.chinese(), "en", words.english())));
        alert.put("link", alertSnapshot.link().orElse(null));
        alertSnapshot.runbook().ifPresent(address -> alert.put("runbook", address));
        alertSnapshot.answer().ifPresent(answer -> alert.put("answer", answer));
        alert.put("startedAt", alertSnapshot.startedAt().toString());
        alert.put(
                "resolvedAt", alertSnapshot.resolvedAt().map(Instant::toString).orElse(null));
        return alert;
    }
}
