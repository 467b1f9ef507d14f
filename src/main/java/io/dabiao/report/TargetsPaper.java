package io.dabiao.report;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.report.Paper.Cell;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The application form itself (项目绩效目标申报表), as a declaration would be handed in: what is promised, before anything happened. */
public final class TargetsPaper {

    private static final Words TITLE = Words.of(TargetsPaper.class, "performanceTargets");
    private static final Words OF_A_DEPARTMENT = Words.of(TargetsPaper.class, "performanceTargetsOfADepartment");
    private static final Words OF_A_TRANSFER = Words.of(TargetsPaper.class, "performanceTargetsOfTransfer");
    private static final List<Integer> WIDTHS = List.of(9, 13, 16, 32, 30);

    private final Language in;

    private TargetsPaper(Language in) {
        this.in = in;
    }

    /** The paper of a declaration, whether it is approved or not: one that is not says so on every page. */
    public static Paper of(EffectiveDeclaration declaration, Language language) {
        return new TargetsPaper(language).paper(declaration);
    }

    /** The text of a key. */
    private String t(String key, Object... arguments) {
        return in.of(Words.of(TargetsPaper.class, key, arguments));
    }

    /** A label that says the text of a key. */
    private Cell l(String key) {
        return Cell.label(t(key));
    }

    private Paper paper(EffectiveDeclaration effective) {
        Declaration declaration = effective.declaration();
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(l("project").over(2), Cell.text(declaration.name()).over(3)));
        rows.add(List.of(
                l("department2").over(2),
                Cell.text(declaration.office().department()),
                l("institution"),
                Cell.text(declaration.office().institution())));
        rows.add(List.of(
                l("nature").over(2),
                Cell.text(declaration.office().nature()),
                l("category"),
                Cell.text(declaration.office().category())));
        rows.add(List.of(
                l("period2").over(2),
                Cell.text(declaration.period().from()
                                + t("to")
                                + declaration.period().until().minusDays(1))
                        .over(3)));
        amount(rows, t("allFunds"), declaration.budget().total(), true);
        amount(rows, t("ofWhichFromTheTreasury"), declaration.budget().treasury(), false);
        amount(rows, t("carriedOver"), declaration.budget().carriedOver(), false);
        amount(rows, t("other"), declaration.budget().other(), false);
        rows.add(List.of(l("goal").over(2), Cell.text(declaration.goal()).over(3)));
        rows.add(List.of(l("indicators"), l("level1"), l("level2"), l("indicator"), l("target2")));
        String level1 = "";
        String level2 = "";
        for (Indicator indicator : declaration.indicators()) {
            if (indicator.declaredIn() != Indicator.DeclaredIn.TABLE) {
                continue;
            }
            boolean same1 = indicator.level1().equals(level1);
            boolean same2 = same1 && indicator.level2().equals(level2);
            rows.add(List.of(
                    Cell.continued(),
                    same1 ? Cell.continued() : Cell.label(indicator.level1()),
                    same2 ? Cell.continued() : Cell.label(indicator.level2()),
                    Cell.text(indicator.name()),
                    Cell.centred(indicator.printed().map(Printed::text).orElse(t("none")))));
            level1 = indicator.level1();
            level2 = indicator.level2();
        }
        List<Paper.Block> blocks = new ArrayList<>();
        blocks.add(new Paper.Table(WIDTHS, 0, rows));
        blocks.add(new Paper.Signature(List.of(t("preparedBy"), t("headOfTheInstitution2"), t("date2"), t("seal"))));
        return new Paper(
                in.of(title(declaration)),
                t("ofTheYear", Integer.toString(declaration.year())),
                effective.draft() ? t("draft") : "",
                in,
                blocks);
    }

    private static Words title(Declaration declaration) {
        return switch (PaperForm.of(
                declaration.office().nature(), declaration.office().category())) {
            case PROJECT -> TITLE;
            case DEPARTMENT -> OF_A_DEPARTMENT;
            case TRANSFER -> OF_A_TRANSFER;
        };
    }

    private void amount(List<List<Cell>> rows, String name, BigDecimal amount, boolean first) {
        rows.add(List.of(
                first ? l("fundsYuan").over(2) : new Cell("", null, null, Paper.Look.LABEL, 2, true),
                Cell.label(name),
                Cell.number(amount, 2).over(2)));
    }
}
