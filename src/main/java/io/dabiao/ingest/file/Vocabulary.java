package io.dabiao.ingest.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the headers and cells of spreadsheets mean: the shipped {@code files/vocabulary.tsv}, and an installation's own lines
 * after it, which win. Immutable.
 */
final class Vocabulary {

    /** What a column holds. */
    enum ColumnKind {
        TIME,
        TEXT,
        NUMBER,
        BOOLEAN,
        DATE,
        /** An attribute of no known kind: a cell is what it looks like. */
        OPEN
    }

    /** A column that is taken. */
    record Column(String attribute, ColumnKind kind) {}

    /** A value and its names; the first is the one that a template shows. */
    record Word(String value, List<String> names) {}

    /** Under which the words for yes and no stand. */
    static final String BOOLEAN = "boolean";

    private static final String SHIPPED = "/files/vocabulary.tsv";
    private static final int PARTS = 4;

    private final Map<String, Column> columns = new HashMap<>();
    private final Map<String, Column> byAttribute = new LinkedHashMap<>();
    private final Map<String, String> titles = new HashMap<>();
    private final Map<String, Map<String, Word>> words = new HashMap<>();
    private final Map<String, Map<String, String>> values = new HashMap<>();
    /** By a title as it stands there: what people said of it; empty where its column is not to be taken. */
    private final Map<String, Optional<Column>> said = new HashMap<>();

    private Vocabulary() {}

    /**
     * @param own a file of the installation's own lines
     * @throws Unfit where it cannot be read, with the line
     */
    static Vocabulary read(Optional<Path> own) throws Unfit {
        Vocabulary vocabulary = new Vocabulary();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Vocabulary.class.getResourceAsStream(SHIPPED), StandardCharsets.UTF_8))) {
            vocabulary.add(lines.lines().toList(), "the shipped vocabulary");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        if (own.isPresent()) {
            try {
                vocabulary.add(
                        Files.readAllLines(own.get()), own.get().getFileName().toString());
            } catch (IOException broken) {
                throw new Unfit(
                        "the file that dabiao.vocabulary names cannot be read: " + broken.getMessage(),
                        "dabiao.vocabulary 指定的词表无法读取");
            }
        }
        return vocabulary;
    }

    /**
     * The same, after what people said of a table's columns.
     *
     * @param titles by title the attribute that its column holds; empty for one that is not to be taken
     */
    Vocabulary saying(Map<String, String> titles) {
        Vocabulary own = new Vocabulary();
        own.columns.putAll(columns);
        own.byAttribute.putAll(byAttribute);
        own.titles.putAll(this.titles);
        own.words.putAll(words);
        own.values.putAll(values);
        own.said.putAll(said);
        titles.forEach((title, attribute) -> own.said.put(
                exact(title),
                attribute.isEmpty()
                        ? Optional.empty()
                        : Optional.of(byAttribute.getOrDefault(attribute, new Column(attribute, ColumnKind.OPEN)))));
        return own;
    }

    /** A title in which only white space and the width of its characters do not matter: units part columns. */
    static String exact(String title) {
        return Normalizer.normalize(title, Normalizer.Form.NFKC)
                .replaceAll("\\s+", "")
                .toLowerCase(Locale.ROOT);
    }

    /** Every attribute that has a column, in the order of the vocabulary. */
    List<String> attributes() {
        return List.copyOf(byAttribute.keySet());
    }

    private void add(List<String> lines, String where) throws Unfit {
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\t");
            if (parts.length != PARTS || !parts[0].equals("column") && !parts[0].equals("value")) {
                throw fault(where, number, "must be column or value, an attribute, a kind or value, and names");
            }
            List<String> names = List.of(parts[3].split(","));
            if (parts[0].equals("column")) {
                column(parts[1], kind(parts[2], where, number), names);
            } else {
                value(parts[1], parts[2], names);
            }
        }
    }

    private static ColumnKind kind(String word, String where, int number) throws Unfit {
        for (ColumnKind columnKind : ColumnKind.values()) {
            if (columnKind != ColumnKind.OPEN && columnKind.name().equalsIgnoreCase(word)) {
                return columnKind;
            }
        }
        throw fault(where, number, "knows the kinds time, text, number, boolean and date, not " + word);
    }

    private static Unfit fault(String where, int line, String what) {
        return new Unfit("line " + line + " of " + where + " " + what, "词表 " + where + " 第 " + line + " 行有误");
    }

    private void column(String attribute, ColumnKind columnKind, List<String> names) {
        Column column = new Column(attribute, columnKind);
        columns.put(attribute.toLowerCase(Locale.ROOT), column);
        byAttribute.put(attribute, column);
        titles.putIfAbsent(attribute, names.get(0));
        names.forEach(name -> columns.put(header(name), column));
    }

    private void value(String attribute, String value, List<String> names) {
        List<String> all = new ArrayList<>(names);
        Word before = words.computeIfAbsent(attribute, absent -> new LinkedHashMap<>())
                .get(value);
        if (before != null) {
            all.addAll(0, before.names());
        }
        words.get(attribute).put(value, new Word(value, List.copyOf(all)));
        Map<String, String> known = values.computeIfAbsent(attribute, absent -> new HashMap<>());
        known.put(plain(value), value);
        names.forEach(name -> known.put(plain(name), value));
    }

    /** White space, a star for "required" and a unit in brackets do not matter in a header. */
    private static String header(String header) {
        return Normalizer.normalize(header, Normalizer.Form.NFKC)
                .replaceAll("\\([^)]*\\)|\\[[^\\]]*\\]|【[^】]*】|〔[^〕]*〕|[\\s*:]", "")
                .toLowerCase(Locale.ROOT);
    }

    private static String plain(String cell) {
        return Normalizer.normalize(cell, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /** Empty where it is no column to be taken; any English word is the attribute of that name. */
    Optional<Column> column(String header) {
        Optional<Column> own = said.get(exact(header));
        if (own != null) {
            return own;
        }
        Column column = columns.get(header(header));
        if (column != null) {
            return Optional.of(column);
        }
        Optional<Column> bare = PrintedUnit.atTheEnd(header(header))
                .map(one -> columns.get(header(one.rest())))
                .filter(one -> one.kind() == ColumnKind.NUMBER);
        if (bare.isPresent()) {
            return bare;
        }
        String word = Normalizer.normalize(header, Normalizer.Form.NFKC).strip();
        return word.matches("[A-Za-z][A-Za-z0-9_]{0,60}")
                ? Optional.of(new Column(word, ColumnKind.OPEN))
                : Optional.empty();
    }

    /** The unit that a header ends with, where it is a known one only without it: 金额万元. */
    Optional<PrintedUnit> unitAtTheEnd(String header) {
        return columns.containsKey(header(header))
                ? Optional.empty()
                : PrintedUnit.atTheEnd(header(header))
                        .filter(one -> columns.containsKey(header(one.rest())))
                        .flatMap(PrintedUnit.InHeader::unit);
    }

    /** The kind of an attribute's column; {@link ColumnKind#OPEN} where it is not known. */
    ColumnKind kind(String attribute) {
        Column column = byAttribute.get(attribute);
        return column == null ? ColumnKind.OPEN : column.kind();
    }

    /** The Chinese name of an attribute's column; the attribute itself where there is none. */
    String title(String attribute) {
        return titles.getOrDefault(attribute, attribute);
    }

    /** The values of an attribute that have names. */
    List<Word> words(String attribute) {
        return List.copyOf(words.getOrDefault(attribute, Map.of()).values());
    }

    /** The Chinese name of a value; the value itself where there is none. */
    String named(String attribute, String value) {
        Word word = words.getOrDefault(attribute, Map.of()).get(value);
        return word == null ? value : word.names().get(0);
    }

    /** What a cell means in a column; the cell itself where it is no known name. */
    String value(String attribute, String cell) {
        return values.getOrDefault(attribute, Map.of()).getOrDefault(plain(cell), cell);
    }

    /** Yes or no; empty where a cell is neither. */
    Optional<Boolean> truth(String cell) {
        String word = plain(cell);
        String value = values.getOrDefault(BOOLEAN, Map.of()).get(word);
        return Optional.ofNullable(value).map(Boolean::valueOf);
    }
}
