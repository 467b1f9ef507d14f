package io.dabiao.declare.form.office;

import io.dabiao.declare.form.Cell;
import io.dabiao.declare.form.FormSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** An Excel workbook: the rows of its sheets, as they are shown. A formula's value is the one that was stored. */
public final class XlsxSource implements FormSource {

    @Override
    public List<String> mediaTypes() {
        return List.of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }

    @Override
    public List<String> endings() {
        return List.of(".xlsx", ".xlsm");
    }

    @Override
    public Cell.Grid cells(byte[] file) throws IOException {
        return new Workbook().read(file);
    }

    /** Apart, so that asking for the media types loads nothing of the library. */
    private static final class Workbook {

        private static final int MOST_COLUMNS = 200;

        private final DataFormatter formatter = new DataFormatter(Locale.CHINA);
        private final List<List<Cell>> rows = new ArrayList<>();

        Cell.Grid read(byte[] file) throws IOException {
            return Packages.within(file, "XLSX", () -> {
                try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(file))) {
                    for (int i = 0; i < book.getNumberOfSheets(); i++) {
                        if (!book.isSheetHidden(i) && !book.isSheetVeryHidden(i)) {
                            sheet(book.getSheetAt(i));
                        }
                    }
                    return new Cell.Grid(rows);
                }
            });
        }

        private void sheet(Sheet sheet) {
            for (Row row : sheet) {
                int line = rows.size() + 1;
                List<Cell> cells = new ArrayList<>();
                for (org.apache.poi.ss.usermodel.Cell cell : row) {
                    String place =
                            sheet.getSheetName() + "!" + cell.getAddress().formatAsString();
                    if (cell.getColumnIndex() < MOST_COLUMNS) {
                        cells.add(new Cell(text(cell), line, cell.getColumnIndex(), place));
                    }
                }
                rows.add(cells);
            }
        }

        private String text(org.apache.poi.ss.usermodel.Cell cell) {
            CellType type =
                    cell.getCellType() == CellType.FORMULA ? cell.getCachedFormulaResultType() : cell.getCellType();
            if (type == CellType.NUMERIC && DateUtil.isCellDateFormatted(cell)) {
                LocalDateTime date = cell.getLocalDateTimeCellValue();
                return date == null ? "" : date.toLocalDate().toString();
            }
            if (type == CellType.NUMERIC && cell.getCellType() == CellType.FORMULA) {
                return formatter.formatRawCellContents(
                        cell.getNumericCellValue(),
                        cell.getCellStyle().getDataFormat(),
                        cell.getCellStyle().getDataFormatString());
            }
            return type == CellType.STRING ? cell.getStringCellValue() : formatter.formatCellValue(cell);
        }
    }
}
