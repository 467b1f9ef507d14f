package io.dabiao.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a row keeps of a statement beside its two texts. */
class KeptWordsTest {

    /** Whose room has files of a third language among the tests' resources. */
    private static Words days(Object many) {
        return Words.of(KeptWordsTest.class, "days", many);
    }

    private static Words again(Words words) {
        return KeptWords.read(words.english(), words.chinese(), KeptWords.written(words));
    }

    @Test
    void aStatementIsSaidInALanguageThatCameLater() {
        Words read = again(Words.of(KeptWordsTest.class, "late", "甲", days(1), new BigDecimal("2.50")));
        assertThat(read.english()).isEqualTo("甲 is late by 1 day of 2.50");
        assertThat(read.chinese()).isEqualTo("甲晚了 1 天，共 2.50");
        assertThat(read.in("eo")).isEqualTo("甲 malfruas 1 tagon el 2.50");
        Words several = Words.joined(Words.of(KeptWordsTest.class, "and"), List.of(days(2), new Words("so", "如此")));
        assertThat(again(several).in("eo")).isEqualTo("2 tagojn kaj so");
        assertThat(again(again(several)).in("eo")).as("kept again").isEqualTo("2 tagojn kaj so");
    }

    @Test
    void itsTextsStayAsTheyWereWhenItWasKept() {
        String said = KeptWords.written(days(3));
        assertThat(said).isEqualTo("{\"key\":\"document.days\",\"with\":[3]}");
        Words read = KeptWords.read("three days", "三天", said);
        assertThat(read.english()).isEqualTo("three days");
        assertThat(read.chinese()).isEqualTo("三天");
        assertThat(read.in("eo")).isEqualTo("3 tagojn");
    }

    @Test
    void whatIsNotKnownAnyMoreIsReadAsItsEnglishText() {
        for (String said : List.of(
                "{\"key\":\"document.gone\"}",
                "{\"key\":\"nowhere.days\",\"with\":[3]}",
                "{\"key\":\"days\"}",
                "{\"parts\":[{\"key\":\"document.gone\"}],\"between\":\"\"}",
                "not JSON",
                "{}")) {
            assertThat(KeptWords.read("text", "文字", said).in("eo")).as(said).isEqualTo("text");
        }
    }

    @Test
    void aRowOfTheReleasesBeforeHasItsTwoTexts() {
        Words before = KeptWords.read("text", "文字", null);
        assertThat(before.in("eo")).isEqualTo("text");
        assertThat(before.chinese()).isEqualTo("文字");
        assertThat(KeptWords.written(before)).isNull();
    }
}
