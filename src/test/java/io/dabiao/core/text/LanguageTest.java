package io.dabiao.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.forecast.Story;
import io.dabiao.document.KeptWords;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A further language is one set of files: no class names it. Some of Esperanto is among the tests' resources. */
class LanguageTest {

    private static final Language ESPERANTO = Language.all("eo"::equals).get(2);

    @Test
    void aLanguageIsThereByItsFile() {
        assertThat(Language.all()).startsWith(Language.ZH, Language.EN);
        assertThat(Language.all(Set.of("eo", "la", "zh", "en")::contains))
                .extracting(Language::word)
                .containsExactly("zh", "en", "eo", "la");
        assertThat(Language.ofWord("zh-CN;q=0.9")).contains(Language.ZH);
        assertThat(Language.ofWord("EN")).contains(Language.EN);
        assertThat(Language.ofWord("xx")).as("it has no file").isEmpty();
        assertThat(ESPERANTO.tag()).isEqualTo("eo");
    }

    @Test
    void anEvaluationIsSaidInItAndInEnglishWhereAKeyIsMissing() {
        Words sentence = Story.all("sentences.txt")
                .get(0)
                .questions()
                .get(0)
                .evaluation()
                .sentence();
        String said = "服务热线电话接听率 84.03 % (27,112 el 32,265) plenumas ≥ 80.00 %";
        assertThat(ESPERANTO.of(sentence)).isEqualTo(said);
        assertThat(ESPERANTO.of(kept(sentence))).as("kept in a row").isEqualTo(said);
    }

    @Test
    void anAlertIsSaidInIt() {
        Words days = new Words(new Words.Key("io.dabiao.alert", "days", List.of(10L)));
        Words alert = new Words(
                new Words.Key("io.dabiao.alert", "nothingWasHeardSinceLongerThan", List.of("2026-03-01 09:00", days)));
        String said = "nenio estis aŭdita ekde 2026-03-01 09:00, pli longe ol la deklarita 10 tagoj";
        assertThat(ESPERANTO.of(alert)).isEqualTo(said);
        assertThat(ESPERANTO.of(kept(alert))).as("kept in a row").isEqualTo(said);
        assertThat(ESPERANTO.of(kept(new Words("as before", "如前"))))
                .as("kept by a release before")
                .isEqualTo("as before");
    }

    private static Words kept(Words words) {
        return KeptWords.read(words.english(), words.chinese(), KeptWords.written(words));
    }
}
