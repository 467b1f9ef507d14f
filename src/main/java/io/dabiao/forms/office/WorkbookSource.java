package io.dabiao.forms.office;

import io.dabiao.budget.Allowance;
import io.dabiao.document.workbook.CellValue;
import io.dabiao.document.workbook.Locked;
import io.dabiao.document.workbook.SheetReader;
import io.dabiao.document.workbook.Unsupported;
import io.dabiao.document.workbook.Workbooks;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FileMarks;
import io.dabiao.forms.FormSource;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;

/**
 * A workbook of any kind that facts are read from too: the rows of its visible sheets, as they are shown. A formula's value is the one that was
 * stored.
 */
public final class WorkbookSource implements FormSource {

    @Override
    public List<String> mediaTypes() {
        return List.of(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.ms-excel",
                "application/vnd.oasis.opendocument.spreadsheet");
    }

    @Override
    public List<String> endings() {
        return List.of(".xlsx", ".xlsm", ".xls", ".et", ".ods");
    }

    @Override
    public boolean is(byte[] file) {
        return FileMarks.zipOf(file, "xl/workbook.")
                || FileMarks.compoundOf(file, "Workbook")
                || Workbooks.kind(file)
                        .filter(kind -> !kind.equals("XLSX") && !kind.equals("XLS"))
                        .isPresent();
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws IOException {
        String kind = Workbooks.kind(file).orElseThrow(() -> new Unreadable("this is no workbook"));
        Sheets sheets = new Sheets(allowance);
        try {
            Workbooks.read(file, sheets, allowance);
        } catch (Locked | Unsupported told) {
            throw new Unreadable(told.getMessage());
        } catch (IOException | IllegalArgumentException broken) {
            throw Unreadable.broken(kind + " file", broken);
        }
        return sheets.rows.grid();
    }

    /** The rows of a workbook, as they are handed over. */
    private static final class Sheets implements SheetReader {

        private final Cells rows;
        private final DataFormatter formatter = new DataFormatter(Locale.CHINA);
        private String sheet = "";
        private boolean since1904;

        Sheets(Allowance allowance) {
            rows = new Cells(allowance);
        }

        @Override
        public boolean begins(String name, boolean from1904) {
            sheet = name;
            since1904 = from1904;
            return true;
        }

        @Override
        public void row(int number, boolean hidden, List<CellValue> values) {
            List<Cell> row = new ArrayList<>();
            for (int column = 0; column < Math.min(values.size(), Cells.MOST_COLUMNS); column++) {
                String place = sheet + "!" + letters(column) + number;
                row.add(new Cell(text(values.get(column)), rows.size() + 1, column, place));
            }
            rows.add(row);
        }

        @Override
        public void merged(Region region) {
            // Only the first cell of it holds something, and a level carries on by itself.
        }

        @Override
        public boolean ends() {
            return true;
        }

        private String text(CellValue value) {
            if (value instanceof CellValue.Number number) {
                return shown(number);
            }
            if (value instanceof CellValue.Truth truth) {
                return truth.value() ? "TRUE" : "FALSE";
            }
            if (value instanceof CellValue.Moment moment) {
                return shown(moment.time());
            }
            return value instanceof CellValue.Text text ? text.text() : "（公式未计算）";
        }

        private static String shown(LocalDateTime time) {
            return time.toLocalTime().equals(LocalTime.MIDNIGHT)
                    ? time.toLocalDate().toString()
                    : time.toString().replace('T', ' ');
        }

        private String shown(CellValue.Number number) {
            double value = number.value().doubleValue();
            if (DateUtil.isADateFormat(number.index(), number.format()) && DateUtil.isValidExcelDate(value)) {
                LocalDateTime date = DateUtil.getLocalDateTime(value, since1904);
                return date == null ? "" : date.toLocalDate().toString();
            }
            return formatter.formatRawCellContents(value, number.index(), number.format(), since1904);
        }

        private static String letters(int column) {
            StringBuilder letters = new StringBuilder();
            for (int left = column + 1; left > 0; left = (left - 1) / 26) {
                letters.insert(0, (char) ('A' + (left - 1) % 26));
            }
            return letters.toString();
        }
    }
}
