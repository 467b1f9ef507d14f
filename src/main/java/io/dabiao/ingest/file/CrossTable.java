package io.dabiao.ingest.file;

import io.dabiao.ingest.file.Vocabulary.ColumnKind;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table whose columns are the months or the quarters of a year: 栏目, 1月, 2月, …, 合计. It is read as if each of its numbers had a row
 * of its own, dated at the end of its month.
 */
final class CrossTable {

    private static final int WITHIN = 20;
    private static final int LEAST = 2;
    private static final int LONGEST = 20;

    private static final Pattern MONTH =
            Pattern.compile("(?:((?:19|20)\\d{2})(?:年|[-/.]))?(\\d{1,2}|[一二三四五六七八九十]{1,2})(?:月份?)?");
    private static final Pattern ENGLISH = Pattern.compile(
            "(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?"
                    + "(?:[-./]?(\\d{2}|20\\d{2}))?");
    private static final Pattern QUARTER = Pattern.compile(
            "(?i)(?:((?:19|20)\\d{2})年?[- ]?)?(?:第?([一二三四1-4])季度?|q([1-4]))(?:[- ]?((?:19|20)\\d{2}))?");
    private static final Pattern YEAR = Pattern.compile("((?:19|20)\\d{2})年?度?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> CHINESE = List.of("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二");

    /** What stands between months and is none. */
    private static final Pattern LABEL_OF_TOTALS = Pattern.compile("(?i)(合计|总计|小计|累计|总数|total|subtotal|sum).{0,3}");

    /**
     * A column that is a month, or a quarter: its last.
     *
     * @param year 0 where the title prints none
     * @param month from 1 to 12
     */
    private record Across(int year, int month, boolean quarter) {}

    /** @param rows of the sheet up to the last of the titles @param columns by place @param titles of every column */
    private record Found(int rows, Map<Integer, Across> columns, List<String> titles) {}

    private CrossTable() {}

    /** Whether a sheet is such a table. */
    static boolean isIn(Sheet sheet, Vocabulary vocabulary) {
        return found(sheet, vocabulary).isPresent();
    }

    /**
     * The same with a row for each number; the sheet itself where it is no such table.
     *
     * @param value the attribute that the numbers are
     * @param asked the year that was said with the file; else the one that the table prints
     * @throws Unfit where the year is not known, or a month stands there twice
     */
    static Sheet along(Sheet sheet, Vocabulary vocabulary, String value, OptionalInt asked) throws Unfit {
        Optional<Found> found = found(sheet, vocabulary);
        return found.isEmpty() ? sheet : new CrossTable().along(sheet, found.get(), vocabulary, value, asked);
    }

    private Sheet along(Sheet sheet, Found found, Vocabulary vocabulary, String value, OptionalInt asked) throws Unfit {
        Map<Integer, YearMonth> months = months(sheet, found, asked);
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < found.titles().size(); i++) {
            if (!found.columns().containsKey(i)) {
                others.add(i);
            }
        }
        List<Sheet.SheetRow> rows = new ArrayList<>(sheet.rows().subList(0, titleRow(found)));
        List<String> titles = new ArrayList<>();
        others.forEach(place -> titles.add(found.titles().get(place)));
        titles.add(vocabulary.title("time"));
        titles.add(vocabulary.title(value));
        Sheet.SheetRow last = sheet.rows().get(found.rows() - 1);
        rows.add(new Sheet.SheetRow(last.number(), last.width() == 0 ? 0 : titles.size(), titles, false));
        for (Sheet.SheetRow row :
                sheet.rows().subList(found.rows(), sheet.rows().size())) {
            rows.addAll(numbers(row, last.width(), found, months, others, vocabulary));
        }
        if (rows.size() > Sheet.MOST_ROWS) {
            throw Sheet.tooLong();
        }
        return new Sheet(
                sheet.name(),
                sheet.others(),
                List.copyOf(rows),
                sheet.shift(),
                sheet.separator(),
                found.columns().keySet().stream().map(found.titles()::get).toList());
    }

    private static int titleRow(Found found) {
        return found.rows() - 1;
    }

    private static List<Sheet.SheetRow> numbers(
            Sheet.SheetRow row,
            int width,
            Found found,
            Map<Integer, YearMonth> months,
            List<Integer> others,
            Vocabulary vocabulary) {
        List<String> filled =
                row.cells().stream().filter(cell -> !cell.isBlank()).toList();
        boolean moved = width > 0 && row.width() > width;
        if (filled.size() == 1 || moved || isTotal(filled.get(0))) {
            // What it is, or what is wrong with it, is said once.
            return List.of(moved ? row : new Sheet.SheetRow(row.number(), 0, filled.subList(0, 1), row.hidden()));
        }
        List<Sheet.SheetRow> numbers = new ArrayList<>();
        months.forEach((place, month) -> {
            String cell = row.cell(place);
            if (cell.isBlank() || CellText.saysNothing(cell)) {
                return;
            }
            List<String> cells = new ArrayList<>();
            for (int other : others) {
                boolean key = vocabulary
                        .column(found.titles().get(other))
                        .filter(one -> one.attribute().equals("id"))
                        .isPresent();
                String text = row.cell(other);
                cells.add(key && !text.isBlank() ? text + "/" + month : text);
            }
            cells.add(month.atEndOfMonth().toString());
            cells.add(cell);
            numbers.add(new Sheet.SheetRow(row.number(), 0, cells, row.hidden()));
        });
        if (numbers.isEmpty()) {
            return List.of(new Sheet.SheetRow(row.number(), 0, filled.subList(0, 1), row.hidden()));
        }
        return numbers;
    }

    private static boolean isTotal(String label) {
        return LABEL_OF_TOTALS.matcher(label.replaceAll("\\s", "")).matches();
    }

    private static Map<Integer, YearMonth> months(Sheet sheet, Found found, OptionalInt asked) throws Unfit {
        OptionalInt printed = TableYear.of(sheet.name(), sheet.rows().subList(0, titleRow(found)));
        OptionalInt all = asked.isPresent() ? asked : printed;
        Map<Integer, YearMonth> months = new LinkedHashMap<>();
        Map<YearMonth, String> seen = new HashMap<>();
        for (Map.Entry<Integer, Across> column : found.columns().entrySet()) {
            Across across = column.getValue();
            String title = found.titles().get(column.getKey());
            if (across.year() == 0 && all.isEmpty()) {
                throw new Unfit(
                        "the months stand across, and of which year " + title
                                + " is was not said: write the year above the table, such as 2024年, or say it with the file",
                        "该表以月份为列，但“" + title + "”属于哪一年未注明：请在表头上方写明年度（如“2024年”），或上传时指定年度");
            }
            YearMonth month = YearMonth.of(across.year() == 0 ? all.getAsInt() : across.year(), across.month());
            String other = seen.putIfAbsent(month, title);
            if (other != null) {
                throw new Unfit(
                        "two columns are the same month: " + other + " and " + title + "; remove one of them",
                        "“" + other + "”与“" + title + "”是同一个月，请只保留其中一列");
            }
            months.put(column.getKey(), month);
        }
        return months;
    }

    private static Optional<Found> found(Sheet sheet, Vocabulary vocabulary) {
        for (int i = 0; i < Math.min(WITHIN, sheet.rows().size()); i++) {
            Sheet.SheetRow row = sheet.rows().get(i);
            Map<Integer, Across> columns =
                    across(row, i == 0 ? null : sheet.rows().get(i - 1), sheet.shift());
            if (columns.size() < LEAST) {
                continue;
            }
            List<String> titles = titles(sheet, i);
            boolean dated = false;
            for (int place = 0; place < titles.size(); place++) {
                dated |= !columns.containsKey(place)
                        && vocabulary
                                .column(titles.get(place))
                                .filter(one -> one.kind() == ColumnKind.TIME)
                                .isPresent();
            }
            return dated ? Optional.empty() : Optional.of(new Found(i + 1, columns, titles));
        }
        return Optional.empty();
    }

    /** A title that stands one row higher, over merged cells, is a column's too. */
    private static List<String> titles(Sheet sheet, int at) {
        Sheet.SheetRow row = sheet.rows().get(at);
        List<String> titles = new ArrayList<>(row.cells());
        if (at > 0) {
            Sheet.SheetRow above = sheet.rows().get(at - 1);
            boolean alone =
                    above.cells().stream().filter(cell -> !cell.isBlank()).count() <= 1;
            for (int i = 0; !alone && i < Math.max(titles.size(), above.cells().size()); i++) {
                int place = i;
                boolean filled = sheet.rows().stream()
                        .skip(at + 1L)
                        .anyMatch(one -> !one.cell(place).isBlank());
                if (i >= titles.size()) {
                    titles.add("");
                }
                // What stands over nothing is a remark beside the title: 单位：万元.
                if (filled && titles.get(i).isBlank()) {
                    titles.set(i, above.cell(i));
                }
            }
        }
        return titles;
    }

    /** Of the cells of a row those that are a month; else those that are a quarter. */
    private static Map<Integer, Across> across(Sheet.SheetRow row, Sheet.SheetRow above, int shift) {
        Map<Integer, Across> months = new LinkedHashMap<>();
        Map<Integer, Across> quarters = new LinkedHashMap<>();
        int year = 0;
        for (int i = 0; i < row.cells().size(); i++) {
            Matcher over = YEAR.matcher(above == null ? "" : plain(above.cell(i)));
            year = over.matches() ? Integer.parseInt(over.group(1)) : year;
            int place = i;
            int of = year;
            String cell = row.cells().get(i);
            month(cell, shift)
                    .ifPresent(one ->
                            months.put(place, new Across(one.year() == 0 ? of : one.year(), one.month(), false)));
            quarter(cell)
                    .ifPresent(one ->
                            quarters.put(place, new Across(one.year() == 0 ? of : one.year(), one.month(), true)));
        }
        return months.size() >= LEAST ? months : quarters;
    }

    private static String plain(String cell) {
        return cell.length() > LONGEST
                ? ""
                : Normalizer.normalize(cell, Normalizer.Form.NFKC).replaceAll("\\s", "");
    }

    private static Optional<Across> month(String cell, int shift) {
        String text = plain(cell);
        Matcher month = MONTH.matcher(text);
        if (month.matches() && (month.group(1) != null || text.contains("月"))) {
            String said = month.group(2);
            int of = CHINESE.contains(said)
                    ? CHINESE.indexOf(said) + 1
                    : said.matches("\\d+") ? Integer.parseInt(said) : 0;
            return of < 1 || of > 12
                    ? Optional.empty()
                    : Optional.of(new Across(month.group(1) == null ? 0 : Integer.parseInt(month.group(1)), of, false));
        }
        Matcher english = ENGLISH.matcher(text);
        if (english.matches()) {
            int year = english.group(2) == null ? 0 : Integer.parseInt(english.group(2));
            return Optional.of(new Across(
                    year > 0 && year < 100 ? 2000 + year : year,
                    MONTHS.indexOf(english.group(1).toLowerCase(Locale.ROOT)) + 1,
                    false));
        }
        // A spreadsheet keeps a month as its first day, and shows 1月.
        if (CellText.looksLikeSerial(text) || text.matches("(?:19|20)\\d{2}-\\d{2}-01")) {
            try {
                LocalDate day = CellText.local(text, shift).toLocalDate();
                return day.getDayOfMonth() == 1
                        ? Optional.of(new Across(day.getYear(), day.getMonthValue(), false))
                        : Optional.empty();
            } catch (Unfit none) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Across> quarter(String cell) {
        Matcher quarter = QUARTER.matcher(plain(cell));
        if (!quarter.matches()) {
            return Optional.empty();
        }
        String said = quarter.group(2) == null ? quarter.group(3) : quarter.group(2);
        int of = CHINESE.contains(said) ? CHINESE.indexOf(said) + 1 : Integer.parseInt(said);
        String year = quarter.group(1) == null ? quarter.group(4) : quarter.group(1);
        return Optional.of(new Across(year == null ? 0 : Integer.parseInt(year), of * 3, true));
    }
}
