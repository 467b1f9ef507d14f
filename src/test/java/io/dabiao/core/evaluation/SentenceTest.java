package io.dabiao.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.forecast.Story;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.measure.Unit;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of {@code src/test/resources/core/sentences.txt}, which {@code -Dgolden=write} regenerates. */
class SentenceTest {

    private static final String FILE = "sentences.txt";

    @Test
    void theSentencesAreThoseOfTheGoldenFile() throws IOException {
        String said = said();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(Path.of("src/test/resources/core", FILE), said);
        } else {
            assertThat(said).isEqualTo(Story.text(FILE));
        }
    }

    /** 25,000 calls make 84.996, ten million million calls what a dozen digits cannot tell from 85. */
    @ParameterizedTest
    @ValueSource(
            strings = {"0.84996", "0.8499999999", "0.84999999999999999999", "0.849999999999999999999999999999999999"})
    void whatFallsShortIsNeverShownAsTheTarget(String share) {
        Story.Question question = Story.all(FILE).get(0).questions().get(0);
        Target target = new Target(Operator.AT_LEAST, new BigDecimal("85"), Unit.of("%"), Target.Nature.QUANTITY);
        Fraction actual = target.unit().fromBase(Fraction.of(new BigDecimal(share)));

        Words words = new Sentence(
                        question.indicator(),
                        Optional.of(target),
                        false,
                        Reading.of(Fraction.of(new BigDecimal(share)), Reading.Parts.of(1, 0)),
                        Optional.of(actual),
                        java.util.List.of(),
                        Verdict.BREACHED,
                        false,
                        new Forecast.Absent(new Words("none", "无")))
                .words();

        assertThat(words.english()).contains(" 84.99").doesNotContain(" 85 % is");
        assertThat(words.chinese()).contains(" 84.99");
    }

    /** The file as it is, with the sentences of today below each question. */
    private static String said() {
        Map<Integer, Story.Question> questions = Story.all(FILE).stream()
                .flatMap(story -> story.questions().stream())
                .collect(Collectors.toMap(Story.Question::line, Function.identity()));
        StringBuilder said = new StringBuilder();
        int number = 0;
        for (String line : Story.text(FILE).lines().toList()) {
            number++;
            if (line.startsWith("  ")) {
                continue;
            }
            said.append(line).append('\n');
            Story.Question question = questions.get(number);
            if (question != null) {
                Words words = question.evaluation().sentence();
                said.append("  ").append(words.english()).append('\n');
                said.append("  ").append(words.chinese()).append('\n');
            }
        }
        return said.toString();
    }
}
