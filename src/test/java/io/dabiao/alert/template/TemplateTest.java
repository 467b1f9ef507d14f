package io.dabiao.alert.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates can say, and that it is all that they can do. */
class TemplateTest {

    private static final Map<String, Object> VALUES = values();

    private static Map<String, Object> values() {
        Map<String, Object> values = new HashMap<>();
        values.put("title", "热线 \"接听率\"");
        values.put("count", 2);
        values.put("resolved", false);
        values.put("nothing", null);
        values.put("empty", "");
        values.put("none", List.of());
        values.put("first", Map.of("severity", "critical", "sentence", Map.of("zh", "甲\n乙")));
        values.put("alerts", List.of(Map.of("owner", "张三"), Map.of("owner", "李四")));
        return values;
    }

    private static String rendered(String template) throws WrongTemplate {
        return Template.of(template).render(VALUES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain                                                       | plain",
                "{title}                                                     | 热线 \"接听率\"",
                "{first.sentence.zh.quoted}                                  | \"甲\\n乙\"",
                "{title.quoted}                                              | \"热线 \\\"接听率\\\"\"",
                "{nothing.quoted}                                            | null",
                "<{nothing}{empty}>                                          | <>",
                "{#for a in alerts}{a_count}{a.owner}{#if a_hasNext}、{/if}{/for} | 1张三、2李四",
                "{#each alerts}{it.owner}{/each}                             | 张三李四",
                "{#for a in none}x{#else}-{/for}                             | -",
                "{alerts.size} {alerts.0.owner} {alerts[1].owner}            | 2 张三 李四",
                "{first['severity']}                                         | critical",
                "{nothing ?: 'x'} {unknown ?: title}                         | x 热线 \"接听率\"",
                "{unknown??}.                                                | .",
                "{resolved ? 'over' : 'firing'}                              | firing",
                "{#if count == 2}two{#else}more{/if}                         | two",
                "{#if count > 2}a{#else if count >= 2 && !resolved}b{#else}c{/if} | b",
                "{#if resolved or (count ne 2)}a{#else}b{/if}                | b",
                "{#if first.severity == 'critical'}!{/if}                    | !",
                "{#if empty}a{#else}b{/}                                     | b",
                "\\{title} {\"json\": [1, {title.quoted}]} { title }         | {title} {\"json\": [1, \"热线 \\\"接听率\\\"\"]} { title }",
            })
    void aTemplateReadsNamedValuesChoosesAndRepeats(String template, String text) throws WrongTemplate {
        assertThat(rendered(template)).isEqualTo(text);
    }

    @Test
    void commentsAndWhatStandsForItselfAreNotRead() throws WrongTemplate {
        assertThat(rendered("{! a comment {x} !}x{|{title}|}")).isEqualTo("x{title}");
    }

    @Test
    void aLineOfSectionsAloneLeavesNoEmptyLine() throws WrongTemplate {
        assertThat(rendered("a\n{#for a in alerts}\n- {a.owner}\n  {#if a_isLast}\nend\n  {/if}\n{/for}\n\nb"))
                .isEqualTo("a\n- 张三\n- 李四\nend\n\nb");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{first.severity.repeat(9)}          | line 1, column 1: no such value: 'first.severity.repeat(9)'",
                "a{title}\\n {first.colour}          | line 2, column 2: no such value: 'first.colour'",
                "{first.severity.length}             | line 1, column 1: no such value: 'first.severity.length'",
                "{alerts.class}                      | line 1, column 1: no such value: 'alerts.class'",
                "{alerts.9.owner}                    | line 1, column 1: no such value: 'alerts.9.owner'",
                "{cdi:people}                        | line 1, column 1: no such value: 'cdi:people'",
                "{inject:people.all}                 | line 1, column 1: no such value: 'inject:people.all'",
                "{str:builder('x')}                  | line 1, column 1: no such value: 'str:builder('x')'",
                "{config:dabiao.admin-token}         | line 1, column 1: no such value: 'config:dabiao.admin-token'",
                "{title.or('a').repeat(9)}           | line 1, column 1: no such value: 'title.or('a').repeat(9)'",
                "{#include alerts/body.zh.txt /}     | line 1, column 1: no such section: {#include}",
                "{#insert x}{/insert}                | line 1, column 1: no such section: {#insert}",
                "{#let a=1}{/let}                    | line 1, column 1: no such section: {#let}",
                "{#eval '{title}' /}                 | line 1, column 1: no such section: {#eval}",
                "{#fragment id=a}{/fragment}         | line 1, column 1: no such section: {#fragment}",
                "{#for i in 1000000000}x{/for}       | line 1, column 1: only a list can be gone through",
                "{#for i in title}x{/for}            | line 1, column 1: only a list can be gone through",
                "{#for i alerts}x{/for}              | line 1, column 1: a loop is written {#for one in many}",
                "{alerts}                            | line 1, column 1: this is no single value",
                "{#if title > 1}{/if}                | line 1, column 1: only numbers are larger",
                "{#if count}                         | line 1, column 1: {#if} is never ended by {/if}",
                "{/if}                               | line 1, column 1: {/if} ends nothing",
                "{#if count}{/for}                   | line 1, column 12: {/for} where {/if} is due",
                "{#if count}{#else}{#else}{/if}      | line 1, column 19: {#else} belongs once",
                "{title                              | line 1, column 1: '{' is never ended by '}'",
                "{title title}                       | line 1, column 1: this cannot be read: 'title title'",
                "{title + 1}                         | line 1, column 1: this cannot be read: 'title + 1'",
                "{#if }x{/if}                        | line 1, column 1: this cannot be read",
            })
    void whatIsWrongIsToldWithItsPlace(String template, String words) {
        assertThatThrownBy(() -> rendered(template.replace("\\n", "\n")))
                .isInstanceOf(WrongTemplate.class)
                .hasMessageStartingWith(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{resolved.describeConstable.get.bootstrapMethod.kind.declaringClass.module.layer.findLoader('java.sql')"
                        + ".loadClass('java.lang.System').getMethod('getenv').invoke(null).get('DABIAO_ADMIN_TOKEN')}",
                "{resolved.describeConstable.get.bootstrapMethod.kind.declaringClass.module.layer.findLoader('java.sql')"
                        + ".loadClass('java.lang.Runtime').getMethod('getRuntime').invoke(null).exec('id')}",
                "{resolved.describeConstable}",
                "{title.getClass.forName('java.lang.Runtime')}",
                "{alerts.getClass.getClassLoader}",
            })
    void noChainOfMethodsLeadsAnywhere(String template) {
        assertThatThrownBy(() -> rendered("ab\n  " + template))
                .isInstanceOf(WrongTemplate.class)
                .hasMessageStartingWith("line 2, column 3: no such value: '" + template.substring(1, 15));
    }

    @Test
    void loopsTextsAndNestingAreBounded() {
        List<Map<String, Object>> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(Map.of("owner", "x".repeat(1000)));
        }
        Map<String, Object> values = Map.of("alerts", hundred, "first", "y".repeat(10_000));
        String nested = "{#for a in alerts}{#for b in alerts}{#for c in alerts}{#for d in alerts}{#if a}{/if}"
                + "{/for}{/for}{/for}{/for}";
        assertThatThrownBy(() -> Template.of(nested).render(values)).hasMessageContaining("repeats too much");
        assertThatThrownBy(() -> Template.of("{#for a in alerts}{#for b in alerts}{a.owner}{/for}{/for}")
                        .render(values))
                .hasMessageContaining("longer than 200000 characters");
        assertThatThrownBy(() -> Template.of("{first}".repeat(21)).render(values))
                .hasMessageContaining("longer than 200000 characters");
        assertThatThrownBy(() -> Template.of("{#if first}".repeat(21) + "{/if}".repeat(21)))
                .hasMessageContaining("more than 20 deep");
        assertThatThrownBy(() -> Template.of("x".repeat(Template.LONGEST + 1))).hasMessageContaining("at most 64000");
        assertThatThrownBy(() -> Template.of("{" + "a.".repeat(30_000) + "a}")).hasMessageContaining("2000 characters");
        assertThatThrownBy(() -> Template.of("{#if " + "(".repeat(900) + "}{/if}"))
                .hasMessageContaining("200 words");
        assertThatThrownBy(() -> Template.of("{#if " + "!".repeat(900) + "}{/if}"))
                .hasMessageContaining("200 words");
    }

    /** Made of the pieces of other template languages and of this one's, whole and broken. */
    @Test
    void whateverIsWrittenIsATextOrAFaultWithAPlaceAndNothingElse() {
        List<String> pieces = List.of(
                "{",
                "}",
                "{#",
                "{/",
                "{!",
                "!}",
                "{|",
                "|}",
                "\\",
                "'",
                "\"",
                "(",
                ")",
                "[",
                "]",
                ".",
                ":",
                "?",
                "?:",
                "??",
                "!",
                "&&",
                "||",
                "==",
                ">",
                "{title}",
                "{first.severity}",
                "{alerts}",
                "{#for a in alerts}",
                "{#each alerts}",
                "{/for}",
                "{/each}",
                "{/}",
                "{#if ",
                "{#if count > 1}",
                "{#else}",
                "{#else if count}",
                "{/if}",
                "{a.owner",
                "a",
                "it",
                "title",
                "first",
                "alerts",
                ".quoted",
                ".size",
                ".getClass",
                ".class",
                ".repeat(99999999)",
                ".raw",
                "str:",
                "cdi:",
                "inject:",
                "{#include x /}",
                "{#insert}",
                "{#let x=1}",
                "{#eval '{x}' /}",
                "{#fragment id=f}",
                "{#set y=2}",
                "{#with first}",
                "{#when count}",
                "{@lang.Runtime r}",
                "{r.exec('id')}",
                "{#for i in 1000000000}",
                "1e999999999",
                "9999999999999999999",
                "-1",
                " ",
                "\n",
                "\r",
                "\t",
                "\0",
                "中文",
                "\uD83D",
                "${7*7}",
                "{{7*7}}",
                "<%= x %>",
                "#{x}");
        Random random = new Random(17);
        int texts = 0;
        int faults = 0;
        long begun = System.nanoTime();
        for (int round = 0; round < 30_000; round++) {
            StringBuilder template = new StringBuilder();
            int parts = 1 + random.nextInt(25);
            for (int i = 0; i < parts; i++) {
                template.append(pieces.get(random.nextInt(pieces.size())));
            }
            try {
                String text = rendered(template.toString());
                assertThat(text.length()).isLessThanOrEqualTo(Template.MOST_WRITTEN);
                texts++;
            } catch (WrongTemplate wrong) {
                assertThat(wrong.line()).isPositive();
                assertThat(wrong.column()).isPositive();
                assertThat(wrong.getMessage())
                        .doesNotContain("java.", "io.dabiao", "Exception")
                        .hasSizeLessThan(400);
                faults++;
            }
        }
        assertThat(texts).isGreaterThan(1_000);
        assertThat(faults).isGreaterThan(10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(2));
    }
}
