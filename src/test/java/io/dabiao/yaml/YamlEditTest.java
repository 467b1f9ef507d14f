package io.dabiao.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlEditTest {

    private static final String TEXT = """
            # the head
            project: one
            year: 2024   # of the form
            period: {from: 2024-01-01, to: 2024-12-31}
            indicators:
              # 数量指标 𠀋
              - id: first
                name: 第一项 # its name
                measure: {count: drill}

              # 质量指标
              - id: second
                name: >-
                  第二
                  项
                amendments:
                  - {from: 2024-06-01, printed: "≥3(次)"}

            # the end
            probes: []
            """;

    @Test
    void aValueIsReplacedAndEverythingElseStays() {
        assertThat(new YamlEdit(TEXT).set("2026", "year").toString())
                .isEqualTo(TEXT.replace("year: 2024 ", "year: 2026 "));
        assertThat(new YamlEdit(TEXT).set("2026-01-01", "period", "from").toString())
                .isEqualTo(TEXT.replace("from: 2024-01-01", "from: 2026-01-01"));
        assertThat(new YamlEdit(TEXT)
                        .set("\"另名\"", "indicators", "#first", "name")
                        .toString())
                .isEqualTo(TEXT.replace("第一项", "\"另名\""));
    }

    @Test
    void aKeyThatIsNotThereIsAddedBelowTheLastOne() {
        assertThat(new YamlEdit(TEXT).set("王芳", "indicators", "#first", "owner").toString())
                .contains("    measure: {count: drill}\n    owner: 王芳\n\n  # 质量指标");
        assertThat(new YamlEdit(TEXT).set("1", "period", "more").toString()).contains("to: 2024-12-31, more: 1}");
    }

    @Test
    void anItemIsAddedBehindTheLastAndBeforeTheCommentsOfWhatFollows() {
        String added = new YamlEdit(TEXT)
                .append(List.of("id: third", "name: 第三项"), "indicators")
                .toString();
        assertThat(added).contains("printed: \"≥3(次)\"}\n  - id: third\n    name: 第三项\n\n# the end");
        assertThat(new YamlEdit(added).value("indicators", "#third", "name")).contains("第三项");
    }

    @Test
    void aListIsMadeWhereThereIsNone() {
        assertThat(new YamlEdit(TEXT)
                        .append(List.of("from: 2024-07-01", "by: 王芳"), "indicators", "#first", "amendments")
                        .toString())
                .contains(
                        "measure: {count: drill}\n    amendments:\n      - from: 2024-07-01\n        by: 王芳\n\n  # 质量");
        assertThat(new YamlEdit(TEXT).append(List.of("site: a"), "probes").toString())
                .contains("probes: [{site: a}]");
        assertThat(new YamlEdit(TEXT).append(List.of("site: a"), "loads").toString())
                .endsWith("probes: []\nloads:\n  - site: a\n");
    }

    @Test
    void aKeyIsTakenOutWithItsLines() {
        assertThat(new YamlEdit(TEXT)
                        .without("indicators", "#second", "amendments")
                        .toString())
                .isEqualTo(TEXT.replace("    amendments:\n      - {from: 2024-06-01, printed: \"≥3(次)\"}\n", ""));
        assertThat(new YamlEdit(TEXT).without("indicators", "#first", "id").toString())
                .contains("  - name: 第一项");
        assertThat(new YamlEdit(TEXT).without("nothing").toString()).isEqualTo(TEXT);
    }

    @Test
    void anItemIsTakenOutOfAListWithItsLines() {
        String without = new YamlEdit(TEXT).without("indicators", "#first").toString();
        assertThat(without).doesNotContain("id: first", "第一项").contains("  - id: second");
        assertThat(new YamlEdit(TEXT).without("indicators", "#nothing").toString())
                .isEqualTo(TEXT);
        assertThatThrownBy(() -> new YamlEdit("- - id: a\n  - id: b\n").without("#a"))
                .isInstanceOf(YamlEdit.Unchangeable.class);
        assertThat(new YamlEdit("indicators:\n  - id: a\n    note: |\n      text\n  - id: b\n")
                        .without("indicators", "#a")
                        .toString())
                .isEqualTo("indicators:\n  - id: b\n");
    }

    @Test
    void anItemIsFoundByAnyKeyThatNamesIt() {
        String probes = "probes:\n  - site: a\n    url: https://a.example.org/\n  - {site: b, kind: tcp}\n";
        assertThat(new YamlEdit(probes).value("probes", "#site=b", "kind")).contains("tcp");
        assertThat(new YamlEdit(probes).has("probes", "#b")).isFalse();
        assertThat(new YamlEdit(probes).values("probes", "#site=b", "kind")).containsExactly("tcp");
        assertThat(new YamlEdit("expect: [a, b]\n").values("expect")).containsExactly("a", "b");
        assertThat(new YamlEdit("expect: [a, b]\n").values("other")).isEmpty();
        assertThat(new YamlEdit(probes)
                        .set("60s", "probes", "#site=a", "interval")
                        .toString())
                .contains("url: https://a.example.org/\n    interval: 60s\n  - {site: b");
        assertThat(new YamlEdit(probes).without("probes", "#site=a").toString())
                .isEqualTo("probes:\n  - {site: b, kind: tcp}\n");
        assertThat(new YamlEdit(probes).without("probes", "#site=b").toString())
                .isEqualTo("probes:\n  - site: a\n    url: https://a.example.org/\n");
    }

    @Test
    void whatIsWrittenOnOneLineLosesAPartWithItsComma() {
        String text = "probes: [{site: a, kind: tcp}, {site: b}, {site: c}] # all\n";
        assertThat(new YamlEdit(text).without("probes", "#site=a").toString())
                .isEqualTo("probes: [{site: b}, {site: c}] # all\n");
        assertThat(new YamlEdit(text).without("probes", "#site=b").toString())
                .isEqualTo("probes: [{site: a, kind: tcp}, {site: c}] # all\n");
        assertThat(new YamlEdit(text).without("probes", "#site=c").toString())
                .isEqualTo("probes: [{site: a, kind: tcp}, {site: b}] # all\n");
        assertThat(new YamlEdit(text).without("probes", "#site=a", "kind").toString())
                .contains("[{site: a}, ");
        assertThat(new YamlEdit(text).without("probes", "#site=a", "site").toString())
                .contains("[{kind: tcp}, ");
        assertThat(new YamlEdit(text).without("probes", "#site=b", "site").toString())
                .contains(", {}, ");
    }

    @Test
    void whatLosesItsOnlyPartIsEmptyAndTakesAnotherAgain() {
        for (String list : List.of(
                "probes:\n  - site: a\n    url: b\n\n# end\nnext: 1\n",
                "probes:\n- site: a\n  url: |\n    b\nnext: 1\n",
                "probes: [{site: a}]\nnext: 1\n")) {
            YamlEdit empty = new YamlEdit(list).without("probes", "#site=a");
            assertThat(empty.has("probes")).as(list).isTrue();
            assertThat(empty.has("probes", "#site=a")).as(list).isFalse();
            assertThat(empty.value("next")).as(list).contains("1");
            assertThat(empty.append(List.of("site: c"), "probes").value("probes", "#site=c", "site"))
                    .as(list)
                    .contains("c");
        }
        assertThat(new YamlEdit("period:\n  from: 2024-01-01 # day\nnext: 1\n")
                        .without("period", "from")
                        .toString())
                .isEqualTo("period:\n  {} # day\nnext: 1\n");
    }

    @Test
    void whatIsWrittenAcrossLinesIsReplacedWhole() {
        assertThat(new YamlEdit(TEXT)
                        .set("\"短\"\n", "indicators", "#second", "name")
                        .toString())
                .contains("name: \"短\"\n    amendments:");
    }

    @Test
    void aPlaceThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new YamlEdit(TEXT).set("1", "nothing", "key"))
                .isInstanceOf(YamlEdit.Unchangeable.class);
        assertThatThrownBy(() -> new YamlEdit("- a\n").has("b")).isInstanceOf(YamlEdit.Unchangeable.class);
    }
}
