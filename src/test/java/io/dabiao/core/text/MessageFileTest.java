package io.dabiao.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A statement is a key with arguments, and every key that the code names has its texts. */
class MessageFileTest {

    private static final Path CODE = Path.of("src", "main", "java");
    private static final Path FILES = Path.of("src", "main", "resources");

    /** A class, and a key or, where a plus follows, the beginning of one. */
    private static final Pattern NAMED = Pattern.compile("\\bWords\\.of\\(\\s*(\\w+)\\.class,\\s*\"(\\w+)\"(\\s*\\+)?");

    private static final Pattern CALL = Pattern.compile("\\bWords\\.of\\(");

    /** Methods of a class that take a key of its room, and give it to {@link Words#of} with what follows. */
    private static final Map<String, Pattern> SHORTCUTS = Map.of(
            "Papers", Pattern.compile("\\b[tl]\\(\\s*\"([^\"]*)\""),
            "TargetsPaper", Pattern.compile("\\b[tl]\\(\\s*\"([^\"]*)\""));

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    /** One call, with the number of its arguments; a key that is only begun has none that can be counted. */
    private record Named(Path file, String room, String key, boolean begun, int arguments) {}

    @Test
    void everyKeyThatTheCodeNamesHasATextInEveryLanguage() throws IOException {
        for (Named named : named()) {
            for (String language : languages()) {
                Properties texts = texts(named.room(), language);
                String as = named.file() + " names " + named.key() + " of " + language;
                if (named.begun()) {
                    assertThat(texts.stringPropertyNames()).as(as).anyMatch(key -> key.startsWith(named.key()));
                    continue;
                }
                assertThat(texts.getProperty(named.key())).as(as).isNotNull();
            }
        }
    }

    @Test
    void aTextHasAPlaceForEachArgumentAndNoOther() throws IOException {
        for (Named named : named()) {
            if (named.begun()) {
                continue;
            }
            Set<Integer> places = new TreeSet<>();
            for (String language : languages()) {
                Matcher place = PLACE.matcher(texts(named.room(), language).getProperty(named.key(), ""));
                while (place.find()) {
                    places.add(Integer.valueOf(place.group(1)));
                }
            }
            List<Integer> given =
                    Stream.iterate(0, one -> one + 1).limit(named.arguments()).toList();
            assertThat(places).as(named.file() + " " + named.key()).containsExactlyElementsOf(given);
        }
    }

    @Test
    void noTextIsLeftThatNoCodeNames() throws IOException {
        Map<String, Set<String>> named = new TreeMap<>();
        Map<String, Set<String>> begun = new TreeMap<>();
        for (Named one : named()) {
            (one.begun() ? begun : named)
                    .computeIfAbsent(one.room(), room -> new TreeSet<>())
                    .add(one.key());
        }
        List<String> left = new ArrayList<>();
        for (Path file : rooms()) {
            String room = FILES.relativize(file.getParent()).toString();
            for (String key : texts(room, "en").stringPropertyNames()) {
                String many = key.endsWith("One") ? key.substring(0, key.length() - 3) : key;
                Set<String> keys = named.getOrDefault(room, Set.of());
                if (!keys.contains(key)
                        && !keys.contains(many)
                        && begun.getOrDefault(room, Set.of()).stream().noneMatch(key::startsWith)) {
                    left.add(room + " " + key);
                }
            }
        }
        assertThat(left).isEmpty();
    }

    @Test
    void aKeyIsALiteral() throws IOException {
        for (Path file : sources()) {
            String source = Files.readString(file);
            if (SHORTCUTS.containsKey(name(file))) {
                continue;
            }
            assertThat(CALL.matcher(source).results().count())
                    .as(file.toString())
                    .isEqualTo(NAMED.matcher(source).results().count());
        }
    }

    @Test
    void wordsAreArgumentsInTheLanguageOfTheWhole() {
        Words inner = new Words("a day", "一天");
        Words outer = Words.joined(Words.of(Words.class, "semicolon"), List.of(inner, Words.asWritten("x")));
        assertThat(outer.english()).isEqualTo("a day; x");
        assertThat(outer.chinese()).isEqualTo("一天；x");
        assertThat(outer).isEqualTo(new Words("a day; x", "一天；x"));
        assertThat(Words.listed(List.of("甲", "乙")).chinese()).isEqualTo("甲、乙");
        assertThat(Words.asWritten("甲").then(inner).chinese()).isEqualTo("甲一天");
    }

    @Test
    void anArgumentThatLooksLikeAPlaceIsNone() {
        MessageFile file = MessageFile.of("io.dabiao.alert");
        assertThat(file.text("en", "outOfBoundsOverTheLast", "{1}", new BigDecimal("1.50")))
                .isEqualTo("out of bounds over the last {1}, promised 1.50");
    }

    @Test
    void oneOfSomethingHasItsOwnTextWhereALanguageNeedsIt() {
        MessageFile file = MessageFile.of("io.dabiao.alert");
        assertThat(file.text("en", "days", 1)).isEqualTo("1 day");
        assertThat(file.text("en", "days", 2L)).isEqualTo("2 days");
        assertThat(file.text("zh", "days", 1)).isEqualTo("1 天");
    }

    @Test
    void aKeyWithoutATextAndALanguageWithoutAFileAreMistakes() {
        MessageFile file = MessageFile.of("io.dabiao.alert");
        assertThatThrownBy(() -> file.text("en", "absent"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("absent");
        assertThat(file.text("xx", "days", 2))
                .as("what a language lacks is said in English")
                .isEqualTo("2 days");
        assertThat(file.pattern("zh", "days")).isEqualTo(Optional.of("{0} 天"));
    }

    private static List<Named> named() throws IOException {
        List<Named> all = new ArrayList<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            Matcher found = NAMED.matcher(source);
            while (found.find()) {
                all.add(new Named(
                        file,
                        room(file, source, found.group(1)),
                        found.group(2),
                        found.group(3) != null,
                        arguments(source, source.indexOf('(', found.start())) - 2));
            }
            Pattern shortcut = SHORTCUTS.get(name(file));
            if (shortcut != null) {
                Matcher call = shortcut.matcher(source);
                while (call.find()) {
                    all.add(new Named(
                            file,
                            folder(file),
                            call.group(1),
                            false,
                            arguments(source, source.indexOf('(', call.start())) - 1));
                }
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    /** Of a class that is imported its package, of any other that of the file. */
    private static String room(Path file, String source, String simpleName) {
        Matcher imported =
                Pattern.compile("import ([\\w.]+)\\." + simpleName + ";").matcher(source);
        return imported.find() ? imported.group(1).replace('.', '/') : folder(file);
    }

    private static String folder(Path file) {
        return CODE.relativize(file.getParent()).toString();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    /** The number of arguments of a call whose parenthesis opens there. */
    private static int arguments(String source, int opens) {
        int depth = 0;
        int arguments = 1;
        for (int i = opens; ; i++) {
            char next = source.charAt(i);
            if (next == '"' || next == '\'') {
                i = end(source, i);
            } else if (next == '(' || next == '[' || next == '{') {
                depth++;
            } else if (next == ')' || next == ']' || next == '}') {
                depth--;
                if (depth == 0) {
                    return arguments;
                }
            } else if (next == ',' && depth == 1) {
                arguments++;
            }
        }
    }

    private static int end(String source, int opens) {
        int i = opens + 1;
        while (source.charAt(i) != source.charAt(opens)) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private static Properties texts(String room, String language) throws IOException {
        Properties texts = new Properties();
        Path file = FILES.resolve(room).resolve(language + ".properties");
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                texts.load(reader);
            }
        }
        return texts;
    }

    /** Those that the product speaks: a further one is its files, and needs all of them. */
    private static List<String> languages() throws IOException {
        try (Stream<Path> files = Files.list(FILES.resolve("io/dabiao/core/text"))) {
            return files.map(file -> file.getFileName().toString().replace(".properties", ""))
                    .toList();
        }
    }

    /** Those of pages have templates that name their keys too. */
    private static List<Path> rooms() throws IOException {
        try (Stream<Path> all = Files.walk(FILES.resolve("io/dabiao"))) {
            return all.filter(path -> path.endsWith("en.properties"))
                    .filter(path -> !path.startsWith(FILES.resolve("io/dabiao/page")))
                    .toList();
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(CODE)) {
            return all.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }
}
