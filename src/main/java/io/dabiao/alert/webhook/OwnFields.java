package io.dabiao.alert.webhook;

import io.dabiao.alert.Example;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Text;
import io.dabiao.alert.http.Json;
import io.dabiao.alert.http.Post;
import io.dabiao.alert.template.Template;
import io.dabiao.alert.template.WrongTemplate;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Fields of the user's own making, as gateways for short messages want them. Names and number of the fields are those of the settings:
 * each value is made by itself and encoded as its place wants it, so that nothing that stands in an alert adds a field or ends one.
 * Immutable, safe for use by several threads.
 */
final class OwnFields {

    private static final Logger LOG = Logger.getLogger(OwnFields.class);

    /** How the fields are sent. */
    enum As {
        /** A JSON object of texts, posted. */
        JSON,
        /** As a form of a page sends them, posted. */
        FORM,
        /** In the address, by GET. */
        QUERY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The ways by their words. */
    static final Map<String, As> WAYS = Cursor.words(As.values(), As::word);

    /** What a field holds: a template, or a secret, which is none whatever stands in it. */
    private interface Value {
        String of(Map<String, Object> data) throws WrongTemplate;
    }

    private final As as;
    private final Map<String, Value> fields;
    private final List<String> secrets;

    private OwnFields(As as, Map<String, Value> fields, List<String> secrets) {
        this.as = as;
        this.fields = fields;
        this.secrets = List.copyOf(secrets);
    }

    /** @return empty where a fault was told */
    static Optional<OwnFields> read(As as, Cursor written) {
        Optional<Fields> all = written.fields("fields");
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        List<String> secrets = new ArrayList<>();
        for (String name : all.get().names()) {
            Cursor value = all.get().optional(name).orElseThrow();
            if (value.scalar()) {
                value.text().flatMap(text -> template(value, text)).ifPresent(made -> fields.put(name, made::render));
            } else {
                Secret.read(value).ifPresent(secret -> {
                    secrets.add(secret);
                    fields.put(name, any -> secret);
                });
            }
        }
        if (fields.size() < all.get().names().size()) {
            return Optional.empty();
        }
        return written.expect(!fields.isEmpty(), "one field at least", "name a field")
                ? Optional.of(new OwnFields(as, fields, secrets))
                : Optional.empty();
    }

    /** Tried on examples, as a file is. */
    private static Optional<Template> template(Cursor at, String text) {
        try {
            Template template = Template.of(text);
            for (Notification.Occasion occasion : Notification.Occasion.values()) {
                for (Optional<String> link :
                        List.of(Optional.<String>empty(), Optional.of("https://dabiao.example.org"))) {
                    template.render(
                            Webhook.body(Example.of(occasion, link, Instant.EPOCH), new Text("example", "example")));
                }
            }
            return Optional.of(template);
        } catch (WrongTemplate wrong) {
            at.fault(wrong.getMessage(), "a template such as {title}", "name a value that a message has");
            return Optional.empty();
        }
    }

    /** Never shown, even where an answer repeats them; as they are and as they are sent. */
    List<String> hidden() {
        List<String> all = new ArrayList<>(secrets);
        secrets.forEach(secret -> all.add(encoded(secret)));
        return all;
    }

    /** What is sent, and where to. */
    record Made(URI to, Post.Content content) {

        /** What a signature is of: the body, or the question of the address where there is none. */
        byte[] signed() {
            return content.body() != null
                    ? content.body()
                    : String.valueOf(to.getRawQuery()).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** @param instead of a value that cannot be made of this message */
    Made made(URI to, Map<String, Object> data, String instead) {
        Map<String, String> values = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            try {
                values.put(name, value.of(data));
            } catch (WrongTemplate wrong) {
                LOG.errorf("the field %s of a webhook cannot be made, its title is sent: %s", name, wrong.getMessage());
                values.put(name, instead);
            }
        });
        String encoded = values.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return switch (as) {
            case JSON -> new Made(to, Post.Content.json(Json.bytes(values)));
            case FORM -> new Made(to, Post.Content.form(encoded));
            case QUERY -> new Made(asked(to, encoded), Post.Content.QUESTION);
        };
    }

    /** What the address asks already stays. */
    private static URI asked(URI to, String encoded) {
        String whole = to.toString().replaceAll("#.*", "");
        return URI.create(whole + (to.getRawQuery() == null ? "?" : "&") + encoded);
    }

    /** A blank is %20, which forms and addresses both read as one. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
