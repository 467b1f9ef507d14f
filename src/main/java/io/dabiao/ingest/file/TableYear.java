package io.dabiao.ingest.file;

import java.text.Normalizer;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The year that a table is of, as its title or its sheet's name prints it: 2024年各栏目阅读量. */
final class TableYear {

    private static final Pattern YEAR = Pattern.compile("(?<!\\d)((?:19|20)\\d{2})\\s*(?:年度?|财年|-?\\d{1,2}月)");
    private static final Pattern ALONE = Pattern.compile("(?<!\\d)((?:19|20)\\d{2})(?!\\d)");
    /** When a table was filled in is not what it is about. */
    private static final Pattern FILLED_IN = Pattern.compile("(填报|填表|制表|报送|打印|导出|更新|生成)(日期|时间)?.*");

    private TableYear() {}

    /**
     * Empty where none is printed, or several are.
     *
     * @param above rows above the titles of the columns
     */
    static OptionalInt of(String sheet, List<Sheet.SheetRow> above) {
        TreeSet<Integer> years = new TreeSet<>();
        for (Sheet.SheetRow row : above) {
            for (String cell : row.cells()) {
                Matcher year = YEAR.matcher(FILLED_IN
                        .matcher(Normalizer.normalize(cell, Normalizer.Form.NFKC))
                        .replaceAll(""));
                while (year.find()) {
                    years.add(Integer.valueOf(year.group(1)));
                }
            }
        }
        Matcher named = ALONE.matcher(sheet);
        while (years.isEmpty() && named.find()) {
            years.add(Integer.valueOf(named.group(1)));
        }
        return years.size() == 1 ? OptionalInt.of(years.first()) : OptionalInt.empty();
    }
}
