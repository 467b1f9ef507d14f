package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Column;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Promises that stand in sentences, where a file has no table: 道路硬化≥0.565km；验收合格率≥100%. Each needs a sign of comparison, and all of
 * them are doubted.
 */
final class Prose {

    private static final Pattern PROMISE = Pattern.compile("([^；;，,。:：≥≤<>=\\n]{2,40}?)\\s*"
            + "(≥|≤|>=|<=|>|<|不低于|不少于|不超过|不高于|至少|达到)\\s*(\\d[\\d,]*(?:\\.\\d+)?)\\s*([^\\s\\d；;，,。:：()（）]{0,6})");
    /** One number in a text is chance. */
    private static final int LEAST = 2;

    private static final int LONGEST = 20_000;

    private Prose() {}

    static Indicators read(List<List<Cell>> rows, Allowance allowance) {
        Indicators indicators = new Indicators();
        long promises = 0;
        for (List<Cell> row : rows) {
            for (Cell cell : row) {
                allowance.check();
                Matcher found = PROMISE.matcher(usual(cell));
                while (found.find()) {
                    promises++;
                    add(indicators, cell, found);
                }
            }
        }
        return promises < LEAST ? new Indicators() : indicators;
    }

    private static String usual(Cell cell) {
        String text = cell.text();
        return TargetCell.usual(text.substring(0, Math.min(text.length(), LONGEST)));
    }

    private static void add(Indicators indicators, Cell cell, Matcher found) {
        String unit = "";
        for (int end = found.group(4).length(); end > 0 && unit.isEmpty(); end--) {
            String part = Vocabulary.plain(found.group(4).substring(0, end));
            unit = ColumnTexts.UNIT.matcher(part).matches() ? part : "";
        }
        Map<Column, Cell> cells = new EnumMap<>(Column.class);
        cells.put(
                Column.TARGET,
                new Cell(found.group(2) + found.group(3) + unit, cell.line(), cell.column(), cell.place()));
        indicators.add(
                new Cell(found.group(1).strip(), cell.line(), cell.column(), cell.place()),
                cells,
                List.of("按叙述读取，请与原文核对"));
    }
}
