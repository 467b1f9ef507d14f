package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.AvailableDays;
import io.dabiao.core.measure.Count;
import io.dabiao.core.measure.Distinct;
import io.dabiao.core.measure.DistinctDays;
import io.dabiao.core.measure.Growth;
import io.dabiao.core.measure.Latest;
import io.dabiao.core.measure.Max;
import io.dabiao.core.measure.Mean;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.Min;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Percentile;
import io.dabiao.core.measure.Ratio;
import io.dabiao.core.measure.Reported;
import io.dabiao.core.measure.Sum;
import io.dabiao.core.measure.Unit;
import io.dabiao.core.measure.WorkingDays;
import io.dabiao.core.measure.WorkingDaysFigure;
import io.dabiao.core.measure.Worst;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeclarationReaderTest {

    private static final String SOUND = resource("sound.yaml");
    private static final Unit BARE = Unit.of("");

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyFaultIsToldWithItsPlaceAndItsMend(Case wrong) {
        assertThat(faults(wrong.yaml())).containsExactlyElementsOf(wrong.faults());
    }

    @ParameterizedTest
    @CsvSource({"''", "'# only a comment'"})
    void anEmptyFileIsRefused(String yaml) {
        assertThat(faults(yaml))
                .containsExactly(
                        "sound.yaml:1:1: found nothing, expected a document; mend: write it, or remove the file");
    }

    @Test
    void aFileBeyondTheLimitIsRefused() {
        assertThat(faults("goal: " + "长".repeat(Source.LIMIT)))
                .singleElement()
                .asString()
                .contains("exceeds the limit");
    }

    @Test
    void aFileTooDeepIsRefused() {
        assertThat(faults("notes: " + "[".repeat(5000) + "]".repeat(5000)))
                .singleElement()
                .asString()
                .contains("found a list or mapping at depth 21");
    }

    @Test
    void manyFaultsAreToldInOneGo() {
        assertThat(faults("a: 1\n" + SOUND.replace("cadence: P", "cadence: Q"))).hasSize(6);
    }

    @Test
    void aSoundFileIsReadAsItStands() {
        Declaration read = sound();

        assertThat(read.project()).isEqualTo("it-operations");
        assertThat(read.year()).isEqualTo(2024);
        assertThat(read.office().department()).isEqualTo("上海市科学技术委员会");
        assertThat(read.goal()).isEqualTo("保障各网站和业务系统 全年稳定运行。");
        assertThat(read.notes()).containsExactly("操作培训，表内无对应指标");
        assertThat(read.indicators()).hasSize(5);
    }

    @Test
    void thePrintedLastDayBelongsToThePeriod() {
        assertThat(sound().period()).isEqualTo(io.dabiao.core.calendar.Period.year(2024, ZoneId.of("Asia/Shanghai")));
    }

    @Test
    void anAmountIsTheDecimalThatIsWritten() {
        assertThat(sound().budget())
                .isEqualTo(new Declaration.Budget(
                        new BigDecimal("3041624.00"),
                        new BigDecimal("3000000.00"),
                        new BigDecimal("41000.50"),
                        new BigDecimal("623.50")));
    }

    @Test
    void aPrintedTargetThatReadsByItselfIsTheTarget() {
        assertThat(indicator("system-response-time").target())
                .contains(new Target(Operator.LESS_THAN, new BigDecimal("2.00"), Unit.of("秒"), Target.Nature.QUANTITY));
    }

    @Test
    void aReadingGoesBeforeThePrintedWords() {
        Indicator indicator = indicator("long-term-management");

        assertThat(indicator.printed()).get().extracting("text").isEqualTo("完善");
        assertThat(indicator.target())
                .contains(new Target(Operator.AT_LEAST, new BigDecimal("80"), Unit.of("%"), Target.Nature.COMPLETION));
        assertThat(indicator.remarks().reading()).contains("定性指标");
    }

    @Test
    void whatIsNeitherPrintedNorReadIsUndeclared() {
        assertThat(indicator("voucher-leverage").target()).isEmpty();
        assertThat(indicator("voucher-leverage").declaredIn()).isEqualTo(Indicator.DeclaredIn.NARRATIVE);
    }

    @Test
    void amendmentsKeepTheirDayReasonAndAuthor() {
        List<Indicator.Amendment> amendments = indicator("concurrent-users").amendments();

        assertThat(amendments)
                .extracting(Indicator.Amendment::from)
                .containsExactly(LocalDate.of(2024, 7, 1), LocalDate.of(2024, 10, 1));
        assertThat(amendments)
                .extracting(amendment -> amendment.target().words())
                .containsExactly("≥ 600 人", "≥ 650 人");
        assertThat(amendments).extracting(Indicator.Amendment::because).containsExactly("扩容", "再次扩容（以批复为准）");
        assertThat(amendments).extracting(Indicator.Amendment::by).containsOnly("主任办公会");
    }

    @Test
    void anIndicatorsOwnStartGoesBeforeTheDeclarations() {
        assertThat(indicator("system-response-time").measuredFrom()).contains(LocalDate.of(2024, 2, 1));
        assertThat(indicator("concurrent-users").measuredFrom()).contains(LocalDate.of(2024, 3, 1));
    }

    @Test
    void anIndicatorsOwnRiskGoesBeforeTheDeclarationsAndThatBeforeTheUsual() {
        String risky = SOUND.replace("measuredFrom: 2024-03-01", "measuredFrom: 2024-03-01\natRiskBelow: 0.7")
                .replace("name: 长效管理制度建设", "name: 长效管理制度建设\n    atRiskBelow: 0.95");

        assertThat(indicator("concurrent-users").atRiskBelow()).isEqualByComparingTo("0.5");
        assertThat(read(risky).indicator("concurrent-users").orElseThrow().atRiskBelow())
                .isEqualByComparingTo("0.7");
        assertThat(read(risky).indicator("long-term-management").orElseThrow().atRiskBelow())
                .isEqualByComparingTo("0.95");
    }

    @Test
    void aCadenceIsInDaysMonthsOrHours() {
        assertThat(indicator("concurrent-users").cadence()).isEqualTo(Period.ofDays(35));
        assertThat(indicator("long-term-management").cadence()).isEqualTo(Period.ofMonths(12));
        assertThat(indicator("system-response-time").cadence()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aReportIsUnderstoodUnderFormerNamesToo() {
        String renamed = SOUND.replace("name: 长效管理制度建设", "name: 长效管理制度建设\n    formerNames: [长效机制]");

        assertThat(read(renamed).indicator("long-term-management").orElseThrow().measure())
                .isEqualTo(new Reported(List.of("信息化运维项目", "运维项目"), List.of("长效管理制度建设", "长效机制"), Optional.empty()));
    }

    @Test
    void whatASchemaHasADefaultForMayBeLeftOut() {
        Declaration read = read(SOUND.replace("zone: Asia/Shanghai\n", "")
                .replace("department: 上海市科学技术委员会\n", "")
                .replace("    declaredIn: table\n", ""));

        assertThat(read.zone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(read.office().department()).isEmpty();
        assertThat(read.indicators().get(0).declaredIn()).isEqualTo(Indicator.DeclaredIn.TABLE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("measures")
    void eachMeasureIsWrittenInOneWay(String written, Measure measure, String printed, Behaviour behaviour) {
        String yaml = SOUND.replace("printed: \"=365.00(天)\"", "printed: \"" + printed + "\"")
                .replace("behaviour: days", "behaviour: " + behaviour.word())
                .replace("{availableDays: 'site.probe{site=\"portal\"}'}", written);

        assertThat(read(yaml).indicator("service-available-days").orElseThrow().measure())
                .isEqualTo(measure);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> measures() {
        Selector a = Selector.ofType("a");
        Unit seconds = Unit.of("秒");
        return Stream.of(
                row("{count: a}", new Count(a), "≥1(次)", Behaviour.ACCUMULATE),
                row("{sum: v, over: a}", new Sum("v", a, BARE), "≥1(万元)", Behaviour.ACCUMULATE),
                row("{sum: v, over: a, in: 秒}", new Sum("v", a, seconds), "≥1(分钟)", Behaviour.ACCUMULATE),
                row(
                        "{ratio: {count: 'a{b=\"c\"}'}, to: {sum: v, over: a}}",
                        new Ratio(new Count(Selector.parse("a{b=\"c\"}")), new Sum("v", a, BARE)),
                        "≥1(%)",
                        Behaviour.STANDING),
                row("{mean: v, over: a, in: 秒}", new Mean("v", a, seconds), "<1(毫秒)", Behaviour.STANDING),
                row(
                        "{percentile: 95, of: v, over: a}",
                        new Percentile(new BigDecimal("95"), "v", a, BARE),
                        "<1(次)",
                        Behaviour.STANDING),
                row("{max: v, over: a}", new Max("v", a, BARE), "<1(次)", Behaviour.LIMIT),
                row("{min: v, over: a}", new Min("v", a, BARE), "≥1(次)", Behaviour.STANDING),
                row("{latest: v, over: a, in: '%'}", new Latest("v", a, Unit.of("%")), "≥1(%)", Behaviour.STANDING),
                row("{distinct: v, over: a}", new Distinct("v", a), "≥1(家)", Behaviour.ACCUMULATE),
                row("{distinctDays: a}", new DistinctDays(a), "=365(天)", Behaviour.DAYS),
                row("{availableDays: a}", new AvailableDays(a, "ok", new BigDecimal("95")), "=365(天)", Behaviour.DAYS),
                row(
                        "{availableDays: a, success: up, threshold: 99.9}",
                        new AvailableDays(a, "up", new BigDecimal("99.9")),
                        "=365(天)",
                        Behaviour.DAYS),
                row(
                        "{worst: week, of: {sum: v, over: a}}",
                        new Worst(io.dabiao.core.calendar.Grain.WEEK, new Sum("v", a, BARE)),
                        "≥3(篇)",
                        Behaviour.QUOTA),
                row("{growth: v, over: a}", new Growth("v", a), "≥15(%)", Behaviour.ACCUMULATE_REVERSIBLE),
                row(
                        "{workingDays: longest, from: f, to: t, over: a}",
                        new WorkingDays(WorkingDaysFigure.LONGEST, 0, "f", "t", a),
                        "≤10(个工作日)",
                        Behaviour.STANDING),
                row(
                        "{workingDays: share, within: 10, from: f, to: t, over: a}",
                        new WorkingDays(WorkingDaysFigure.SHARE, 10, "f", "t", a),
                        "≥95(%)",
                        Behaviour.STANDING),
                row(
                        "reported",
                        new Reported(List.of("信息化运维项目", "运维项目"), List.of("服务可用时间"), Optional.empty()),
                        "≥1(名)",
                        Behaviour.STANDING));
    }

    private static org.junit.jupiter.params.provider.Arguments row(Object... cells) {
        return org.junit.jupiter.params.provider.Arguments.of(cells);
    }

    /** A block of faults.txt. */
    record Case(String statement, String yaml, List<String> faults) {
        @Override
        public String toString() {
            return statement;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(resource("faults.txt").split("\n== ")).skip(1).map(DeclarationReaderTest::parsed);
    }

    private static Case parsed(String block) {
        List<String> lines = block.lines().toList();
        List<String> removed = new ArrayList<>();
        List<String> added = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("- ")) {
                removed.add(line.substring(2));
            } else if (line.startsWith("+ ")) {
                added.add(line.substring(2).replace('⇥', '\t').replace('␇', '\u0007'));
            } else if (!line.isBlank()) {
                faults.add(line);
            }
        }
        String old = String.join("\n", removed) + "\n";
        assertThat(SOUND).as(lines.get(0)).contains(old);
        int at = SOUND.indexOf(old);
        String inserted = added.isEmpty() ? "" : String.join("\n", added) + "\n";
        return new Case(lines.get(0), SOUND.substring(0, at) + inserted + SOUND.substring(at + old.length()), faults);
    }

    private static Declaration sound() {
        return read(SOUND);
    }

    private static Indicator indicator(String id) {
        return sound().indicator(id).orElseThrow();
    }

    static Declaration read(String yaml) {
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read("sound.yaml", yaml);
        assertThat(declarationReading).isInstanceOf(DeclarationReader.DeclarationReading.Accepted.class);
        return ((DeclarationReader.DeclarationReading.Accepted) declarationReading).declaration();
    }

    private static List<String> faults(String yaml) {
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read("sound.yaml", yaml);
        return declarationReading instanceof DeclarationReader.DeclarationReading.Refused refused
                ? refused.faults().stream().map(Fault::toString).toList()
                : List.of();
    }

    static String resource(String name) {
        try (InputStream in = DeclarationReaderTest.class.getResourceAsStream("/declare/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
