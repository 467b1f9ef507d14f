package io.dabiao.declare.form.office;

import io.dabiao.declare.form.Cell;
import io.dabiao.declare.form.FormSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.poi.xwpf.usermodel.IBodyElement;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.apache.poi.xwpf.usermodel.XWPFTableCell;
import org.apache.poi.xwpf.usermodel.XWPFTableRow;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTTcPr;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STMerge;

/** A Word document: its paragraphs and the rows of its tables, in order. A merged cell counts once, where it begins. */
public final class DocxSource implements FormSource {

    @Override
    public List<String> mediaTypes() {
        return List.of("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    }

    @Override
    public List<String> endings() {
        return List.of(".docx");
    }

    @Override
    public Cell.Grid cells(byte[] file) throws IOException {
        return new Document().read(file);
    }

    /** Apart, so that asking for the media types loads nothing of the library. */
    private static final class Document {

        private final List<List<Cell>> rows = new ArrayList<>();
        private int tables;

        Cell.Grid read(byte[] file) throws IOException {
            return Packages.within(file, "DOCX", () -> {
                try (XWPFDocument document = new XWPFDocument(new ByteArrayInputStream(file))) {
                    body(document.getBodyElements());
                    return new Cell.Grid(rows);
                }
            });
        }

        private void body(List<IBodyElement> elements) {
            for (IBodyElement element : elements) {
                if (element instanceof XWPFParagraph paragraph) {
                    int line = rows.size() + 1;
                    List<Cell> cells = new ArrayList<>();
                    int column = 0;
                    for (String text : paragraph.getText().split("\t", -1)) {
                        cells.add(new Cell(text, line, column++, "第" + line + "段"));
                    }
                    rows.add(cells);
                } else if (element instanceof XWPFTable table) {
                    tables++;
                    int number = 0;
                    for (XWPFTableRow row : table.getRows()) {
                        rows.add(row(row, tables, ++number));
                    }
                }
            }
        }

        private List<Cell> row(XWPFTableRow row, int table, int number) {
            int line = rows.size() + 1;
            List<Cell> cells = new ArrayList<>();
            int column = 0;
            for (XWPFTableCell cell : row.getTableCells()) {
                CTTcPr properties = cell.getCTTc().getTcPr();
                boolean continued = properties != null
                        && properties.isSetVMerge()
                        && properties.getVMerge().getVal() != STMerge.RESTART;
                String text = continued ? "" : cell.getText();
                cells.add(new Cell(text, line, column, "表" + table + "第" + number + "行"));
                boolean spans = properties != null && properties.isSetGridSpan();
                column += spans ? Math.max(1, properties.getGridSpan().getVal().intValue()) : 1;
            }
            return cells;
        }
    }
}
