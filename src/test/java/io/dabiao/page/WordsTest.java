package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every page and every other room says the same in every language. */
class WordsTest {

    private static final Path ROOMS = Path.of("src", "main", "resources", "io", "dabiao");

    /**
     * One of the languages leaves an argument out: a time in UTC or a reason that has no Chinese, the English word for what was
     * missed, the score that the Chinese paper repeats, a limit of frames, the year of a calendar, the noun
     * of a unit, why a token may not import a row, a number of days that Chinese never says below 0.
     */
    private static final Set<String> LEFT_OUT = Set.of(
            "messagesForWaitSince",
            "whichNamesIsReadUntilAnd",
            "whichNamesIsNotRead",
            "isMissed",
            "computedScoredLowerBy",
            "unpublished",
            "forbidden",
            "moreThanFramesAndNoAnswer",
            "nothingMoreAllowed",
            "itHasChangedByAMonth",
            "daysObservedAreWanted");

    @Test
    void everyRoomHasTheSameWordsInEveryLanguage() throws IOException {
        List<String> languages;
        try (Stream<Path> files = Files.list(ROOMS.resolve("core/text"))) {
            languages = files.map(file -> file.getFileName().toString()).toList();
        }
        assertThat(languages).contains("en.properties", "zh.properties");
        try (Stream<Path> all = Files.walk(ROOMS)) {
            List<Path> english =
                    all.filter(path -> path.endsWith("en.properties")).toList();
            for (Path file : english) {
                for (String language : languages) {
                    Path other = file.resolveSibling(language);
                    assertThat(other).exists();
                    compared(other, words(file), words(other));
                }
            }
        }
    }

    private static void compared(Path file, Properties en, Properties other) {
        assertThat(withoutSingulars(other)).as(file.toString()).isEqualTo(withoutSingulars(en));
        for (String key : withoutSingulars(other)) {
            if (!LEFT_OUT.contains(key)) {
                assertThat(parameters(other.getProperty(key)))
                        .as(file + " " + key)
                        .isEqualTo(parameters(en.getProperty(key)));
            }
            assertThat(other.getProperty(key)).as(file + " " + key).isNotBlank();
            assertThat(en.getProperty(key)).as(file + " " + key).doesNotContainPattern("\\p{IsHan}");
        }
    }

    /** A language has a text in the singular where it needs one. */
    private static Set<String> withoutSingulars(Properties words) {
        Set<String> keys = new TreeSet<>(words.stringPropertyNames());
        keys.removeIf(key -> key.endsWith("One") && words.containsKey(key.substring(0, key.length() - 3)));
        return keys;
    }

    private static Set<String> parameters(String words) {
        return Pattern.compile("\\{\\d}")
                .matcher(words)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties words(Path file) throws IOException {
        Properties words = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            words.load(reader);
        }
        assertThat(new TreeMap<>(words)).isNotEmpty();
        return words;
    }
}
