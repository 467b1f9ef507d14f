package io.dabiao.document.workbook;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.ZipPackage;
import io.dabiao.document.workbook.SheetReader.Region;
import io.dabiao.problem.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.ss.usermodel.BuiltinFormats;

/**
 * Excel since 2007, over the JDK's stream parser. POI's user model holds a large sheet in gigabytes, its event model hands over neither
 * merged cells nor hidden rows.
 */
final class XlsxFormat implements WorkbookFormat {

    @Override
    public String name() {
        return "XLSX";
    }

    @Override
    public boolean is(byte[] file) {
        return file.length > 4 && file[0] == 'P' && file[1] == 'K';
    }

    @Override
    public void read(byte[] file, SheetReader reader, Allowance allowance) throws IOException {
        try (ZipPackage parts = ZipPackage.open(file, allowance)) {
            new Book(parts, reader).read();
        } catch (XMLStreamException | IllegalArgumentException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }

    /** One workbook while it is read. */
    private static final class Book {

        /** Of the shared texts, of which a file of 100,000 rows has a million at most. */
        private static final long MOST_CHARACTERS = 24L << 20;

        private static final int MOST_TEXTS = 500_000;
        private static final int MOST_FORMATS = 65_000;
        private static final int MOST_MERGED = 100_000;
        private static final int MOST_SHEETS = 500;
        private static final int LONGEST_NUMBER = 60;
        private static final int LONGEST_FORMAT = 255;
        private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

        /** @param part of the sheet; null where the workbook names none */
        private record Tab(String name, String part) {}

        private record Style(String code, int index) {}

        private static final Style GENERAL = new Style("General", 0);

        private final ZipPackage parts;
        private final SheetReader reader;
        private final List<String> texts = new ArrayList<>();
        private final List<Style> styles = new ArrayList<>();
        private boolean since1904;

        Book(ZipPackage parts, SheetReader reader) {
            this.parts = parts;
            this.reader = reader;
        }

        void read() throws IOException, XMLStreamException {
            String main = main();
            if (main.endsWith(".bin")) {
                throw new Unsupported("XLSB");
            }
            if (!parts.has(main)) {
                throw new IOException(main + " is missing");
            }
            String folder = main.contains("/") ? main.substring(0, main.lastIndexOf('/') + 1) : "";
            Map<String, String> related = related(folder, main.substring(folder.length()));
            List<Tab> tabs = tabs(main, related);
            texts(folder + "sharedStrings.xml");
            styles(folder + "styles.xml");
            Set<String> read = new HashSet<>();
            for (Tab tab : tabs) {
                if (tab.part() == null || !parts.has(tab.part())) {
                    throw new IOException("the sheet " + tab.name() + " is missing");
                }
                // Many sheets of one part would cost its reading as often.
                if (read.add(tab.part()) && reader.begins(tab.name(), since1904)) {
                    sheet(tab.part());
                    if (!reader.ends()) {
                        return;
                    }
                }
            }
        }

        private String main() throws IOException, XMLStreamException {
            if (parts.has("_rels/.rels")) {
                BoundedXml xml = parts.xml("_rels/.rels");
                while (xml.hasNext()) {
                    if (xml.next() == XMLStreamConstants.START_ELEMENT
                            && String.valueOf(xml.attribute("Type")).endsWith("/officeDocument")) {
                        return String.valueOf(xml.attribute("Target")).replaceFirst("^/", "");
                    }
                }
            }
            return "xl/workbook.xml";
        }

        private Map<String, String> related(String folder, String main) throws IOException, XMLStreamException {
            Map<String, String> related = new HashMap<>();
            BoundedXml xml = parts.xml(folder + "_rels/" + main + ".rels");
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.name().equals("Relationship")
                        && related.size() < MOST_SHEETS * 4) {
                    String target = Objects.requireNonNullElse(xml.attribute("Target"), "");
                    related.put(
                            Objects.requireNonNullElse(xml.attribute("Id"), ""),
                            target.startsWith("/") ? target.substring(1) : folder + target);
                }
            }
            return related;
        }

        /** The visible sheets in order. */
        private List<Tab> tabs(String main, Map<String, String> related) throws IOException, XMLStreamException {
            List<Tab> tabs = new ArrayList<>();
            BoundedXml xml = parts.xml(main);
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                if (xml.name().equals("workbookPr")) {
                    since1904 = truth(xml.attribute("date1904"));
                } else if (xml.name().equals("sheet") && tabs.size() < MOST_SHEETS) {
                    String state = xml.attribute("state");
                    String id = Objects.requireNonNullElse(xml.attribute("id"), "");
                    // A module of macros stands among the sheets too, without a part.
                    if (!id.isEmpty() && (state == null || state.equals("visible"))) {
                        tabs.add(new Tab(Objects.requireNonNullElse(xml.attribute("name"), ""), related.get(id)));
                    }
                }
            }
            return tabs;
        }

        /** Readings of characters (phonetics) are no part of the text. */
        private void texts(String part) throws IOException, XMLStreamException {
            if (!parts.has(part)) {
                return;
            }
            BoundedXml xml = parts.xml(part);
            StringBuilder text = new StringBuilder();
            boolean reading = false;
            long characters = 0;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "si" -> text.setLength(0);
                        case "rPh" -> reading = true;
                        case "t" -> {
                            String piece = xml.text(Workbooks.LONGEST_CELL - (reading ? 0 : text.length()));
                            text.append(reading ? "" : piece);
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    if (xml.name().equals("rPh")) {
                        reading = false;
                    } else if (xml.name().equals("si")) {
                        characters += text.length();
                        texts.add(plain(text.toString()));
                        if (characters > MOST_CHARACTERS || texts.size() > MOST_TEXTS) {
                            throw new Exceeded(ErrorCode.TOO_MANY_TEXTS, "the workbook has too many texts; split it");
                        }
                    }
                }
            }
        }

        private void styles(String part) throws IOException, XMLStreamException {
            if (!parts.has(part)) {
                return;
            }
            Map<Integer, String> codes = new HashMap<>();
            BoundedXml xml = parts.xml(part);
            boolean cells = false;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String name = xml.name();
                    int index = number(xml.attribute("numFmtId"), 0);
                    if (name.equals("numFmt") && codes.size() < MOST_FORMATS) {
                        String code = Objects.requireNonNullElse(xml.attribute("formatCode"), "");
                        codes.put(index, code.length() > LONGEST_FORMAT ? GENERAL.code() : code);
                    } else if (name.equals("cellXfs")) {
                        cells = true;
                    } else if (cells && name.equals("xf") && styles.size() < MOST_FORMATS) {
                        String code = codes.getOrDefault(index, BuiltinFormats.getBuiltinFormat(index));
                        styles.add(new Style(code == null ? GENERAL.code() : code, index));
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("cellXfs")) {
                    cells = false;
                }
            }
        }

        private void sheet(String part) throws IOException, XMLStreamException {
            BoundedXml xml = parts.xml(part);
            List<CellValue> row = null;
            boolean hidden = false;
            int number = 0;
            int column = -1;
            String type = null;
            Style style = GENERAL;
            boolean formula = false;
            boolean reading = false;
            int merged = 0;
            StringBuilder text = new StringBuilder();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "row" -> {
                            int before = number;
                            number = number(xml.attribute("r"), number + 1);
                            if (number <= before || number > Workbooks.MOST_ROWS) {
                                throw new IOException("its rows are in no order");
                            }
                            row = new ArrayList<>();
                            hidden = truth(xml.attribute("hidden"));
                            column = -1;
                        }
                        case "c" -> {
                            column = column(xml.attribute("r"), column);
                            type = xml.attribute("t");
                            style = style(xml.attribute("s"));
                            formula = false;
                            text.setLength(0);
                        }
                        case "f" -> formula = true;
                        case "rPh" -> reading = true;
                        case "v", "t" -> {
                            boolean value = xml.name().equals("v");
                            String piece = xml.text(Workbooks.LONGEST_CELL - text.length());
                            // A text that stands in its cell needs no value; programs that write both mean the text.
                            text.append(reading || value && !text.isEmpty() ? "" : piece);
                        }
                        case "mergeCell" -> {
                            reader.merged(region(xml.attribute("ref")));
                            if (++merged > MOST_MERGED) {
                                throw new Exceeded(
                                        ErrorCode.TOO_MANY_MERGED_CELLS, "the sheet has too many merged cells");
                            }
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT && row != null) {
                    switch (xml.name()) {
                        case "rPh" -> reading = false;
                        case "c" -> {
                            if (column < Workbooks.MOST_COLUMNS) {
                                put(row, column, value(type, text.toString(), formula, style));
                            }
                        }
                        case "row" -> {
                            if (!row.isEmpty()) {
                                reader.row(number, hidden, row);
                            }
                            row = null;
                        }
                        default -> {}
                    }
                }
            }
        }

        /** Characters that XML cannot hold, or that would be lost in it, are written by their numbers: _x000D_. */
        private static String plain(String text) {
            return text.contains("_x")
                    ? ESCAPED.matcher(text)
                            .replaceAll(found -> Matcher.quoteReplacement(
                                    Character.toString((char) Integer.parseInt(found.group(1), 16))))
                    : text;
        }

        private static void put(List<CellValue> row, int column, CellValue value) {
            if (value instanceof CellValue.Text text && text.text().isEmpty() && column >= row.size()) {
                return;
            }
            while (row.size() <= column) {
                row.add(CellValue.EMPTY);
            }
            row.set(column, value);
        }

        private static boolean truth(String attribute) {
            return "1".equals(attribute) || "true".equals(attribute);
        }

        private static int number(String text, int otherwise) {
            if (text == null) {
                return otherwise;
            }
            return Integer.parseInt(text);
        }

        /** A cell need not have a style, nor a workbook any. */
        private Style style(String index) {
            int at = index == null || !index.matches("\\d{1,5}") ? -1 : Integer.parseInt(index);
            return at >= 0 && at < styles.size() ? styles.get(at) : GENERAL;
        }

        private static Region region(String reference) {
            String[] ends = (reference == null ? "" : reference).split(":");
            if (ends.length != 2 || !ends[0].matches("[A-Z]{1,3}\\d{1,7}") || !ends[1].matches("[A-Z]{1,3}\\d{1,7}")) {
                throw new IllegalArgumentException("merged cells are called " + reference);
            }
            return new Region(row(ends[0]), column(ends[0], -1), row(ends[1]), column(ends[1], -1));
        }

        private static int row(String reference) {
            return Integer.parseInt(reference.replaceAll("[A-Z]", ""));
        }

        private static int column(String reference, int before) {
            if (reference == null) {
                return before + 1;
            }
            int column = 0;
            for (int i = 0; i < Math.min(reference.length(), 4) && Character.isLetter(reference.charAt(i)); i++) {
                column = column * 26 + (Character.toUpperCase(reference.charAt(i)) - 'A' + 1);
            }
            if (column < 1) {
                throw new IllegalArgumentException("a cell is called " + reference);
            }
            return column - 1;
        }

        private CellValue value(String type, String written, boolean formula, Style style) {
            String text = written.strip();
            if (text.isEmpty()) {
                return formula && !"str".equals(type) ? new CellValue.Uncomputed() : CellValue.EMPTY;
            }
            return switch (type == null ? "n" : type) {
                case "s" -> {
                    if (!text.matches("\\d{1,7}") || Integer.parseInt(text) >= texts.size()) {
                        throw new IllegalArgumentException("a cell refers to a text that is not there");
                    }
                    yield new CellValue.Text(texts.get(Integer.parseInt(text)));
                }
                case "b" -> new CellValue.Truth(text.equals("1") || text.equals("true"));
                case "n" -> {
                    if (text.length() > LONGEST_NUMBER) {
                        throw new IllegalArgumentException("a number has too many digits");
                    }
                    yield new CellValue.Number(new BigDecimal(text), style.code(), style.index());
                }
                default -> new CellValue.Text(plain(written));
            };
        }
    }
}
