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

/** Every page and every other room says the same in both languages. */
class WordsTest {

    private static final Path ROOMS = Path.of("src", "main", "resources", "io", "dabiao");

    /**
     * One of the languages leaves an argument out: a time in UTC or a reason that has no Chinese, the English word for what was
     * missed, the score that the Chinese paper repeats, a limit of frames, the year of a calendar, the noun
     * of a unit, a number of days that Chinese never says below 0.
     */
    private static final Set<String> LEFT_OUT = Set.of(
            "messagesForWaitSince",
            "whichNamesIsReadUntilAnd",
            "whichNamesIsNotRead",
            "isMissed",
            "computedScoredLowerBy",
            "unpublished",
            "moreThanFramesAndNoAnswer",
            "nothingMoreAllowed",
            "itHasChangedByAMonth",
            "daysObservedAreWanted");

    @Test
    void everyRoomHasTheSameWordsInBothLanguages() throws IOException {
        try (Stream<Path> all = Files.walk(ROOMS)) {
            List<Path> chinese =
                    all.filter(path -> path.endsWith("zh.properties")).toList();
            assertThat(chinese).isNotEmpty();
            for (Path file : chinese) {
                Properties zh = words(file);
                Properties en = words(file.resolveSibling("en.properties"));
                Set<String> singular = new TreeSet<>(en.stringPropertyNames());
                singular.removeIf(key -> key.endsWith("One") && en.containsKey(key.substring(0, key.length() - 3)));
                assertThat(singular).as(file.toString()).isEqualTo(new TreeSet<>(zh.stringPropertyNames()));
                for (String key : zh.stringPropertyNames()) {
                    if (!LEFT_OUT.contains(key)) {
                        assertThat(parameters(en.getProperty(key)))
                                .as(file + " " + key)
                                .isEqualTo(parameters(zh.getProperty(key)));
                    }
                    assertThat(zh.getProperty(key)).as(file + " " + key).isNotBlank();
                    assertThat(en.getProperty(key)).as(file + " " + key).doesNotContainPattern("\\p{IsHan}");
                }
            }
        }
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
