package io.dabiao.forms;

import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Field;
import io.dabiao.forms.Vocabulary.Level;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * What the words of forms mean: the shipped {@code forms/vocabulary.tsv}, and an installation's own lines after it, which win. Immutable.
 */
public final class Words {

    private static final String SHIPPED = "/forms/vocabulary.tsv";
    private static final int PARTS = 3;

    private final Map<String, Level> levels = new LinkedHashMap<>();
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<Likely> likely = new ArrayList<>();
    private final Set<String> noise = new HashSet<>();
    private final List<String> feet = new ArrayList<>();
    private final List<String> titles = new ArrayList<>();
    private final List<String> endings = new ArrayList<>();
    private final Set<String> promises = new HashSet<>();

    /** What a title that is no word of the vocabulary most likely is. */
    private record Likely(Column column, Pattern title) {}

    /** What is wrong with an installation's own file. */
    public static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }

    private Words() {}

    /** The shipped words alone. */
    static Words shipped() {
        Words words = new Words();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Words.class.getResourceAsStream(SHIPPED), StandardCharsets.UTF_8))) {
            words.add(lines.lines().toList(), "the shipped vocabulary of forms");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (Unfit wrong) {
            throw new IllegalStateException(wrong);
        }
        return words;
    }

    /**
     * Reads all forms by the shipped words and an installation's own from now on, in the whole process.
     *
     * @param own a file of the same lines as the shipped one
     * @throws Unfit where it cannot be read, with the line
     */
    public static void use(Path own) throws Unfit {
        Words words = shipped();
        try {
            words.add(Files.readAllLines(own), own.getFileName().toString());
        } catch (IOException broken) {
            throw new Unfit("the file that dabiao.form-vocabulary names cannot be read: " + broken.getMessage());
        }
        Vocabulary.use(words);
    }

    private void add(List<String> lines, String where) throws Unfit {
        List<Likely> own = new ArrayList<>();
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\t");
            try {
                if (parts.length != PARTS) {
                    throw new IllegalArgumentException("must have a kind, what it means, and words, parted by tabs");
                }
                for (String word : words(parts[2])) {
                    add(parts[0], parts[1], word, own);
                }
            } catch (IllegalArgumentException wrong) {
                throw new Unfit("line " + number + " of " + where + " " + wrong.getMessage());
            }
        }
        likely.addAll(0, own);
        feet.sort(Comparator.comparing(String::length).reversed());
        endings.sort(Comparator.comparing(String::length).reversed());
    }

    /** A word between slashes is a pattern, and may hold commas. */
    private static List<String> words(String text) {
        return text.startsWith("/") && text.endsWith("/") && text.length() > 2
                ? List.of(text)
                : List.of(text.split(","));
    }

    private void add(String kind, String meaning, String word, List<Likely> own) {
        switch (kind) {
            case "level" -> levels.put(key(word), level(meaning));
            case "field" -> fields.put(key(word), one(Field.values(), meaning));
            case "column" -> {
                Column column = one(Column.values(), meaning);
                if (word.startsWith("/")) {
                    own.add(new Likely(column, pattern(word.substring(1, word.length() - 1))));
                } else {
                    columns.put(key(word), column);
                }
            }
            case "noise" -> noise.add(Vocabulary.plain(word));
            case "foot" -> feet.add(Vocabulary.plain(word));
            case "title" -> titles.add(Vocabulary.plain(word));
            case "ending" -> endings.add(Vocabulary.plain(word));
            case "promise" -> promises.add(Vocabulary.plain(word));
            default ->
                throw new IllegalArgumentException(
                        "knows the kinds level, field, column, noise, foot, title, ending and promise, not " + kind);
        }
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException("has a wrong regular expression: " + wrong.getDescription(), wrong);
        }
    }

    private static Level level(String meaning) {
        String[] path = meaning.split("/");
        return new Level(path[0], path.length > 1 ? Optional.of(path[1]) : Optional.empty());
    }

    private static <E extends Enum<E>> E one(E[] all, String name) {
        return Stream.of(all)
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("knows " + List.of(all) + ", not " + name));
    }

    /** As words are looked up: plain, without colons and stars, in lower case. */
    static String key(String text) {
        return Vocabulary.withoutColons(Vocabulary.plain(text)).toLowerCase(Locale.ROOT);
    }

    /** By the word without its 指标. */
    Map<String, Level> levels() {
        return levels;
    }

    Map<String, Field> fields() {
        return fields;
    }

    Map<String, Column> columns() {
        return columns;
    }

    /** What a title that is no word of the vocabulary most likely means. */
    Optional<Column> likely(String plainTitle) {
        return likely.stream()
                .filter(one -> one.title().matcher(plainTitle).matches())
                .map(Likely::column)
                .findFirst();
    }

    Set<String> noise() {
        return noise;
    }

    /** How what stands below a table begins. */
    List<String> feet() {
        return feet;
    }

    /** How the title of a form ends. */
    List<String> titles() {
        return titles;
    }

    /** Whether a text ends as names of indicators do. */
    boolean namelike(String plain) {
        return endings.stream().anyMatch(plain::endsWith);
    }

    /** Words that a target consists of. */
    Set<String> promises() {
        return promises;
    }
}
