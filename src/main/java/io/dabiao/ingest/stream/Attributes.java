package io.dabiao.ingest.stream;

import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How brokers read their keys. */
public final class Attributes {

    private Attributes() {}

    /** A text, a number, or {@code {env: NAME}} or {@code {file: PATH}} where the value is kept elsewhere. */
    public static Optional<String> value(Cursor at) {
        return at.scalar() ? at.word() : Secret.read(at);
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
