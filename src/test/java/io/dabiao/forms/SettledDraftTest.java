package io.dabiao.forms;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.forms.text.TextSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a form's draft when people settle its doubts. */
class SettledDraftTest {

    private static final Path FORMS = Path.of("src/test/resources/forms/other");

    private static final String UNREAD = """
            项目支出绩效目标申报表
            （2027年度）
            项目名称\t阅览室开放
            实施单位\t某某图书馆
            年度资金申请总额\t120000元\t其中：当年财政拨款\t120000元
            起止日期\t2027-01-01\t2027-12-31
            年度总体目标\t全年开放。
            一级指标\t二级指标\t三级指标\t指标值
            产出指标\t数量指标\t开放天数\t≥300(天)
            """;

    private static Form unread() throws IOException {
        Form read = FormFile.read(new TextSource(), UNREAD.getBytes(StandardCharsets.UTF_8))
                .get(0);
        return new Form(
                read.name(),
                read.unit(),
                read.department(),
                read.nature(),
                read.category(),
                read.year(),
                read.from(),
                read.to(),
                read.budget(),
                read.goal(),
                read.achieved(),
                read.indicators(),
                List.of(
                        new Form.Unread(10, "第10行", "到馆 三万", "不成一行"),
                        new Form.Unread(11, "第11行", "填表人: 王某 # 电话", "不成一行")),
                read.narrative(),
                read.doubts());
    }

    private static Settled.SettledRow row(String name, String operator, String value, String unit) {
        return new Settled.SettledRow(
                true, name, "产出指标", "数量指标", operator, value, unit, false, "accumulate", "reported", "P35D", "", "王某");
    }

    private static Declaration declared(Draft draft) {
        DeclarationReader.DeclarationReading declarationReading = DeclarationReader.read("draft", draft.yaml());
        assertThat(declarationReading)
                .as(draft.yaml())
                .isInstanceOf(DeclarationReader.DeclarationReading.Accepted.class);
        return ((DeclarationReader.DeclarationReading.Accepted) declarationReading).declaration();
    }

    @Test
    void whatCouldNotBeReadIsAddedAsAnIndicatorOrNamedAsNone() throws IOException {
        Form form = unread();
        Settled settled = Settled.NOTHING
                .with(0, new Settled.Unread(Optional.of(row("到馆人次", "≥", "30000", "人次")), "王某"))
                .with(1, new Settled.Unread(Optional.empty(), "王某"));
        Draft before = Draft.of(form, Settled.NOTHING, "reading-room");
        Draft after = Draft.of(form, settled.with(before.head(), Set.copyOf(before.doubts())), "reading-room");

        assertThat(before.yaml()).contains("未能读取“到馆 三万”");
        assertThat(after.open()).isZero();
        Declaration declaration = declared(after);
        Indicator added = declaration.indicator("a01").orElseThrow();
        assertThat(added.name()).isEqualTo("到馆人次");
        assertThat(added.printed().orElseThrow().text()).isEqualTo("到馆 三万");
        assertThat(added.target().orElseThrow().words()).isEqualTo("≥ 30000 人次");
        assertThat(added.remarks().reading().orElseThrow()).contains("王某");
        assertThat(declaration.notes()).anyMatch(note -> note.contains("填表人: 王某 # 电话") && note.contains("不是指标"));
    }

    @Test
    void aCorrectedTargetIsAReadingBesideWhatIsPrintedAndAnUnchangedOneIsNot() throws IOException {
        Form form = unread();
        Draft before = Draft.of(form, Settled.NOTHING, "reading-room");
        Settled.SettledRow asRead = before.rows().get(0).shown();
        Settled whole = Settled.NOTHING
                .with(0, new Settled.Unread(Optional.empty(), "王某"))
                .with(1, new Settled.Unread(Optional.empty(), "王某"))
                .with(before.head(), Set.copyOf(before.doubts()));

        Indicator unchanged = declared(Draft.of(form, whole.with(0, asRead), "reading-room"))
                .indicators()
                .get(0);
        Indicator corrected = declared(Draft.of(form, whole.with(0, row("开放天数", "≥", "310", "天")), "reading-room"))
                .indicators()
                .get(0);

        assertThat(unchanged.remarks().reading()).isEmpty();
        assertThat(unchanged.target().orElseThrow().words()).isEqualTo("≥ 300 天");
        assertThat(corrected.printed().orElseThrow().text()).isEqualTo("≥300(天)");
        assertThat(corrected.target().orElseThrow().words()).isEqualTo("≥ 310 天");
    }

    static Stream<Path> forms() throws IOException {
        try (Stream<Path> files = Files.list(FORMS)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void everyFormOfAnotherInstitutionIsADeclarationOnceEverythingIsSettled(Path file) throws IOException {
        for (Form form : FormFile.read(new TextSource(), Files.readAllBytes(file))) {
            Draft before = Draft.of(form, Settled.NOTHING, "settled");
            Settled settled = Settled.NOTHING.with(before.head(), Set.copyOf(before.doubts()));
            for (Draft.DraftRow draftRow : before.rows()) {
                if (draftRow.open()) {
                    assertThat(Draft.faults(draftRow.printed(), draftRow.shown()))
                            .as(draftRow.toString())
                            .isEmpty();
                    settled = settled.with(draftRow.number(), draftRow.shown());
                }
            }
            for (int i = 0; i < form.unread().size(); i++) {
                settled = settled.with(i, new Settled.Unread(Optional.empty(), "王某"));
            }
            Draft after = Draft.of(form, settled, "settled");
            assertThat(after.open()).isZero();
            assertThat(declared(after).indicators()).hasSameSizeAs(form.indicators());
        }
    }
}
