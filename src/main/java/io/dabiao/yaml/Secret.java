package io.dabiao.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a channel's settings must not hold in the open: {@code {env: NAME}} or {@code {file: PATH}} says where it is; what pages keep in
 * the database says {@code {kept: NAME}}, which is nothing in a file.
 */
public final class Secret {

    private Secret() {}

    /**
     * Without the space around it. No fault shows the secret itself, nor a text that may be one.
     *
     * @return empty where a fault was told: written in the open, named in neither or both ways, not there, or blank
     */
    public static Optional<String> read(Cursor value) {
        if (value.scalar()) {
            value.fault("a text in the open", "where the secret is kept", "write {env: NAME} or {file: PATH}");
            return Optional.empty();
        }
        return value.fields("a secret").flatMap(Secret::read);
    }

    private static Optional<String> read(Fields fields) {
        Optional<String> kept = fields.has("kept")
                ? fields.optional("kept").flatMap(Cursor::text).flatMap(fields::kept)
                : Optional.empty();
        if (kept.isPresent()) {
            fields.done();
            return kept;
        }
        Optional<Cursor> env = fields.optional("env");
        Optional<Cursor> file = fields.optional("file");
        fields.done();
        if (env.isPresent() == file.isPresent()) {
            fields.whole().fault(env.isPresent() ? "both" : "neither", "either env or file", "write one of them");
            return Optional.empty();
        }
        return env.isPresent() ? environment(env.get()) : content(file.orElseThrow());
    }

    private static Optional<String> environment(Cursor name) {
        return name.word().flatMap(word -> {
            String value = System.getenv(word);
            boolean there = value != null && !value.isBlank();
            String expected = "the name of an environment variable that is set";
            return name.expectThat(there, "a name that is not", expected, "set it for the service")
                    ? Optional.of(value.strip())
                    : Optional.empty();
        });
    }

    private static Optional<String> content(Cursor path) {
        return path.word().flatMap(word -> {
            try {
                String text = Files.readString(Path.of(word)).strip();
                return path.expectThat(
                                !text.isEmpty(),
                                "an empty file",
                                "a file that is not empty",
                                "write the secret into it")
                        ? Optional.of(text)
                        : Optional.empty();
            } catch (IOException | InvalidPathException told) {
                path.fault(
                        "a path where none is", "a file that the service can read", "see to its path and its rights");
                return Optional.empty();
            }
        });
    }
}
