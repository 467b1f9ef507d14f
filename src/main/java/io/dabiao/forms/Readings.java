package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Competing readings of one table, scored as a whole: the best is taken, and where two are close, that is a doubt. */
final class Readings {

    /** What a row can be worth at most. */
    private static final double BEST_ROW = 9;
    /** The points of a self-assessment, with those for the budget's execution and without. */
    private static final Set<Integer> SUMS = Set.of(100, 90, 80);

    /** What a reading by words has to be worth more: cells are there to be believed. */
    private static final double LEAD = 0.1;

    private static final double CLOSE = 1;
    private static final String CLOSE_READINGS = "指标表有两种相近的读法，请与原表逐行核对";
    private static final double OF_A_TORN_ROW = 3;
    /** What an indicator is for and how points are taken off stands in neither its name nor its target. */
    private static final Pattern RULE_OF_SCORES =
            Pattern.compile("^该指标|^本指标|^反映.*(情况|程度)$|主要考[察核]|[酌视]情.{0,4}扣分|扣\\d|不得分|每.{1,8}扣");

    private static final Pattern MID_DATE = Pattern.compile("[年月日]\\d|[%‰]");

    /** What stands between a name and its target in a sentence. */
    private static final Pattern OF_A_SENTENCE = Pattern.compile("(目标|指标|完成|实际)值");

    private Readings() {}

    static Indicators best(List<List<Cell>> table, Allowance allowance) {
        Indicators best = taken(table, allowance);
        best.settle();
        best.strays();
        best.namesAlone();
        best.trailing();
        best.actualsMissing();
        return best;
    }

    private static Indicators taken(List<List<Cell>> table, Allowance allowance) {
        Indicators cells = new TableReader(table, allowance).indicators();
        for (Indicators other : TableReader.withUntitled(table, allowance)) {
            double more = worth(other) - worth(cells);
            cells = more > 0 || more == 0 && other.rows().size() < cells.rows().size() ? other : cells;
        }
        double byCells = worth(cells);
        if (cells.periods() && !cells.empty()
                || !cells.empty()
                        && cells.unread().isEmpty()
                        && byCells >= BEST_ROW * cells.rows().size()) {
            return cells;
        }
        Optional<Indicators> other = byWords(table, allowance);
        if (other.isEmpty()) {
            return cells;
        }
        double lead = worth(other.get()) - byCells - (cells.headed() ? LEAD : LEAD / 2) * Math.max(0, byCells);
        Indicators best = lead > 0 ? other.get() : cells;
        if (Math.abs(lead) < CLOSE && !same(cells, other.get())) {
            best.doubt(CLOSE_READINGS);
        }
        return best;
    }

    /** The better of the readings that do not believe in the file's cells; empty where there is none. */
    private static Optional<Indicators> byWords(List<List<Cell>> table, Allowance allowance) {
        Optional<Indicators> lattice = Lattice.read(table, allowance);
        Optional<Indicators> spaces = Spaces.parted(table)
                .map(parted -> new TableReader(FormReader.mended(parted, allowance), allowance).indicators());
        if (lattice.isEmpty() || spaces.isEmpty() || spaces.get().empty()) {
            return lattice.isPresent() ? lattice : spaces;
        }
        double lead = worth(spaces.get()) - torn(spaces.get()) - worth(lattice.get());
        Indicators best = lead > 0 ? spaces.get() : lattice.get();
        if (Math.abs(lead) < CLOSE && !same(spaces.get(), lattice.get())) {
            best.doubt(CLOSE_READINGS);
        }
        return Optional.of(best);
    }

    /** Rows without a target are names that go on in the next line. */
    private static double torn(Indicators indicators) {
        return OF_A_TORN_ROW
                * indicators.rows().stream()
                        .filter(row -> row.value().isEmpty())
                        .count();
    }

    private static boolean same(Indicators one, Indicators other) {
        return one.rows().stream()
                .map(row -> row.name() + row.value() + row.unit())
                .toList()
                .equals(other.rows().stream()
                        .map(row -> row.name() + row.value() + row.unit())
                        .toList());
    }

    /** The more, the better. */
    static double worth(Indicators indicators) {
        double worth = 0;
        BigDecimal points = BigDecimal.ZERO;
        boolean levelled =
                indicators.rows().stream().anyMatch(row -> !row.level1().isEmpty());
        String before = "";
        for (Form.FormRow row : indicators.rows()) {
            worth += worth(row, indicators.withActuals());
            worth -= Vocabulary.plain(row.name()).equals(before) ? 8 : 0; // The actual of the row before.
            before = Vocabulary.plain(row.printed());
            worth -= levelled && row.level1().isEmpty() ? 6 : 0;
            points = points.add(row.points().orElse(BigDecimal.ZERO));
        }
        for (Form.Unread unread : indicators.unread()) {
            worth -= unread.reason().startsWith("几项")
                    ? 0.5
                    : 3 + Math.min(6, unread.text().length() / 20.0);
        }
        worth -= indicators.doubts().size();
        return worth + (points.signum() > 0 && SUMS.contains(points.intValue()) ? 3 : 0);
    }

    private static double worth(Form.FormRow row, boolean actuals) {
        if (row.value().isEmpty()) {
            return -0.5;
        }
        double worth = 4;
        TargetCell.Likeness likeness = TargetCell.likeness(row.printed());
        worth += likeness == TargetCell.Likeness.NONE ? 1.5 : 3;
        worth += row.level1().isEmpty() ? 0 : 1;
        worth += row.level2().isEmpty() ? 0 : 1;
        String name = Vocabulary.plain(row.name());
        if (TargetCell.likeness(row.name()) == TargetCell.Likeness.CERTAIN
                        && !row.name().equals(row.printed())
                || Vocabulary.wholeLevel(row.name())) {
            worth -= 8;
        }
        if (Vocabulary.level(row.name()).isPresent()
                        && Vocabulary.level(row.value()).isPresent()
                || Vocabulary.footer(row.name())
                || Vocabulary.column(row.name()).isPresent()
                || Vocabulary.field(row.name()).isPresent()) {
            worth -= 8;
        }
        if (MID_DATE.matcher(name).lookingAt() || OF_A_SENTENCE.matcher(name).find()) {
            worth -= 8;
        }
        if (name.replaceAll("\\([^()]*\\)", "").matches(".*[≥≤].*")) {
            worth -= 6;
        }
        if (RULE_OF_SCORES.matcher(name).find()
                || RULE_OF_SCORES.matcher(Vocabulary.plain(row.printed())).find()) {
            worth -= 8;
        }
        worth -= name.length() > 60 ? 3 : 0;
        worth -= row.printed().length() > 60 ? 3 : 0;
        worth -= row.doubts().stream().anyMatch(doubt -> doubt.contains("错位")) ? 1 : 0;
        worth += actuals && row.actual().isEmpty() ? -1 : 0;
        worth += !actuals && row.actual().isPresent() ? -0.5 : 0;
        return worth;
    }
}
