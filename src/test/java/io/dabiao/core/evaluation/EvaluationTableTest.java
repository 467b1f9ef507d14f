package io.dabiao.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.forecast.Story;
import io.dabiao.core.measure.Fraction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an evaluation finds, row by row: {@code src/test/resources/core/evaluations.txt}. To add a row needs no Java. */
class EvaluationTableTest {

    private static final Pattern SAYING = Pattern.compile("(.*?)(?:, \"(.*)\")?");
    private static final Pattern ABOUT = Pattern.compile("≈ -?\\d+(?:\\.(\\d+))?.*");

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void whatIsFoundIsWhatIsWritten(Story.Question row) {
        Matcher expected = SAYING.matcher(row.expected());
        assertThat(expected.matches()).isTrue();
        Evaluation evaluation = row.evaluation();
        String english = evaluation.sentence().english();

        assertThat(found(evaluation, expected.group(1))).as(english).isEqualTo(expected.group(1));
        if (expected.group(2) != null) {
            assertThat(english).contains(expected.group(2));
        }
    }

    @Test
    void everyBlockHasATitleOfItsOwn() {
        assertThat(Story.titlesTwice(Story.all("evaluations.txt"))).isEmpty();
    }

    static Stream<Story.Question> rows() {
        return Story.all("evaluations.txt").stream().flatMap(story -> story.questions().stream());
    }

    /** In the words of the file, rounded where the file rounds. */
    private static String found(Evaluation evaluation, String expected) {
        StringBuilder found = new StringBuilder();
        evaluation.actual().ifPresent(actual -> {
            Matcher about = ABOUT.matcher(expected);
            found.append(
                    about.matches()
                            ? "≈ " + rounded(actual, about.group(1))
                            : actual.decimal().toPlainString());
            evaluation
                    .target()
                    .map(target -> target.unit().symbol())
                    .filter(symbol -> !symbol.isEmpty())
                    .ifPresent(symbol -> found.append(' ').append(symbol));
            found.append(", ");
        });
        found.append(evaluation.verdict().word());
        if (evaluation.hearing() == Hearing.NEVER) {
            found.append(", never heard");
        }
        if (evaluation.stale()) {
            found.append(", stale");
        }
        if (evaluation.reading().parts().unfit() > 0) {
            found.append(", ").append(evaluation.reading().parts().unfit()).append(" left out");
        }
        return found.toString();
    }

    private static String rounded(Fraction actual, String digits) {
        int scale = digits == null ? 0 : digits.length();
        return actual.rounded(scale).setScale(scale).toPlainString();
    }
}
