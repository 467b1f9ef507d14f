package io.dabiao.ingest.stream;

import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How brokers read their keys. */
public final class Attributes {

    private Attributes() {}

    /** A text, a number, or {@code {env: NAME}} or {@code {file: PATH}} where the value is kept elsewhere. */
    public static Optional<String> value(Cursor at) {
        return at.scalar() ? at.word() : Secret.read(at);
    }

    /**
     * A broker's address, without a password in it; user and password stand beside it.
     *
     * @param broker what it is the address of
     * @param how it is written
     */
    public static void address(Fields fields, Pattern url, String broker, String how, Map<String, String> into) {
        fields.required("url")
                .flatMap(at -> at.word()
                        .filter(text -> at.expectThat(
                                url.matcher(text).matches(),
                                "an address that is none, or holds a password",
                                "the address of " + broker,
                                "write " + how + ", and user and password beside it")))
                .ifPresent(text -> into.put("url", text));
        fields.optional("user").flatMap(Attributes::value).ifPresent(user -> into.put("user", user));
        fields.optional("password").flatMap(Secret::read).ifPresent(password -> into.put("password", password));
    }

    /**
     * How many messages may be under way at once.
     *
     * @param usual where nothing is said
     */
    public static int prefetch(Fields fields, int most, int usual) {
        return fields.optional("prefetch")
                .flatMap(at -> at.integer(1, most, "a number of messages from 1 to " + most))
                .orElse(usual);
    }

    /** One text or a list of several, none of which may hold a comma; joined by commas. Never empty. */
    public static Optional<String> names(Cursor at, String what) {
        if (at.scalar()) {
            return at.word();
        }
        List<String> names = at.items(what).stream()
                .map(Cursor::word)
                .flatMap(Optional::stream)
                .filter(name -> at.expectThat(
                        !name.contains(","), "a comma in '" + name + "'", "one of " + what, "write each for itself"))
                .toList();
        if (names.isEmpty()) {
            at.fault("none", "at least one of " + what, "write one");
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(",", names));
    }

    /** Keys that are handed on as they are, such as those of encryption and authentication. */
    public static void options(Fields fields, Map<String, String> into) {
        fields.optional("options").flatMap(at -> at.fields("options by name")).ifPresent(options -> {
            for (String name : options.names()) {
                options.optional(name).flatMap(Attributes::value).ifPresent(value -> into.put(name, value));
            }
        });
    }
}
