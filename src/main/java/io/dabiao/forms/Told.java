package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.forms.Vocabulary.Column;
import io.dabiao.forms.Vocabulary.Level;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What reports on a self-assessment tell in sentences: 项目完成及时率,年初目标值100%,实际完成值100%。 Levels stand on lines of their own, with a number or a
 * letter before them and points behind. Every row is doubted.
 */
final class Told {

    private static final String ENDS = ",，;；。\\n";
    private static final Pattern SENTENCE = Pattern.compile("(?<name>[^" + ENDS + "]{0,60}?(?:[,，][^" + ENDS
            + "]{2,40}?)??)[,，:：]?\\s*"
            + "(?:年初|年度|预期|计划|设定)?(?:目标值?|指标值|计划值|预期值)(?:为|是|设定为)?[:：]?\\s*[“\"]?(?<target>[^“”\"" + ENDS
            + "]{1,40})[”\"]?[,，;；。]\\s*(?:[^;；。\\n]{2,60}?[,，])?"
            + "(?:年度|全年|年末)?(?:实际完成值?|完成值|实际值)(?:为|是)?[:：]?\\s*[“\"]?(?<actual>[^“”\"" + ENDS + "]{1,40})");
    private static final Pattern BEFORE_LEVEL = Pattern.compile("^[A-Z][.、]?(?=[\\u4e00-\\u9fff])");
    private static final Pattern POINTS = Pattern.compile("[(（][^()（）]*\\d[^()（）]*分[)）]$");
    private static final Pattern ORDINAL = Pattern.compile("^(?:\\d{1,2}[.、．)]|[(（]\\d{1,2}[)）]|[①-⑳])\\s*");
    private static final int LEAST = 2;
    private static final int LONGEST = 4_000;

    private Told() {}

    /** Without rows where fewer than two indicators are told so. */
    static Indicators read(List<List<Cell>> rows, Allowance allowance) {
        Indicators indicators = new Indicators();
        int told = 0;
        for (List<Cell> row : rows) {
            for (Cell cell : row) {
                allowance.check();
                if (cell.text().length() > LONGEST) {
                    continue;
                }
                Optional<Level> level = level(cell.text());
                if (level.isPresent()) {
                    indicators.enter(level.get(), true, Optional.empty());
                    continue;
                }
                Matcher found = SENTENCE.matcher(cell.text());
                while (found.find()) {
                    told++;
                    add(indicators, cell, found);
                }
            }
        }
        indicators.withActuals(told >= LEAST);
        return told >= LEAST ? indicators : new Indicators();
    }

    private static Optional<Level> level(String text) {
        String bare = ORDINAL.matcher(text.strip()).replaceFirst("");
        bare = POINTS.matcher(BEFORE_LEVEL.matcher(bare).replaceFirst("")).replaceFirst("");
        return bare.length() > 24 ? Optional.empty() : Vocabulary.level(bare);
    }

    private static void add(Indicators indicators, Cell cell, Matcher found) {
        String name =
                ORDINAL.matcher(found.group("name").strip()).replaceFirst("").strip();
        String target = found.group("target").strip();
        if (name.isEmpty()) {
            indicators.unread(List.of(cell), "叙述中的指标没有名称");
            return;
        }
        Map<Column, Cell> cells = new EnumMap<>(Column.class);
        cells.put(Column.TARGET, new Cell(target, cell.line(), cell.column(), cell.place()));
        cells.put(Column.ACTUAL, new Cell(found.group("actual").strip(), cell.line(), cell.column(), cell.place()));
        indicators.add(new Cell(name, cell.line(), cell.column(), cell.place()), cells, List.of("按叙述读取，请与原文核对"));
    }
}
