package io.dabiao.report.xlsx;

import io.dabiao.report.Paper;
import io.dabiao.report.Paper.Cell;
import io.dabiao.report.Paper.Look;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.poi.ss.usermodel.BorderStyle;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.HorizontalAlignment;
import org.apache.poi.ss.usermodel.IndexedColors;
import org.apache.poi.ss.usermodel.PageMargin;
import org.apache.poi.ss.usermodel.PrintSetup;
import org.apache.poi.ss.usermodel.VerticalAlignment;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xddf.usermodel.XDDFColor;
import org.apache.poi.xddf.usermodel.XDDFLineProperties;
import org.apache.poi.xddf.usermodel.XDDFSolidFillProperties;
import org.apache.poi.xddf.usermodel.chart.AxisCrosses;
import org.apache.poi.xddf.usermodel.chart.AxisPosition;
import org.apache.poi.xddf.usermodel.chart.ChartTypes;
import org.apache.poi.xddf.usermodel.chart.DisplayBlanks;
import org.apache.poi.xddf.usermodel.chart.LegendPosition;
import org.apache.poi.xddf.usermodel.chart.MarkerStyle;
import org.apache.poi.xddf.usermodel.chart.XDDFCategoryAxis;
import org.apache.poi.xddf.usermodel.chart.XDDFChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFDataSourcesFactory;
import org.apache.poi.xddf.usermodel.chart.XDDFLineChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFValueAxis;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFChart;
import org.apache.poi.xssf.usermodel.XSSFClientAnchor;
import org.apache.poi.xssf.usermodel.XSSFFont;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** One paper as a workbook; a page of its own becomes a sheet of its own. */
final class Workbook {

    /** A sheet is this many characters wide, whatever its tables' columns. */
    private static final int CHARACTERS = 160;

    private static final int UNIT = 256;
    private static final float LINE = 13.5f;
    private static final int CHART_ROWS = 7;

    /** In inches; the footer stands in the lower one. */
    private static final double MARGIN = 0.5;

    /** Of A4 on its side, between the margins, in points. */
    private static final double PAGE_WIDTH = 842 - 2 * MARGIN * 72;

    private static final double PAGE_HEIGHT = 595 - 2 * MARGIN * 72;
    /** Rows come out a little higher here and there. */
    private static final double USED = 0.97;

    /** Of a page: in the middle of a cell that is higher the text might stand where a page breaks. */
    private static final double SURELY_ON_A_PAGE = 0.4;

    private static final double POINTS_PER_PIXEL = 0.75;
    private static final byte[] VALUES = {0x2A, 0x5D, (byte) 0x9C};
    private static final byte[] TARGET = {(byte) 0xCC, 0x33, 0x33};

    private final Paper paper;
    private final XSSFWorkbook book = new XSSFWorkbook();
    private final Map<Look, CellStyle> styles = new EnumMap<>(Look.class);
    private final Map<String, CellStyle> numbers = new HashMap<>();
    private XSSFSheet sheet;

    /** How high the printed page is, in points of the sheet. */
    private double room;

    private int pageTop;
    private int blockTop;
    private int columns;
    private int next;

    private Workbook(Paper paper) {
        this.paper = paper;
    }

    static byte[] of(Paper paper) throws IOException {
        return new Workbook(paper).written();
    }

    private byte[] written() throws IOException {
        try (XSSFWorkbook whole = book;
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            begin(paper.firstSheet());
            title(paper.title(), 16);
            title(paper.subtitle() + (paper.mark().isEmpty() ? "" : "  " + paper.mark()), 11);
            List<Paper.Block> blocks = paper.blocks();
            for (int i = 0; i < blocks.size(); i++) {
                block(blocks.get(i));
            }
            printed();
            whole.setForceFormulaRecalculation(true);
            whole.write(out);
            return out.toByteArray();
        }
    }

    private void begin(String name) {
        sheet = book.createSheet(name);
        next = 0;
        Paper.Table widest = null;
        boolean here = name.equals(sheet.getWorkbook().getSheetName(0));
        for (Paper.Block block : paper.blocks()) {
            if (block instanceof Paper.NewPage) {
                here = !here;
            }
            if (here
                    && block instanceof Paper.Table table
                    && (widest == null
                            || table.widths().size() > widest.widths().size())) {
                widest = table;
            }
        }
        columns = widest == null ? 1 : widest.widths().size();
        int all = widest == null
                ? 1
                : widest.widths().stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < columns; i++) {
            int width = widest == null
                    ? CHARACTERS
                    : Math.max(6, CHARACTERS * widest.widths().get(i) / all);
            sheet.setColumnWidth(i, width * UNIT);
        }
        sheet.getPrintSetup().setPaperSize(PrintSetup.A4_PAPERSIZE);
        sheet.getPrintSetup().setLandscape(true);
        sheet.setFitToPage(true);
        sheet.getPrintSetup().setFitWidth((short) 1);
        sheet.getPrintSetup().setFitHeight((short) 0);
        for (PageMargin side : List.of(PageMargin.LEFT, PageMargin.RIGHT, PageMargin.TOP, PageMargin.BOTTOM)) {
            sheet.setMargin(side, MARGIN);
        }
        sheet.setMargin(PageMargin.FOOTER, MARGIN / 2);
        double wide = 0;
        for (int i = 0; i < columns; i++) {
            wide += sheet.getColumnWidthInPixels(i) * POINTS_PER_PIXEL;
        }
        // Where the usual font is missing columns come out wider and the scale smaller: then there is more room yet.
        room = USED * PAGE_HEIGHT * Math.max(1, wide / PAGE_WIDTH);
        pageTop = 0;
        blockTop = 0;
        sheet.getFooter().setCenter(paper.page("&P", "&N"));
    }

    /** What stands under one heading goes to the next page as a whole where this one has no room left for it. */
    private void closeBlock() {
        if (blockTop > pageTop && height(pageTop, next) > room) {
            sheet.setRowBreak(blockTop - 1);
            pageTop = blockTop;
        }
        blockTop = next;
    }

    /** In points, of rows from one to before another. */
    private double height(int from, int to) {
        double height = 0;
        for (int i = from; i < to; i++) {
            XSSFRow row = sheet.getRow(i);
            height += row == null ? sheet.getDefaultRowHeightInPoints() : row.getHeightInPoints();
        }
        return height;
    }

    /** The charts' numbers stand beside the page and are not printed. */
    private void printed() {
        closeBlock();
        book.setPrintArea(book.getSheetIndex(sheet), 0, columns - 1, 0, Math.max(0, next));
    }

    private CellStyle style(Look look) {
        return styles.computeIfAbsent(look, any -> {
            CellStyle style = book.createCellStyle();
            style.setWrapText(true);
            style.setVerticalAlignment(VerticalAlignment.CENTER);
            style.setBorderTop(BorderStyle.THIN);
            style.setBorderBottom(BorderStyle.THIN);
            style.setBorderLeft(BorderStyle.THIN);
            style.setBorderRight(BorderStyle.THIN);
            style.setAlignment(
                    switch (look) {
                        case LABEL, CENTRED -> HorizontalAlignment.CENTER;
                        case NUMBER -> HorizontalAlignment.RIGHT;
                        case TEXT -> HorizontalAlignment.LEFT;
                    });
            if (look == Look.LABEL) {
                style.setFillForegroundColor(IndexedColors.GREY_25_PERCENT.getIndex());
                style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
            }
            style.setFont(font(10));
            return style;
        });
    }

    /** A label of many rows begins on top. */
    private void topped(XSSFCell cell) {
        CellStyle style = book.createCellStyle();
        style.cloneStyleFrom(cell.getCellStyle());
        style.setVerticalAlignment(VerticalAlignment.TOP);
        cell.setCellStyle(style);
    }

    private CellStyle number(String format) {
        return numbers.computeIfAbsent(format, any -> {
            CellStyle style = book.createCellStyle();
            style.cloneStyleFrom(style(Look.NUMBER));
            style.setDataFormat(book.createDataFormat().getFormat(format));
            return style;
        });
    }

    private XSSFFont font(int points) {
        XSSFFont font = book.createFont();
        font.setFontName("宋体");
        font.setFontHeightInPoints((short) points);
        return font;
    }

    private void title(String text, int points) {
        CellStyle style = book.createCellStyle();
        style.setAlignment(HorizontalAlignment.CENTER);
        style.setFont(font(points));
        XSSFRow row = sheet.createRow(next);
        row.setHeightInPoints(points * 1.6f);
        XSSFCell cell = row.createCell(0);
        cell.setCellValue(text);
        cell.setCellStyle(style);
        merge(next, next, 0, columns - 1);
        next++;
    }

    private void merge(int fromRow, int toRow, int fromColumn, int toColumn) {
        if (fromRow < toRow || fromColumn < toColumn) {
            sheet.addMergedRegionUnsafe(new CellRangeAddress(fromRow, toRow, fromColumn, toColumn));
        }
    }

    private void block(Paper.Block block) {
        if (block instanceof Paper.NewPage page) {
            printed();
            begin(page.name());
        } else if (block instanceof Paper.Heading heading) {
            closeBlock();
            next++;
            prose(heading.text(), 11);
        } else if (block instanceof Paper.Prose prose) {
            prose(prose.text(), 9);
        } else if (block instanceof Paper.Signature signature) {
            next++;
            prose(String.join("        ", signature.lines()), 10);
        } else if (block instanceof Paper.Table table) {
            table(table);
        } else if (block instanceof Paper.Chart chart) {
            chart(chart);
        }
    }

    private void prose(String text, int points) {
        CellStyle style = book.createCellStyle();
        style.setWrapText(true);
        style.setVerticalAlignment(VerticalAlignment.TOP);
        style.setFont(font(points));
        XSSFRow row = sheet.createRow(next);
        long lines = text.lines()
                .mapToLong(line -> 1 + width(line) / (CHARACTERS - 4))
                .sum();
        row.setHeightInPoints(Math.max(1, lines) * LINE * points / 9);
        XSSFCell cell = row.createCell(0);
        cell.setCellValue(text);
        cell.setCellStyle(style);
        merge(next, next, 0, columns - 1);
        next++;
    }

    private static int width(String text) {
        return text.codePoints().map(c -> c > 0x2E80 ? 2 : 1).sum();
    }

    private void table(Paper.Table table) {
        int top = next;
        Map<Integer, Integer> begun = new HashMap<>();
        for (int r = 0; r < table.rows().size(); r++) {
            XSSFRow row = sheet.createRow(next);
            int lines = 1;
            int column = 0;
            List<Cell> cells = table.rows().get(r);
            for (int c = 0; c < cells.size(); c++) {
                Cell cell = cells.get(c);
                int last = c + 1 == cells.size()
                                && column + cell.span() == table.widths().size()
                        ? columns - 1
                        : column + cell.span() - 1;
                cell(row, cell, column, last, top);
                lines = Math.max(lines, lines(cell, column, last));
                if (!cell.continues()) {
                    begun.put(column, next);
                }
                boolean ends =
                        r + 1 == table.rows().size() || !continues(table.rows().get(r + 1), column);
                if (ends) {
                    if (begun.getOrDefault(column, next) < next
                            && height(begun.get(column), next + 1) > room * SURELY_ON_A_PAGE) {
                        topped(sheet.getRow(begun.get(column)).getCell(column));
                    }
                    merge(begun.getOrDefault(column, next), next, column, last);
                }
                column += cell.span();
            }
            row.setHeightInPoints(lines * LINE + 3);
            next++;
        }
        if (table.header() > 0 && sheet.getRepeatingRows() == null) {
            sheet.setRepeatingRows(new CellRangeAddress(top, top + table.header() - 1, -1, -1));
        }
        next++;
    }

    private static boolean continues(List<Cell> below, int column) {
        int at = 0;
        for (Cell cell : below) {
            if (at == column) {
                return cell.continues();
            }
            at += cell.span();
        }
        return false;
    }

    private int lines(Cell cell, int from, int to) {
        int room = 0;
        for (int i = from; i <= to; i++) {
            room += sheet.getColumnWidth(i) / UNIT;
        }
        int wide = Math.max(4, room - 1);
        return cell.text().isEmpty() || cell.continues()
                ? 1
                : (int) cell.text()
                        .lines()
                        .mapToLong(line -> 1 + Math.max(0, width(line) - 1) / wide)
                        .sum();
    }

    private void cell(XSSFRow row, Cell content, int from, int to, int top) {
        CellStyle style = style(content.look());
        for (int i = from; i <= to; i++) {
            row.createCell(i).setCellStyle(style);
        }
        XSSFCell cell = row.getCell(from);
        if (content.number() == null) {
            cell.setCellValue(content.text());
            return;
        }
        boolean percent = content.text().endsWith("%");
        int digits = content.text()
                .replaceFirst("^[^.]*\\.?", "")
                .replaceAll("\\D", "")
                .length();
        String decimals = digits == 0 ? "" : "." + "0".repeat(digits);
        cell.setCellStyle(number((percent ? "0" : "#,##0") + decimals + (percent ? "\"%\"" : "")));
        cell.setCellValue(content.number().doubleValue());
        if (content.formula() != null) {
            cell.setCellFormula(formula(content.formula(), row.getRowNum(), top));
            cell.setCellValue(content.number().doubleValue());
        }
    }

    private static String formula(Paper.Sum sum, int row, int top) {
        if (sum instanceof Paper.Sum.Rate rate) {
            return "ROUND(" + at(row, rate.executed()) + "/" + at(row, rate.planned()) + "*100," + rate.digits() + ")";
        }
        if (sum instanceof Paper.Sum.Execution execution) {
            return "ROUND(MAX(0,MIN(1," + at(row, execution.executed()) + "/" + at(row, execution.planned()) + "))*"
                    + at(row, execution.points()) + ",2)";
        }
        Paper.Sum.OfColumn column = (Paper.Sum.OfColumn) sum;
        String also = column.alsoRows().stream()
                .map(other -> "," + at(top + other, column.alsoColumn()))
                .collect(Collectors.joining());
        return "SUM(" + at(top + column.fromRow(), column.column()) + ":" + at(top + column.toRow(), column.column())
                + also + ")";
    }

    private static String at(int row, int column) {
        return new CellReference(row, column).formatAsString();
    }

    /** The numbers stand beside the chart that draws them: months in one row, values and target below. */
    private void chart(Paper.Chart content) {
        int months = content.labels().size();
        XSSFRow labels = sheet.createRow(next);
        XSSFRow values = sheet.createRow(next + 1);
        XSSFRow targets = sheet.createRow(next + 2);
        int first = columns + 1;
        values.createCell(first - 1).setCellValue(content.title());
        targets.createCell(first - 1).setCellValue(paper.target());
        for (int i = 0; i < months; i++) {
            labels.createCell(first + i).setCellValue(content.labels().get(i));
            if (content.values().get(i) != null) {
                values.createCell(first + i)
                        .setCellValue(content.values().get(i).doubleValue());
            }
            if (content.target() != null) {
                targets.createCell(first + i).setCellValue(content.target().doubleValue());
            }
        }
        XSSFClientAnchor anchor = new XSSFClientAnchor(0, 0, 0, 0, 0, next, columns, next + CHART_ROWS);
        XSSFChart chart = sheet.createDrawingPatriarch().createChart(anchor);
        chart.displayBlanksAs(DisplayBlanks.GAP); // A month without a value is not one of 0.
        chart.getOrAddLegend().setPosition(LegendPosition.RIGHT);
        XDDFCategoryAxis bottom = chart.createCategoryAxis(AxisPosition.BOTTOM);
        XDDFValueAxis left = chart.createValueAxis(AxisPosition.LEFT);
        left.setCrosses(AxisCrosses.AUTO_ZERO);
        if (content.values().stream().filter(Objects::nonNull).noneMatch(value -> value.signum() < 0)) {
            left.setMinimum(0); // From somewhere else small differences look large.
        }
        XDDFLineChartData data = (XDDFLineChartData) chart.createData(ChartTypes.LINE, bottom, left);
        var categories = XDDFDataSourcesFactory.fromStringCellRange(
                sheet, new CellRangeAddress(next, next, first, first + months - 1));
        series(data, categories, next + 1, first, months, content.title(), VALUES);
        if (content.target() != null) {
            series(data, categories, next + 2, first, months, paper.target(), TARGET);
        }
        chart.plot(data);
        next += CHART_ROWS + 1;
    }

    private void series(
            XDDFLineChartData data,
            org.apache.poi.xddf.usermodel.chart.XDDFDataSource<String> categories,
            int row,
            int first,
            int months,
            String title,
            byte[] colour) {
        XDDFChartData.Series series = data.addSeries(
                categories,
                XDDFDataSourcesFactory.fromNumericCellRange(
                        sheet, new CellRangeAddress(row, row, first, first + months - 1)));
        series.setTitle(title, null);
        XDDFLineChartData.Series line = (XDDFLineChartData.Series) series;
        line.setSmooth(false);
        line.setMarkerStyle(colour == VALUES ? MarkerStyle.CIRCLE : MarkerStyle.NONE); // One value alone makes no line.
        line.setLineProperties(new XDDFLineProperties(new XDDFSolidFillProperties(XDDFColor.from(colour))));
    }
}
