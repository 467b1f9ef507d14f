package io.dabiao.ingest.file;

import io.dabiao.budget.Allowance;
import io.dabiao.document.workbook.Workbooks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The filled rows of a sheet, every cell as text: a number in plain decimals, one that is shown in percent with its sign, a
 * date of a workbook as its serial.
 *
 * @param name of the sheet in its workbook; empty where there is none
 * @param others visible sheets of the workbook that are passed over, by name
 * @param shift days to be added to a date's serial: 1,462 where a workbook counts from 1904, else 0
 * @param separator between cells of a text; {@link #NO_SEPARATOR} of a workbook
 * @param across titles of columns that were months, each of whose numbers has a row of its own here; empty where there were none
 */
record Sheet(String name, List<String> others, List<SheetRow> rows, int shift, char separator, List<String> across) {

    static final char NO_SEPARATOR = '\0';

    /** Before a file was read. */
    static final Sheet NONE = new Sheet("", List.of(), List.of(), 0, NO_SEPARATOR, List.of());

    /** Bounds what one transaction holds. */
    static final int MOST_ROWS = 100_050;

    static final int MOST_COLUMNS = 100;

    /** What a cell holds at most, as Excel says. */
    static final int LONGEST_CELL = Workbooks.LONGEST_CELL;

    /** Of all cells together, as often as they name a text. */
    private static final long MOST_CHARACTERS = 32L << 20;

    /** @param number of the row */
    static Unfit longCell(int number) {
        return new Unfit(
                "a cell of row " + number + " has more than " + LONGEST_CELL + " characters",
                "第 " + number + " 行有单元格超过 " + LONGEST_CELL + " 个字符");
    }

    static Unfit tooLong() {
        return new Unfit(
                "the file has more than 100,000 rows; split it, one import is one transaction",
                "超过 10 万行，请拆分后上传（一次导入是一个事务）");
    }

    /** @param number of the row */
    static Unfit wide(int number) {
        return new Unfit(
                "row " + number + " has more than " + MOST_COLUMNS + " columns",
                "第 " + number + " 行超过 " + MOST_COLUMNS + " 列");
    }

    /** In place of a formula that was never computed: a program wrote it, and no spreadsheet has opened it yet. */
    static final String UNCOMPUTED = "=";

    /**
     * A row with something in it.
     *
     * @param number as a spreadsheet shows it, from 1
     * @param width cells as they were sent, empty ones at the end among them; 0 in a workbook, which has none there
     * @param hidden whether a spreadsheet shows it at all
     */
    record SheetRow(int number, int width, List<String> cells, boolean hidden) {

        /** Empty where the row is shorter. */
        String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }
    }

    /**
     * Tells the kind of file by how it begins: what is no workbook is read as CSV.
     *
     * @param table which sheet of a workbook is meant: the first visible one that it holds for, else the first visible one
     */
    static Sheet read(byte[] file, Predicate<Sheet> table, Allowance allowance) throws Unfit {
        if (file.length == 0) {
            throw new Unfit("the file is empty", "文件是空的");
        }
        if (Workbooks.kind(file).isPresent()) {
            return WorkbookSheets.read(file, table, allowance);
        }
        Sheet sheet = Csv.read(file, allowance);
        if (table.test(sheet)) {
            return sheet;
        }
        Sheet meant = TwiceEncoded.repaired(sheet);
        return table.test(meant) ? meant : sheet;
    }

    Sheet besides(List<String> passedOver) {
        return new Sheet(name, List.copyOf(passedOver), rows, shift, separator, across);
    }

    /** Collects rows; blank ones are passed over. */
    static final class Collected {

        private final Allowance allowance;
        private final List<SheetRow> rows = new ArrayList<>();
        private long characters;

        Collected(Allowance allowance) {
            this.allowance = allowance;
        }

        void add(int number, int sent, List<String> cells, boolean hidden) throws Unfit {
            allowance.step();
            if (cells.stream().allMatch(String::isBlank)) {
                return;
            }
            for (String cell : cells) {
                characters += cell.length();
                if (cell.length() > LONGEST_CELL) {
                    throw longCell(number);
                }
            }
            if (characters > MOST_CHARACTERS) {
                throw new Unfit(
                        "the file has more than " + MOST_CHARACTERS + " characters; split it",
                        "文件内容超过 " + MOST_CHARACTERS + " 个字符，请拆分后上传");
            }
            if (rows.size() >= MOST_ROWS) {
                throw tooLong();
            }
            int width = cells.size();
            while (width > 0 && cells.get(width - 1).isBlank()) {
                width--;
            }
            if (width > MOST_COLUMNS) {
                throw wide(number);
            }
            rows.add(new SheetRow(number, sent, List.copyOf(cells.subList(0, width)), hidden));
        }

        Sheet sheet(String name, int shift, char separator) {
            return new Sheet(name, List.of(), List.copyOf(rows), shift, separator, List.of());
        }
    }
}
