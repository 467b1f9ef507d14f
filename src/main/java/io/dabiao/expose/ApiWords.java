package io.dabiao.expose;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the description of the API says of properties and parameters, from {@code openapi/words.tsv}: a name, or a schema and a name,
 * with flags, words, an example in JSON, and the values that there are. Immutable.
 */
final class ApiWords {

    private static final String FILE = "/openapi/words.tsv";

    /**
     * What is said of one.
     *
     * @param nullable whether answers may say null
     * @param absent whether answers may be without it
     * @param needed whether a body must have it
     * @param object whether it is any JSON object, whatever its type in the code
     * @param any whether it is any JSON
     * @param example JSON; empty where there is none
     * @param values the closed set of its values; empty where it is none
     */
    record Word(
            boolean nullable,
            boolean absent,
            boolean needed,
            boolean object,
            boolean any,
            String description,
            Optional<String> example,
            List<String> values) {}

    private final Map<String, Word> words = new TreeMap<>();

    /** Reads the file of the class path. */
    static ApiWords read() {
        try (InputStream in = ApiWords.class.getResourceAsStream(FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            ApiWords read = new ApiWords();
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(read::add);
            return read;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void add(String line) {
        String[] cells = line.split("\t", -1);
        String name = cells[0].replaceAll("[~!?#*]+$", "");
        String flags = cells[0].substring(name.length());
        Word word = new Word(
                flags.contains("?"),
                flags.contains("~"),
                flags.contains("!"),
                flags.contains("#"),
                flags.contains("*"),
                cells.length > 1 ? cells[1] : "",
                Optional.ofNullable(cells.length > 2 && !cells[2].isEmpty() ? cells[2] : null),
                cells.length > 3 && !cells[3].isEmpty() ? Arrays.asList(cells[3].split("\\|")) : List.of());
        if (words.putIfAbsent(name, word) != null) {
            throw new IllegalStateException(FILE + " has " + name + " twice");
        }
    }

    /** Of a property of a schema; what is not said of it there is what is said of its name. */
    Optional<Word> of(String schema, String property) {
        Word own = words.get(schema + "." + property);
        Word any = words.get(property);
        if (own == null || any == null) {
            return Optional.ofNullable(own == null ? any : own);
        }
        return Optional.of(new Word(
                own.nullable() || any.nullable(),
                own.absent() || any.absent(),
                own.needed() || any.needed(),
                own.object() || any.object(),
                own.any() || any.any(),
                own.description().isEmpty() ? any.description() : own.description(),
                own.example().isPresent() ? own.example() : any.example(),
                own.values().isEmpty() ? any.values() : own.values()));
    }

    /** Of a parameter of a path or a query. */
    Optional<Word> ofParameter(String name) {
        return Optional.ofNullable(words.get("?" + name));
    }
}
