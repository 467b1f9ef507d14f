package io.dabiao.report;

import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.report.Paper.Cell;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A project's year beside the year before it, indicator by indicator: what was declared, reached and scored.
 *
 * @param before the earlier year; an indicator is the same where its id is
 * @param total of the points, each year's; null where that year has no self-assessment
 */
public record YearBeside(
        String project, String id, int year, int before, BigDecimal total, BigDecimal totalBefore, List<Pair> rows) {

    /**
     * What a year says of an indicator.
     *
     * @param actual null where there is no value
     * @param score null where it takes no part
     */
    public record Side(String target, String actual, BigDecimal points, BigDecimal score, String verdict) {}

    /** @param now null where it is not declared any more @param then null where it was not declared yet */
    public record Pair(String id, String level1, String level2, String name, Side now, Side then) {}

    /** Indicators of this year in their order, then those of the year before that are no more. */
    public static YearBeside of(SelfAssessment now, SelfAssessment then) {
        Map<String, SelfAssessment.AssessedRow> earlier = new LinkedHashMap<>();
        then.rows().forEach(row -> earlier.put(row.figure().id(), row));
        List<Pair> pairs = new ArrayList<>();
        for (SelfAssessment.AssessedRow row : now.rows()) {
            SelfAssessment.AssessedRow before = earlier.remove(row.figure().id());
            pairs.add(pair(row, side(row), before == null ? null : side(before)));
        }
        earlier.values().forEach(row -> pairs.add(pair(row, null, side(row))));
        return new YearBeside(
                now.project(), now.id(), now.year(), then.year(), now.total(), then.total(), List.copyOf(pairs));
    }

    private static Pair pair(SelfAssessment.AssessedRow of, Side now, Side then) {
        return new Pair(of.figure().id(), of.level1(), of.level2(), of.name(), now, then);
    }

    private static Side side(SelfAssessment.AssessedRow row) {
        Figure figure = row.figure();
        boolean bare = figure.qualitative() || figure.unit().isEmpty();
        return new Side(
                figure.target(),
                figure.actual() == null ? null : figure.actual() + (bare ? "" : figure.unit()),
                row.points(),
                row.score(),
                figure.verdict());
    }

    /** As a paper. */
    public Paper paper(Language in) {
        List<List<Cell>> table = new ArrayList<>();
        table.add(List.of(
                Cell.label(in.of(Words.of(YearBeside.class, "level1"))),
                Cell.label(in.of(Words.of(YearBeside.class, "level2"))),
                Cell.label(in.of(Words.of(YearBeside.class, "indicator"))),
                Cell.label(in.of(Words.of(YearBeside.class, "target4", before))),
                Cell.label(in.of(Words.of(YearBeside.class, "actual4", before))),
                Cell.label(in.of(Words.of(YearBeside.class, "score3", before))),
                Cell.label(in.of(Words.of(YearBeside.class, "target4", year))),
                Cell.label(in.of(Words.of(YearBeside.class, "actual4", year))),
                Cell.label(in.of(Words.of(YearBeside.class, "score3", year)))));
        String level1 = "";
        String level2 = "";
        for (Pair pair : rows) {
            boolean same1 = pair.level1().equals(level1);
            boolean same2 = same1 && pair.level2().equals(level2);
            List<Cell> row = new ArrayList<>();
            row.add(same1 ? Cell.continued() : Cell.label(pair.level1()));
            row.add(same2 ? Cell.continued() : Cell.label(pair.level2()));
            row.add(Cell.text(pair.name()));
            cells(row, pair.then(), in);
            cells(row, pair.now(), in);
            table.add(row);
            level1 = pair.level1();
            level2 = pair.level2();
        }
        table.add(List.of(
                Cell.label(in.of(Words.of(YearBeside.class, "total2"))).over(3),
                Cell.text("").over(2),
                Cell.number(totalBefore, 2),
                Cell.text("").over(2),
                Cell.number(total, 2)));
        return new Paper(
                project,
                in.of(Words.of(YearBeside.class, "beside", year, before)),
                "",
                in,
                List.of(new Paper.Table(List.of(9, 11, 22, 12, 10, 7, 12, 10, 7), 1, table)));
    }

    private static void cells(List<Cell> row, Side side, Language in) {
        if (side == null) {
            row.add(Cell.centred(in.of(Words.of(YearBeside.class, "notSet"))));
            row.add(Cell.centred("—"));
            row.add(Cell.centred("—"));
            return;
        }
        row.add(Cell.centred(side.target().isEmpty() ? in.of(Words.of(YearBeside.class, "none")) : side.target()));
        row.add(Cell.centred(side.actual() == null ? in.of(Words.of(YearBeside.class, "noData")) : side.actual()));
        row.add(Cell.number(side.score(), 2));
    }
}
