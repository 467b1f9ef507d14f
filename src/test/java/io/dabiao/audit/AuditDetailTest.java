package io.dabiao.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.text.Words;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuditDetailTest {

    @Test
    void whatIsSaidIsReadInEitherLanguage() {
        AuditDetail detail =
                AuditDetail.of(AuditPhrase.ROLES, "view", "report").and(AuditPhrase.AS_WRITTEN, "因为 {0} \"x\"");

        assertThat(AuditDetail.words(detail.written()))
                .isEqualTo(new Words("roles view, report, 因为 {0} \"x\"", "权限：查看、填报，因为 {0} \"x\""));
        assertThat(detail).hasToString("roles view, report, 因为 {0} \"x\"");
    }

    @Test
    void nothingSaidIsNothing() {
        assertThat(AuditDetail.words(AuditDetail.NONE.written())).isEqualTo(new Words("", ""));
        assertThat(AuditDetail.asWritten("")).isSameAs(AuditDetail.NONE);
    }

    @ParameterizedTest
    @EnumSource(AuditPhrase.class)
    void everyPhraseHasWordsInBothLanguagesWithTheSameArguments(AuditPhrase phrase) {
        List<String> arguments = List.of("ein", "zwei");
        Words words = phrase.words(arguments);

        for (String argument : arguments) {
            assertThat(words.english().contains(argument))
                    .as(argument)
                    .isEqualTo(words.chinese().contains(argument));
        }
        assertThat(words.english()).doesNotContainPattern("\\p{IsHan}").isNotBlank();
        if (phrase != AuditPhrase.AS_WRITTEN && phrase != AuditPhrase.SHA_256) {
            assertThat(words.chinese()).containsPattern("\\p{IsHan}");
        }
        assertThat(AuditPhrase.ofWord(phrase.word())).contains(phrase);
    }

    @Test
    void rolesAreCalledAsThePagesCallThem() throws IOException {
        Properties pages = new Properties();
        try (Reader file = Files.newBufferedReader(
                Path.of("src/main/resources/io/dabiao/page/people/zh.properties"), StandardCharsets.UTF_8)) {
            pages.load(file);
        }
        pages.stringPropertyNames().stream()
                .filter(name -> name.matches("role_[a-z]+"))
                .forEach(name -> assertThat(AuditPhrase.ROLES
                                .words(List.of(name.substring("role_".length())))
                                .chinese())
                        .isEqualTo("权限：" + pages.getProperty(name)));
    }

    @Test
    void whatIsLongIsCutAndNoCharacterIsHalved() {
        String long1 = IntStream.range(0, 3_000).mapToObj(any -> "𠮷").reduce("a", String::concat);
        String kept = AuditDetail.words(AuditDetail.asWritten(long1).written()).english();

        assertThat(kept).hasSizeLessThanOrEqualTo(2_001).endsWith("𠮷…");
    }

    @ParameterizedTest
    @CsvSource({"not JSON", "{}", "[1]", "[[\"of_a_later_release\",\"x\"]]", "[[]]"})
    void whatNoPhraseIsStandsAsItWasKept(String written) {
        assertThat(AuditDetail.words(written)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ALERT_ACKNOWLEDGED, alert 12,   告警 12",
        "SILENCE_ENDED,      silence 3,  静默 3",
        "REJECTION_DISMISSED, rejection 4, 未接收数据 4",
        "FACTS_CORRECTED,    correction 5, 更正 5",
        "PERSON_CREATED,     alert 12,   alert 12",
        "LOAD_STARTED,       run 7,      run 7"
    })
    void aNumberHasItsKindBeforeItAndANameIsAName(AuditAct act, String kept, String chinese) {
        assertThat(act.subject(kept)).isEqualTo(new Words(kept, chinese));
    }
}
