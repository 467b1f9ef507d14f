package io.dabiao.ingest.file;

import io.dabiao.ingest.file.Vocabulary.Column;
import io.dabiao.ingest.file.Vocabulary.ColumnKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header of a table: where the data begins and what each column means.
 *
 * @param rows of the sheet up to the header's last, which hold no data
 * @param width cells of the header as it was sent, empty ones at its end among them; 0 where the sheet has no such thing
 * @param columns by their place
 * @param units by the place of the column, those that multiply: of its own header, else of a line beside the table
 * @param unitOfRow the place of a column that names a unit for each row
 * @param clock the place of a column that gives the time of day where the date stands in another
 * @param understood each header with the attribute it was taken for
 * @param ignored headers that no attribute is known for
 * @param titles of all columns by place, blank ones among them
 */
record Header(
        int rows,
        int width,
        Map<Integer, Column> columns,
        Map<Integer, PrintedUnit> units,
        OptionalInt unitOfRow,
        OptionalInt clock,
        Map<String, String> understood,
        List<String> ignored,
        List<String> titles) {

    /** What numbers are multiplied by, by the title of their column. */
    Map<String, BigDecimal> multiplied() {
        Map<String, BigDecimal> multiplied = new LinkedHashMap<>();
        units.forEach((place, unit) -> understood.entrySet().stream()
                .filter(entry -> entry.getValue().equals(columns.get(place).attribute()))
                .forEach(entry -> multiplied.put(entry.getKey(), unit.factor())));
        return multiplied;
    }

    /** Before a sheet was looked at. */
    static final Header NONE = new Header(
            0, 0, Map.of(), Map.of(), OptionalInt.empty(), OptionalInt.empty(), Map.of(), List.of(), List.of());

    private static final int WITHIN = 20;
    private static final int LONGEST_TITLE = 60;
    private static final Pattern DAY = Pattern.compile(".*日期.*|date");
    private static final Pattern CLOCK = Pattern.compile("时间|时刻|time");
    private static final Set<String> UNIT_TITLES = Set.of("单位", "计量单位", "金额单位", "货币单位", "数量单位", "unit");
    private static final Pattern COUNTS =
            Pattern.compile(".*(人数|人次|次数|件数|户数|家数|篇数|场数|册数|数量|阅读|访问|浏览|点击|办件|下载|播放|转载).*");

    /** Rows of a sheet that could be a header, put together where it takes two. */
    private record Candidate(int rows, int width, List<String> cells) {}

    /**
     * Finds the header among the first rows: the one that names a date and most of the known columns. Two rows that belong
     * together, the upper one merged over several columns or the lower one, are put together.
     *
     * @throws Unfit where there is none, where two columns mean the same, or where a unit leaves open what numbers mean
     */
    static Header of(Sheet sheet, Vocabulary vocabulary) throws Unfit {
        Candidate best = candidate(sheet, vocabulary)
                .orElseThrow(() -> new Unfit(
                        "no header row was found: one of the first 20 rows must name a column 日期 or time",
                        "没有找到表头：前 20 行中须有一行含“日期”或“时间”列"));
        return new Finding(sheet, vocabulary, best).header();
    }

    /** How many columns of the likeliest header are known; 0 where there is none. */
    static long known(Sheet sheet, Vocabulary vocabulary) {
        return candidate(sheet, vocabulary)
                .map(one -> known(one.cells(), vocabulary))
                .orElse(0L);
    }

    /** The titles of the columns, so that people can say what they are: of the header, or else of the row with most words. */
    static List<String> titles(Sheet sheet, Vocabulary vocabulary) {
        List<String> cells = candidate(sheet, vocabulary)
                .map(Candidate::cells)
                .orElseGet(() -> sheet.rows().stream()
                        .limit(WITHIN)
                        .map(Sheet.SheetRow::cells)
                        .filter(row -> row.stream().noneMatch(CellText::looksLikeNumber))
                        .max(Comparator.comparingLong(row -> row.stream()
                                .filter(cell -> !cell.isBlank())
                                .distinct()
                                .count()))
                        .orElse(List.of()));
        return cells.stream()
                .filter(cell -> !cell.isBlank() && cell.length() <= LONGEST_TITLE)
                .distinct()
                .toList();
    }

    /** Whether a sheet has a header at all. */
    static boolean isIn(Sheet sheet, Vocabulary vocabulary) {
        return candidate(sheet, vocabulary).isPresent();
    }

    private static Optional<Candidate> candidate(Sheet sheet, Vocabulary vocabulary) {
        Optional<Candidate> best = Optional.empty();
        long most = 0;
        for (int i = 0; i < Math.min(WITHIN, sheet.rows().size()); i++) {
            Sheet.SheetRow upper = sheet.rows().get(i);
            long found = known(upper.cells(), vocabulary);
            if (found > most) {
                most = found;
                best = Optional.of(new Candidate(i + 1, upper.width(), upper.cells()));
            }
            if (i + 1 < sheet.rows().size() && isWords(sheet.rows().get(i + 1))) {
                Sheet.SheetRow lower = sheet.rows().get(i + 1);
                List<String> both = together(upper, lower, vocabulary);
                long together = known(both, vocabulary);
                if (together > most || together == most && most > 0 && isUnits(lower) && found == most) {
                    most = together;
                    best = Optional.of(new Candidate(i + 2, Math.max(upper.width(), lower.width()), both));
                }
            }
        }
        return best;
    }

    /** A row below the titles that names nothing but units: 万元 under 金额. */
    private static boolean isUnits(Sheet.SheetRow sheetRow) {
        return sheetRow.cells().stream()
                .filter(cell -> !cell.isBlank())
                .allMatch(cell -> PrintedUnit.of(cell.replaceAll("^[(（\\[【]|[)）\\]】]$", ""))
                        .isPresent());
    }

    /** Settles what each column of a candidate means. */
    private static final class Finding {

        private final Sheet sheet;
        private final Vocabulary vocabulary;
        private final Candidate candidate;
        private final Map<Integer, Column> columns = new LinkedHashMap<>();
        private final Map<Integer, PrintedUnit> own = new LinkedHashMap<>();
        private final Map<String, String> understood = new LinkedHashMap<>();
        private final Map<String, String> titles = new LinkedHashMap<>();
        private final List<String> ignored = new ArrayList<>();
        private OptionalInt unitOfRow = OptionalInt.empty();
        private OptionalInt clock = OptionalInt.empty();

        Finding(Sheet sheet, Vocabulary vocabulary, Candidate candidate) {
            this.sheet = sheet;
            this.vocabulary = vocabulary;
            this.candidate = candidate;
        }

        Header header() throws Unfit {
            for (int i = 0; i < candidate.cells().size(); i++) {
                column(i, candidate.cells().get(i));
            }
            Map<Integer, PrintedUnit> units = new LinkedHashMap<>();
            own.forEach((place, unit) -> {
                if (multiplies(columns.get(place), unit)) {
                    units.put(place, unit);
                }
            });
            Optional<PrintedUnit> all = ofTable();
            if (all.isPresent() && all.get().multiplies()) {
                units.putAll(below(all.get()));
            }
            if (!sheet.across().isEmpty()) {
                // The two columns stand in place of those that were months.
                understood.keySet().removeIf(title -> title.equals(vocabulary.title("time")));
                understood.entrySet().stream()
                        .filter(one -> one.getKey().equals(vocabulary.title(one.getValue()))
                                && vocabulary.kind(one.getValue()) == ColumnKind.NUMBER)
                        .reduce((first, last) -> last)
                        .ifPresent(number -> {
                            understood.remove(number.getKey());
                            understood.put(String.join("、", sheet.across()), number.getValue());
                        });
            }
            return new Header(
                    candidate.rows(),
                    candidate.width(),
                    columns,
                    units,
                    unitOfRow,
                    clock,
                    understood,
                    ignored,
                    List.copyOf(candidate.cells()));
        }

        private void column(int place, String cell) throws Unfit {
            if (UNIT_TITLES.contains(PrintedUnit.plain(cell))) {
                unitOfRow = OptionalInt.of(place);
            }
            Optional<Column> column = vocabulary.column(cell);
            if (column.isEmpty()) {
                if (!cell.isBlank()) {
                    ignored.add(cell);
                }
                return;
            }
            String attribute = column.get().attribute();
            if (isClock(attribute, cell)) {
                clock = OptionalInt.of(place);
                understood.put(cell, attribute);
                return;
            }
            if (titles.containsKey(attribute)) {
                throw new Unfit(
                        "several columns mean " + attribute + ": " + String.join(", ", all(attribute))
                                + "; rename or remove all but one of them",
                        "有多列都表示“" + vocabulary.title(attribute) + "”：" + String.join("、", all(attribute))
                                + "，请只保留其中一列，其余改名或删去");
            }
            titles.put(attribute, cell);
            understood.put(cell, attribute);
            columns.put(place, column.get());
            if (column.get().kind() == ColumnKind.NUMBER) {
                Optional<PrintedUnit> unit = PrintedUnit.bracketed(cell);
                if (unit.isEmpty()) {
                    unit = vocabulary.unitAtTheEnd(cell);
                }
                unit.ifPresent(one -> own.put(place, one));
            }
        }

        /** 时间 beside 日期 is the time of its day. */
        private boolean isClock(String attribute, String title) {
            return attribute.equals("time")
                    && clock.isEmpty()
                    && CLOCK.matcher(PrintedUnit.plain(title)).matches()
                    && all(attribute).stream()
                            .anyMatch(other ->
                                    DAY.matcher(PrintedUnit.plain(other)).matches());
        }

        /** All headers that mean an attribute. */
        private List<String> all(String attribute) {
            return candidate.cells().stream()
                    .filter(cell -> vocabulary
                            .column(cell)
                            .filter(one -> one.attribute().equals(attribute))
                            .isPresent())
                    .toList();
        }

        /** Times are kept in seconds where an attribute is one of seconds, and as they are written elsewhere. */
        private static boolean multiplies(Column column, PrintedUnit unit) {
            return unit.multiplies() && seconds(column) == (unit.kind() == PrintedUnit.UnitKind.TIME);
        }

        private static boolean seconds(Column column) {
            return column.attribute().toLowerCase(Locale.ROOT).endsWith("seconds");
        }

        /** What stands above the table, in the sheet's name, or in a remark below it. */
        private Optional<PrintedUnit> ofTable() throws Unfit {
            Optional<PrintedUnit> found = PrintedUnit.ofTable(sheet.name());
            for (int i = 0; i < sheet.rows().size(); i++) {
                List<String> filled = sheet.rows().get(i).cells().stream()
                        .filter(cell -> !cell.isBlank())
                        .toList();
                boolean above = i < candidate.rows() - 1 && known(filled, vocabulary) == 0;
                boolean below = i >= candidate.rows() && filled.size() == 1;
                for (String cell : above || below ? filled : List.<String>of()) {
                    Optional<PrintedUnit> one = PrintedUnit.ofTable(cell);
                    if (one.isPresent() && found.isPresent() && !same(one.get(), found.get())) {
                        throw new Unfit(
                                "the table names two units, " + found.get().printed() + " and "
                                        + one.get().printed() + "; write each into the header of its column",
                                "表中写有两个单位（" + found.get().printed() + "、"
                                        + one.get().printed() + "），请分别写入各列表头");
                    }
                    found = one.isPresent() ? one : found;
                }
            }
            return found;
        }

        private static boolean same(PrintedUnit one, PrintedUnit another) {
            return one.factor().compareTo(another.factor()) == 0;
        }

        /** The columns for which the unit of the whole table holds: those that print none themselves. */
        private Map<Integer, PrintedUnit> below(PrintedUnit unit) throws Unfit {
            Map<Integer, PrintedUnit> units = new LinkedHashMap<>();
            boolean settled = false;
            for (Map.Entry<Integer, Column> entry : columns.entrySet()) {
                Column column = entry.getValue();
                if (column.kind() != ColumnKind.NUMBER
                        || seconds(column) != (unit.kind() == PrintedUnit.UnitKind.TIME)) {
                    continue;
                }
                String title = candidate.cells().get(entry.getKey());
                boolean value = column.attribute().equals("value") || seconds(column);
                if (own.containsKey(entry.getKey())) {
                    settled |= value;
                } else if (value
                        && unit.kind() == PrintedUnit.UnitKind.MONEY
                        && COUNTS.matcher(title).matches()) {
                    throw new Unfit(
                            "\"" + unit.printed() + "\" stands beside the table: whether it holds for the column "
                                    + title + " is not clear; write its unit into its header, such as " + title + "（元）",
                            "表外写有单位“" + unit.printed() + "”，“" + title + "”列是否按此单位不明，请在该列表头中写明单位");
                } else if (value) {
                    units.put(entry.getKey(), unit);
                    settled = true;
                }
            }
            if (!settled && unit.kind() != PrintedUnit.UnitKind.TIME) {
                throw new Unfit(
                        "\"" + unit.printed()
                                + "\" stands beside the table, and no column is known that it holds for; write it into the header of its column",
                        "表外写有单位“" + unit.printed() + "”，但没有能识别的数值列，请把单位写入该列表头");
            }
            return units;
        }
    }

    /** The known columns; 0 where no date is among them. */
    private static long known(List<String> cells, Vocabulary vocabulary) {
        List<Column> columns =
                cells.stream().map(vocabulary::column).flatMap(Optional::stream).toList();
        boolean timed = columns.stream().anyMatch(one -> one.kind() == ColumnKind.TIME);
        return timed
                ? columns.stream().filter(one -> one.kind() != ColumnKind.OPEN).count()
                : 0;
    }

    /** Whether a row could be the lower one of a header: numbers and dates are data. */
    private static boolean isWords(Sheet.SheetRow sheetRow) {
        return sheetRow.cells().stream().noneMatch(cell -> cell.matches(".*\\d.*") && !cell.equals("12345"));
    }

    private static List<String> together(Sheet.SheetRow upper, Sheet.SheetRow lower, Vocabulary vocabulary) {
        List<String> both = new ArrayList<>();
        String above = "";
        boolean units = isUnits(lower);
        int width = Math.max(upper.cells().size(), lower.cells().size());
        for (int i = 0; i < width; i++) {
            String below = lower.cell(i);
            // A merged cell's text stands in its first column only.
            above = upper.cell(i).isBlank() && !below.isBlank() ? above : upper.cell(i);
            if (below.isBlank() || below.equals(above)) {
                both.add(above);
            } else if (units && !upper.cell(i).isBlank()) {
                both.add(above + "(" + below.replaceAll("^[(（\\[【]|[)）\\]】]$", "") + ")");
            } else if (vocabulary.column(above + below).isPresent()) {
                both.add(above + below);
            } else {
                both.add(below);
            }
        }
        return both;
    }
}
