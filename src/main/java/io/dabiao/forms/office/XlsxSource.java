package io.dabiao.forms.office;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.ZipPackage;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FormSource;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;

/**
 * An Excel workbook: the rows of its sheets, as they are shown. A formula's value is the one that was stored. It is read as a stream: a
 * library that makes objects of it needs thirty times its size.
 */
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
    public Cell.Grid cells(byte[] file, Allowance allowance) throws IOException {
        return Packages.within(file, "XLSX", allowance, zip -> new Workbook(zip, allowance).read());
    }

    /** One workbook while it is read. */
    private static final class Workbook {

        /** What a cell holds at most, as Excel says. */
        private static final int LONGEST_CELL = 32_767;
        /** Likewise the code of a number's format. */
        private static final int LONGEST_FORMAT = 255;

        private static final int MOST_TEXTS = 200_000;
        private static final int MOST_FORMATS = 65_000;
        private static final int MOST_SHEETS = 500;
        private static final int MOST_ROWS = 1_048_576;

        /** @param format the number of its format @param code the format itself; null for the usual one */
        private record Style(int format, String code) {}

        private final ZipPackage zip;
        private final Cells rows;
        private final DataFormatter formatter = new DataFormatter(Locale.CHINA);
        private final List<String> texts = new ArrayList<>();
        private final List<Style> styles = new ArrayList<>();
        private boolean since1904;

        Workbook(ZipPackage zip, Allowance allowance) {
            this.zip = zip;
            this.rows = new Cells(allowance);
        }

        Cell.Grid read() throws IOException, XMLStreamException {
            String main = Packages.main(zip, "xl/workbook.xml");
            String folder = main.contains("/") ? main.substring(0, main.lastIndexOf('/') + 1) : "";
            Map<String, String> parts = parts(folder, main.substring(folder.length()));
            Map<String, String> sheets = sheets(main);
            texts(folder + "sharedStrings.xml");
            styles(folder + "styles.xml");
            for (Map.Entry<String, String> sheet : sheets.entrySet()) {
                String part = parts.get(sheet.getKey());
                if (part != null && zip.has(part)) {
                    sheet(part, sheet.getValue());
                }
            }
            return rows.grid();
        }

        private Map<String, String> parts(String folder, String main) throws IOException, XMLStreamException {
            Map<String, String> parts = new HashMap<>();
            BoundedXml xml = zip.xml(folder + "_rels/" + main + ".rels");
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT && parts.size() < MOST_SHEETS * 4) {
                    String target = String.valueOf(xml.attribute("Target"));
                    parts.put(
                            String.valueOf(xml.attribute("Id")),
                            target.startsWith("/") ? target.substring(1) : folder + target);
                }
            }
            return parts;
        }

        /** The names of the visible sheets by the ids of their parts, in order. */
        private Map<String, String> sheets(String main) throws IOException, XMLStreamException {
            Map<String, String> sheets = new java.util.LinkedHashMap<>();
            BoundedXml xml = zip.xml(main);
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                if (xml.name().equals("workbookPr")) {
                    String said = xml.attribute("date1904");
                    since1904 = "1".equals(said) || "true".equals(said);
                } else if (xml.name().equals("sheet") && sheets.size() < MOST_SHEETS) {
                    String state = xml.attribute("state");
                    if (state == null || state.equals("visible")) {
                        sheets.put(String.valueOf(xml.attribute("id")), String.valueOf(xml.attribute("name")));
                    }
                }
            }
            return sheets;
        }

        /** Readings of characters (phonetics) are no part of the text. */
        private void texts(String part) throws IOException, XMLStreamException {
            if (!zip.has(part)) {
                return;
            }
            BoundedXml xml = zip.xml(part);
            StringBuilder text = new StringBuilder();
            boolean reading = false;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "si" -> text.setLength(0);
                        case "rPh" -> reading = true;
                        case "t" -> {
                            String piece = xml.text(LONGEST_CELL - (reading ? 0 : text.length()));
                            text.append(reading ? "" : piece);
                        }
                        default -> {
                            // How a piece of the text looks.
                        }
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    if (xml.name().equals("rPh")) {
                        reading = false;
                    } else if (xml.name().equals("si")) {
                        texts.add(text.toString());
                        if (texts.size() > MOST_TEXTS) {
                            throw new Exceeded(
                                    413, "too many texts", "the workbook has more than " + MOST_TEXTS + " texts");
                        }
                    }
                }
            }
        }

        private void styles(String part) throws IOException, XMLStreamException {
            if (!zip.has(part)) {
                return;
            }
            Map<Integer, String> codes = new HashMap<>();
            BoundedXml xml = zip.xml(part);
            boolean cells = false;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("cellXfs")) {
                    cells = false;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    int format = Packages.number(xml.attribute("numFmtId"), 0, MOST_FORMATS);
                    if (xml.name().equals("numFmt") && codes.size() < MOST_FORMATS) {
                        String code = String.valueOf(xml.attribute("formatCode"));
                        codes.put(format, code.length() > LONGEST_FORMAT ? "General" : code);
                    } else if (xml.name().equals("cellXfs")) {
                        cells = true;
                    } else if (cells && xml.name().equals("xf") && styles.size() < MOST_FORMATS) {
                        String code = codes.get(format);
                        styles.add(new Style(format, code == null ? BuiltinFormats.getBuiltinFormat(format) : code));
                    }
                }
            }
        }

        private void sheet(String part, String name) throws IOException, XMLStreamException {
            BoundedXml xml = zip.xml(part);
            int number = 0;
            int column = -1;
            List<Cell> row = new ArrayList<>();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT && xml.name().equals("row")) {
                    number = Packages.number(xml.attribute("r"), number + 1, MOST_ROWS);
                    column = -1;
                    row = new ArrayList<>();
                } else if (event == XMLStreamConstants.START_ELEMENT
                        && xml.name().equals("c")) {
                    column = column(xml.attribute("r"), column);
                    String place = name + "!" + letters(column) + number;
                    String text = cell(xml);
                    if (column < Cells.MOST_COLUMNS && row.size() < Cells.MOST_COLUMNS) {
                        row.add(new Cell(text, rows.size() + 1, column, place));
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("row")) {
                    rows.add(row);
                }
            }
        }

        private static int column(String reference, int before) {
            if (reference == null) {
                return before + 1;
            }
            int column = 0;
            for (int i = 0; i < Math.min(reference.length(), 4) && Character.isLetter(reference.charAt(i)); i++) {
                column = column * 26 + (Character.toUpperCase(reference.charAt(i)) - 'A' + 1);
            }
            return column < 1 ? before + 1 : column - 1;
        }

        private static String letters(int column) {
            StringBuilder letters = new StringBuilder();
            for (int left = column + 1; left > 0; left = (left - 1) / 26) {
                letters.insert(0, (char) ('A' + (left - 1) % 26));
            }
            return letters.toString();
        }

        /** What the cell that begins here shows. */
        private String cell(BoundedXml xml) throws XMLStreamException {
            String type = String.valueOf(xml.attribute("t"));
            int style = Packages.number(xml.attribute("s"), 0, MOST_FORMATS);
            StringBuilder inline = new StringBuilder();
            String value = "";
            boolean reading = false;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                    reading &= !xml.name().equals("rPh");
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "v" -> value = xml.text(LONGEST_CELL);
                        case "t" -> {
                            String piece = xml.text(LONGEST_CELL - (reading ? 0 : inline.length()));
                            inline.append(reading ? "" : piece);
                        }
                        default -> {
                            reading |= xml.name().equals("rPh");
                            depth++;
                        }
                    }
                }
            }
            return switch (type) {
                case "s" -> shared(value.strip());
                case "inlineStr" -> inline.toString();
                case "str", "e" -> value;
                case "b" -> value.strip().equals("1") ? "TRUE" : "FALSE";
                default -> value.isBlank() ? "" : number(value.strip(), style);
            };
        }

        private String shared(String index) {
            if (!index.matches("\\d{1,7}") || Integer.parseInt(index) >= texts.size()) {
                throw new IllegalArgumentException("a cell refers to a text that is not there");
            }
            return texts.get(Integer.parseInt(index));
        }

        private String number(String written, int style) {
            if (written.length() > 64) {
                throw new IllegalArgumentException("a number has too many digits");
            }
            double value = Double.parseDouble(written);
            Style look = style < styles.size() ? styles.get(style) : new Style(0, "General");
            String code = look.code() == null ? "General" : look.code();
            if (DateUtil.isADateFormat(look.format(), code) && DateUtil.isValidExcelDate(value)) {
                LocalDateTime date = DateUtil.getLocalDateTime(value, since1904);
                return date == null ? "" : date.toLocalDate().toString();
            }
            return formatter.formatRawCellContents(value, look.format(), code, since1904);
        }
    }
}
