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

/** An OpenDocument text, as LibreOffice and WPS write it: its paragraphs and the rows of its tables, in order. A merged cell counts once, where it begins. */
public final class OdtSource implements FormSource {

    /** What was deleted, notes, drawings, and how something looks. */
    private static final Set<String> NO_TEXT = Set.of(
            "tracked-changes",
            "annotation",
            "note",
            "frame",
            "custom-shape",
            "automatic-styles",
            "font-face-decls",
            "scripts",
            "sequence-decls",
            "ruby-text");

    private static final int LONGEST_TEXT = 32_767;
    private static final int MOST_SPACES = 200;

    @Override
    public List<String> mediaTypes() {
        return List.of("application/vnd.oasis.opendocument.text");
    }

    @Override
    public List<String> endings() {
        return List.of(".odt");
    }

    @Override
    public boolean is(byte[] file) {
        return FileMarks.zipOf(file, "mimetypeapplication/vnd.oasis.opendocument.text");
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws IOException {
        return Packages.within(file, "ODT", allowance, zip -> new Document(zip, allowance).read());
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
            if (!zip.has("content.xml")) {
                throw new Unreadable("this is no ODT file");
            }
            if (zip.has("META-INF/manifest.xml") && locked()) {
                throw new Unreadable("the ODT file has a password; save it without one");
            }
            xml = zip.xml("content.xml");
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "p", "h" -> paragraph();
                        case "table" -> table();
                        default -> {
                            if (NO_TEXT.contains(xml.name())) {
                                xml.skip();
                            }
                        }
                    }
                }
            }
            return rows.grid();
        }

        private boolean locked() throws IOException, XMLStreamException {
            BoundedXml manifest = zip.xml("META-INF/manifest.xml");
            while (manifest.hasNext()) {
                if (manifest.next() == XMLStreamConstants.START_ELEMENT
                        && manifest.name().equals("encryption-data")) {
                    return true;
                }
            }
            return false;
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
                } else if (event == XMLStreamConstants.CHARACTERS) {
                    text.append(xml.piece(LONGEST_TEXT));
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    if (NO_TEXT.contains(xml.name())) {
                        xml.skip();
                        continue;
                    }
                    switch (xml.name()) {
                        case "tab" -> text.append('\t');
                        case "line-break" -> text.append('\n');
                        case "s" -> text.append(" ".repeat(Packages.number(xml.attribute("c"), 1, MOST_SPACES)));
                        default -> {
                            // A stretch that looks otherwise.
                        }
                    }
                    depth++;
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
                    if (xml.name().equals("table-row")) {
                        row(table, ++number);
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
                    String name = xml.name();
                    if (name.equals("table-cell") || name.equals("covered-table-cell")) {
                        int times = Packages.number(xml.attribute("number-columns-repeated"), 1, Cells.MOST_COLUMNS);
                        String text = cell();
                        for (int i = 0; i < times && column < Cells.MOST_COLUMNS; i++) {
                            // What a merged cell covers is blank.
                            cells.add(new Cell(
                                    name.equals("table-cell") ? text : "",
                                    line,
                                    column++,
                                    "表" + table + "第" + number + "行"));
                        }
                    } else {
                        depth++;
                    }
                }
            }
            rows.add(cells);
        }

        private String cell() throws XMLStreamException {
            StringBuilder text = new StringBuilder();
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "p", "h" -> text.append(words());
                        case "table" -> xml.skip(); // A table within a cell is none of the form's own rows.
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
    }
}
