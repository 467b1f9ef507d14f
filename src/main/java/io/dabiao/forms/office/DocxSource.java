package io.dabiao.forms.office;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.ZipPackage;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FileMarks;
import io.dabiao.forms.FormSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * A Word document: its paragraphs and the rows of its tables, in order. A merged cell counts once, where it begins. It is read as a
 * stream: a library that makes objects of it needs thirty times its size.
 */
public final class DocxSource implements FormSource {

    /** Drawings and text boxes, what was deleted, and how something looks. */
    private static final Set<String> NO_TEXT = Set.of(
            "pPr",
            "rPr",
            "tblPr",
            "tblGrid",
            "trPr",
            "sectPr",
            "drawing",
            "pict",
            "object",
            "AlternateContent",
            "del",
            "moveFrom",
            "delText",
            "instrText");

    private static final int LONGEST_TEXT = 32_767;

    @Override
    public List<String> mediaTypes() {
        return List.of("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    }

    @Override
    public List<String> endings() {
        return List.of(".docx");
    }

    @Override
    public boolean is(byte[] file) {
        return FileMarks.zipOf(file, "word/document");
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws IOException {
        return Packages.within(file, "DOCX", allowance, zip -> new Document(zip, allowance).read());
    }

    /** One document while it is read. */
    private static final class Document {

        private final ZipPackage zip;
        private final Cells rows;
        private BoundedXml xml;
        private int tables;

        Document(ZipPackage zip, Allowance allowance) {
            this.zip = zip;
            this.rows = new Cells(allowance);
        }

        Cell.Grid read() throws IOException, XMLStreamException {
            xml = zip.xml(Packages.main(zip, "word/document.xml"));
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    element();
                }
            }
            return rows.grid();
        }

        private void element() throws XMLStreamException {
            String name = xml.name();
            if (NO_TEXT.contains(name)) {
                xml.skip();
            } else if (name.equals("p")) {
                paragraph();
            } else if (name.equals("tbl")) {
                table();
            }
        }

        private void paragraph() throws XMLStreamException {
            int line = rows.size() + 1;
            List<Cell> cells = new ArrayList<>();
            int column = 0;
            for (String text : words().split("\t", -1)) {
                cells.add(new Cell(text, line, column++, "第" + line + "段"));
            }
            rows.add(cells);
        }

        /** What the paragraph says that begins here. */
        private String words() throws XMLStreamException {
            StringBuilder text = new StringBuilder();
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "t" -> text.append(xml.text(LONGEST_TEXT));
                        case "tab", "ptab" -> {
                            text.append('\t');
                            depth++;
                        }
                        case "br", "cr" -> {
                            text.append('\n');
                            depth++;
                        }
                        case "noBreakHyphen" -> {
                            text.append('-');
                            depth++;
                        }
                        default -> {
                            if (NO_TEXT.contains(xml.name())) {
                                xml.skip();
                            } else {
                                depth++;
                            }
                        }
                    }
                }
            }
            return text.toString();
        }

        private void table() throws XMLStreamException {
            int table = ++tables;
            int number = 0;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    if (xml.name().equals("tr")) {
                        row(table, ++number);
                    } else if (NO_TEXT.contains(xml.name())) {
                        xml.skip();
                    } else {
                        depth++;
                    }
                }
            }
        }

        private void row(int table, int number) throws XMLStreamException {
            int line = rows.size() + 1;
            List<Cell> cells = new ArrayList<>();
            int column = 0;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    if (xml.name().equals("tc")) {
                        column += cell(cells, line, column, "表" + table + "第" + number + "行");
                    } else if (NO_TEXT.contains(xml.name())) {
                        xml.skip();
                    } else {
                        depth++;
                    }
                }
            }
            rows.add(cells);
        }

        /** @return how many columns it spans */
        private int cell(List<Cell> cells, int line, int column, String place) throws XMLStreamException {
            StringBuilder text = new StringBuilder();
            boolean continued = false;
            int spans = 1;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    String name = xml.name();
                    if (name.equals("p")) {
                        text.append(words());
                    } else if (name.equals("tbl") || NO_TEXT.contains(name)) {
                        xml.skip(); // A table within a cell is none of the form's own rows.
                    } else {
                        if (name.equals("vMerge")) {
                            continued = !"restart".equals(xml.attribute("val"));
                        } else if (name.equals("gridSpan")) {
                            spans = Packages.number(xml.attribute("val"), 1, Cells.MOST_COLUMNS);
                        }
                        depth++;
                    }
                }
            }
            cells.add(new Cell(continued ? "" : text.toString(), line, column, place));
            return spans;
        }
    }
}
