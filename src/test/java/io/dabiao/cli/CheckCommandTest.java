package io.dabiao.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-07-01T00:00:00Z"), ZoneOffset.UTC);

    private static final String SOUND = """
            project: hotline
            name: 科技热线
            year: 2024
            institution: 示例中心
            period: {from: 2024-01-01, to: 2024-12-31}
            budget: {total: 100.00, treasury: 100.00}
            goal: 接得起，答得好
            indicators:
              - id: answer-rate
                name: 服务热线电话接听率
                level1: 产出指标
                level2: 质量指标
                declaredIn: table
                printed: "≥85.00(%)"
                behaviour: standing
                measure:
                  ratio: {count: 'hotline.call{answered="true"}'}
                  to: {count: 'hotline.call'}
                cadence: P2D
              - id: drills
                name: 演练
                level1: 产出指标
                level2: 数量指标
                declaredIn: table
                printed: "=1.00(次)"
                behaviour: accumulate
                measure: {count: 'drill'}
                cadence: P100D
              - id: leverage
                name: 撬动比例
                level1: 效益指标
                level2: 社会效益指标
                declaredIn: narrative
                behaviour: standing
                measure: reported
                cadence: P400D
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path declaration;

    @BeforeEach
    void soundDeclaration() throws IOException {
        declaration = Files.writeString(folder.resolve("hotline.yaml"), SOUND);
    }

    private int check(Object... arguments) {
        CommandLine line =
                Commands.line(CLOCK).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] words = new String[arguments.length + 1];
        words[0] = "check";
        for (int i = 0; i < arguments.length; i++) {
            words[i + 1] = arguments[i].toString();
        }
        return line.execute(words);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @Test
    void aSoundFileIsOkAndSummarised() {
        assertThat(check(declaration)).isZero();
        assertThat(lines())
                .containsExactly(
                        "OK  " + declaration,
                        "    科技热线 (hotline), 2024: 3 indicators, 1 of them without a declared target",
                        "    listens to drill, hotline.call, indicator.reported",
                        "    建议：没有满意度指标");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyFaultIsToldWithItsPlaceAndTheSoundFileIsStillSummarised() throws IOException {
        Path faulty = Files.writeString(
                folder.resolve("faulty.yaml"),
                SOUND.replace("project: hotline", "project: other")
                        .replace("name: 科技热线", "name: 另一项目")
                        .replace("behaviour: standing\n    measure:\n", "behaviour: standig\n    measure:\n")
                        .replace("cadence: P100D", "cadence: sometimes"));
        assertThat(check(folder)).isEqualTo(1);
        assertThat(lines().get(0)).startsWith(faulty + ":15:16: found 'standig'");
        assertThat(lines().get(1)).startsWith(faulty + ":28:14: found 'sometimes'");
        assertThat(lines()).contains("OK  " + declaration).last().isEqualTo("2 faults in 1 file");
    }

    @Test
    void theShippedFormsAreSound() {
        assertThat(check("src/main/resources/catalogue")).isZero();
        assertThat(lines()).filteredOn(line -> line.startsWith("OK")).hasSize(7);
    }

    @Test
    void withEventsItEvaluatesAtTheYearsEndInAlignedColumns() throws IOException {
        assertThat(check(declaration, "--events", events())).isZero();
        assertThat(lines())
                .contains(
                        "科技热线, 2024, as of 2025-01-01T00:00+08:00",
                        "    line 5: time must be RFC 3339 with an offset, such as 2024-03-01T08:00:00+08:00, not \"yesterday\"")
                .anyMatch(line -> line.endsWith("events.ndjson: 4 events, 1 duplicate, 1 rejected"));
        List<String> table = lines().subList(lines().size() - 4, lines().size());
        assertThat(table.get(1)).matches("missed \\(stale\\) +服务热线电话接听率 +66\\.67 +≥ 85.00 % .*");
        assertThat(table.get(2)).matches("met \\(stale\\) +演练 +1 +.*");
        assertThat(table.get(3)).matches("undeclared \\(never heard\\) +撬动比例 +- +- +.*");
        assertThat(table.stream().map(CheckCommandTest::thirdColumn).distinct())
                .as("where the third column begins, on a terminal")
                .hasSize(1);
    }

    private static int thirdColumn(String line) {
        Matcher first = Pattern.compile("^\\S+(?: \\((?:stale|never heard)\\))? +\\S+ +")
                .matcher(line);
        assertThat(first.find()).isTrue();
        return TextTable.width(line.substring(0, first.end()));
    }

    @Test
    void anEarlierInstantLeavesLaterEventsOut() throws IOException {
        assertThat(check(declaration, "--events", events(), "--at", "2024-03-02T00:00:00+08:00", "--language", "en"))
                .isZero();
        assertThat(lines()).anyMatch(line -> line.matches("on_track +服务热线电话接听率 +100 .*"));
        assertThat(lines()).anyMatch(line -> line.matches("no_data \\(never heard\\) +演练 +- .*"));
    }

    @Test
    void compressedEventsAreReadAsTheyAre() throws IOException {
        Path compressed = folder.resolve("events.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(events(), gzip);
        }
        assertThat(check(declaration, "--events", compressed)).isZero();
        assertThat(out.toString()).contains("4 events, 1 duplicate, 1 rejected");
    }

    @Test
    void aMistakeInTheCommandIsToldInALineWithoutAStackTrace() {
        assertThat(check(folder.resolve("absent.yaml"))).isEqualTo(2);
        assertThat(err.toString()).startsWith("dabiao: there is no file ").doesNotContain("\tat ");
    }

    @Test
    void aLocalTimeIsNoInstantToEvaluateAt() throws IOException {
        assertThat(check(declaration, "--events", events(), "--at", "2024-03-02T00:00:00"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--at must be a date and time with its offset");
    }

    @Test
    void aFinishedYearIsTakenOverFromItsSelfAssessment() throws IOException {
        Path form = Files.writeString(
                folder.resolve("selfeval.txt"),
                String.join(
                        "\n",
                        "项目支出绩效自评表",
                        "（2023年度）",
                        "项目名称\t阅览室开放",
                        "实施单位\t某某图书馆",
                        "年度资金总额\t120000元\t其中：当年财政拨款\t120000元",
                        "开始日期\t2023-01-01\t完成日期\t2023-12-31",
                        "年度总体目标\t全年开放。",
                        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分",
                        "产出指标\t数量指标\t开放天数\t≥300(天)\t310天\t40\t40",
                        "产出指标\t质量指标\t图书上架率\t≥95(%)\t93\t30\t28",
                        "满意度指标\t服务对象满意度指标\t读者满意度\t≥90(%)\t高于上年\t30\t30"));
        Path out = folder.resolve("taken");
        assertThat(Commands.line(CLOCK)
                        .setErr(new PrintWriter(err, true))
                        .execute("import", form.toString(), "--out", out.toString()))
                .isZero();
        assertThat(err.toString()).contains("读者满意度：“高于上年”不是以“%”计的数", "2 values that were reached");

        assertThat(check(
                        out.resolve("project-1.yaml"),
                        "--events",
                        out.resolve("project-1.reached.ndjson"),
                        "--at",
                        "2024-01-01T00:00:00+08:00"))
                .isZero();

        assertThat(lines()).anyMatch(line -> line.contains("开放天数") && line.contains("310"));
        assertThat(lines()).anyMatch(line -> line.contains("图书上架率") && line.contains("93"));
    }

    private Path events() throws IOException {
        return Files.write(
                folder.resolve("events.ndjson"),
                List.of(
                        event("1", "hotline.call", "2024-03-01T09:00:00+08:00", "\"answered\": true"),
                        event("2", "hotline.call", "2024-03-02T09:00:00+08:00", "\"answered\": true"),
                        event("2", "hotline.call", "2024-03-02T09:00:00+08:00", "\"answered\": true"),
                        "",
                        event("3", "hotline.call", "yesterday", "\"answered\": true"),
                        event("4", "hotline.call", "2024-05-01T09:00:00+08:00", "\"answered\": false"),
                        event("5", "drill", "2024-05-01T09:00:00+08:00", "")),
                StandardCharsets.UTF_8);
    }

    private static String event(String id, String type, String time, String data) {
        return String.format(
                "{\"specversion\": \"1.0\", \"source\": \"//test\", \"id\": \"%s\", \"type\": \"%s\", \"time\": \"%s\","
                        + " \"data\": {%s}}",
                id, type, time, data);
    }
}
