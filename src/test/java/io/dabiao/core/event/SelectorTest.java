package io.dabiao.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dabiao.core.event.Selector.Fit;
import io.dabiao.core.text.SyntaxException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

    private static final Map<String, Attribute> CALL = Map.of(
            "answered", new Attribute.Flag(true),
            "line", new Attribute.Text("12345"),
            "seconds", new Attribute.Number(new BigDecimal("30.50")),
            "号段", new Attribute.Text("021"));

    @Test
    void aTypeAloneSelectsEveryEventOfIt() {
        assertThat(Selector.parse(" hotline.call ")).isEqualTo(Selector.ofType("hotline.call"));
        assertThat(Selector.parse("hotline.call{}")).isEqualTo(Selector.ofType("hotline.call"));
    }

    @Test
    void everyMatcherIsReadInItsOrder() {
        assertThat(Selector.parse("a:b/c-d_e.f { x = 'it\\'s' , y!~\"a|b\", z<=-1.5, }"))
                .isEqualTo(new Selector(
                        "a:b/c-d_e.f",
                        List.of(
                                new Matcher("x", Matcher.Comparison.EQUAL, "it's"),
                                new Matcher("y", Matcher.Comparison.NOT_LIKE, "a|b"),
                                new Matcher("z", Matcher.Comparison.AT_MOST, "-1.5"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drill",
                "hotline.call{answered=\"true\"}",
                "a{b!=\"\",c=~\"x.*\",d!~\"[0-9]+\",e>1,f>=2.50,g<-3,h<=1E+3}",
                "a{b='say \"hi\"\\n\\t\\\\'}",
                "a{b>\"7\"}",
                "事件{部门=\"科技委\"}",
            })
    void whatIsPrintedParsesToAnEqualOneAndPrintsTheSame(String text) {
        Selector selector = Selector.parse(text);

        assertThat(Selector.parse(selector.toString())).isEqualTo(selector);
        assertThat(Selector.parse(selector.toString())).hasToString(selector.toString());
    }

    @Test
    void theSameSelectorWrittenInTwoWaysPrintsAlike() {
        assertThat(Selector.parse(" a { b = 'c' , d > '5' } ")).hasToString("a{b=\"c\",d>5}");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "answered=\"true\"    | YES",
                "answered=\"True\"    | NO",
                "answered!=\"false\"  | YES",
                "line=\"12345\"       | YES",
                "line=\"1234\"        | NO",
                "line!=\"12345\"      | NO",
                "line=~\"12.*\"       | YES",
                "line=~\"123\"        | NO",
                "line!~\"123\"        | YES",
                "line!~\"[0-9]+\"     | NO",
                "seconds=\"30.5\"     | YES",
                "seconds=\"30.50\"    | NO",
                "seconds>30.5         | NO",
                "seconds>30.49        | YES",
                "seconds>=30.5        | YES",
                "seconds>=30.51       | NO",
                "seconds<30.5         | NO",
                "seconds<30.51        | YES",
                "seconds<=30.50       | YES",
                "seconds<=30.4        | NO",
                "号段=\"021\"          | YES",
                "line>=1              | UNFIT",
                "answered<1           | UNFIT",
            })
    void eachComparisonDecides(String matcher, Fit fit) {
        assertThat(Selector.parse("hotline.call{" + matcher + "}").fit(CALL)).isEqualTo(fit);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "absent=\"\"          | YES",
                "absent=\"true\"      | NO",
                "absent!=\"true\"     | YES",
                "absent!=\"\"         | NO",
                "absent=~\".*\"       | YES",
                "absent=~\".+\"       | NO",
                "absent!~\".+\"       | YES",
                "absent<1             | UNFIT",
                "absent>=0            | UNFIT",
            })
    void anAbsentAttributeReadsAsTheEmptyTextAndIsNoNumber(String matcher, Fit fit) {
        assertThat(Selector.parse("hotline.call{" + matcher + "}").fit(CALL)).isEqualTo(fit);
    }

    @Test
    void aMatcherThatSaysNoGoesBeforeOneThatCannotTell() {
        assertThat(Selector.parse("a{line>1,answered=\"false\"}").fit(CALL)).isEqualTo(Fit.NO);
        assertThat(Selector.parse("a{answered=\"false\",line>1}").fit(CALL)).isEqualTo(Fit.NO);
        assertThat(Selector.parse("a{answered=\"true\",line>1}").fit(CALL)).isEqualTo(Fit.UNFIT);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``              | an event type is expected at position 1",
                "{a=\"b\"}       | an event type is expected at position 1",
                "a b             | nothing more is expected, but there is 'b' at position 3",
                "a{              | an attribute's name is expected at position 3",
                "a{,}            | an attribute's name is expected at position 3",
                "a{b             | one of = != =~ !~ > >= < <= is expected at position 4",
                "a{b}            | one of = != =~ !~ > >= < <= is expected at position 4",
                "a{b==\"c\"}     | one of = != =~ !~ > >= < <= is expected at position 4",
                "a{b=c}          | a quoted text is expected at position 5",
                "a{b=\"c}        | the text that begins here is not closed at position 5",
                "a{b=\"c\\       | an escape ends the text at position 7",
                "a{b=\"c\\d\"}   | \\d is no escape (\\\\ \\\" \\' \\n \\t are) at position 7",
                "a{b=\"c\"       | ',' or '}' is expected at position 8",
                "a{b=\"c\" d=\"e\"} | ',' or '}' is expected at position 9",
                "a{b=\"c\"}}     | nothing more is expected, but there is '}' at position 9",
                "a{b>}           | a number is expected after >, not '' at position 5",
                "a{b>= ten}      | a number is expected after >=, not 'ten' at position 7",
                "a{b=~\"(\"}     | the expression does not compile (missing closing )) at position 6",
                "a{b=~\"(?=x)\"} | the expression does not compile (invalid or unsupported Perl syntax) at position 6",
            })
    void aFaultIsToldWithItsPlace(String text, String told) {
        assertThatExceptionOfType(SyntaxException.class)
                .isThrownBy(() -> Selector.parse(text))
                .withMessage(told + " of " + text)
                .satisfies(fault -> assertThat(told).endsWith("at position " + (fault.position() + 1)));
    }

    /** A backtracking engine would need longer than the universe has lasted. */
    @Test
    void noExpressionStallsTheService() {
        Selector selector = Selector.parse("a{b=~\"(a*)*(a|aa)+$x\"}");
        Map<String, Attribute> text = Map.of("b", new Attribute.Text("a".repeat(10_000)));

        Fit fit = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> selector.fit(text));

        assertThat(fit).isEqualTo(Fit.NO);
    }

    @Test
    void whateverIsWrittenIsReadOrRefusedWithItsPlaceAndSoon() {
        String[] parts = {
            "hotline.call",
            "{",
            "}",
            "=",
            "!=",
            "=~",
            "!~",
            "<",
            ">=",
            "\"",
            "'",
            "\\",
            ",",
            " ",
            "answered",
            "true",
            "12.5",
            "-",
            "1e999",
            "(a+)+$",
            "[",
            "号段",
            "\u0000",
            "\n",
            "\ud83d",
            "((((",
            "\\Q",
            "{2147483647}",
            "?<x"
        };
        SplittableRandom random = new SplittableRandom(20_261_125);
        int[] read = new int[1];
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int round = 0; round < 100_000; round++) {
                StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : "a.b{x=\"y\",");
                for (int i = random.nextInt(12); i > 0; i--) {
                    text.append(parts[random.nextInt(parts.length)]);
                }
                text.append(random.nextBoolean() ? "\"}" : "");
                try {
                    Selector.parse(text.toString()).fit(CALL);
                    read[0]++;
                } catch (SyntaxException wrong) {
                    assertThat(wrong.getMessage()).as(text.toString()).isNotBlank();
                }
            }
        });
        assertThat(read[0]).isPositive();
    }
}
