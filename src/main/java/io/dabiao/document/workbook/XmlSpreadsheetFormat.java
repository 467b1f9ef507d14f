package io.dabiao.document.workbook;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.Exceeded;
import io.dabiao.document.workbook.SheetReader.Region;
import io.dabiao.problem.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** Excel's XML of 2003, which many systems export under a name that ends in {@code .xls}. */
final class XmlSpreadsheetFormat implements WorkbookFormat {

    private static final String NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet";
    private static final int WITHIN = 2_048;

    @Override
    public String name() {
        return "XML";
    }

    @Override
    public boolean is(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, WITHIN), StandardCharsets.ISO_8859_1);
        return head.replace("\u00EF\u00BB\u00BF", "").stripLeading().startsWith("<") && head.contains(NAMESPACE);
    }

    @Override
    public void read(byte[] file, SheetReader reader, Allowance allowance) throws IOException {
        try {
            new Book(new BoundedXml(allowance.counted(new ByteArrayInputStream(file)), allowance), reader).read();
        } catch (XMLStreamException | IllegalArgumentException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }

    /** One document while it is read. */
    private static final class Book {

        private static final int LONGEST_NUMBER = 60;
        private static final int MOST_STYLES = 65_000;
        /** With the empty ones before a cell: a short row may name the last column there is. */
        private static final int MOST_CELLS = 3_000_000;

        private final BoundedXml xml;
        private final SheetReader reader;
        private final Map<String, String> formats = new HashMap<>();
        private boolean since1904;
        private int cells;

        Book(BoundedXml xml, SheetReader reader) {
            this.xml = xml;
            this.reader = reader;
        }

        void read() throws IOException, XMLStreamException {
            String style = "";
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.name()) {
                    case "Date1904" -> since1904 = true;
                    case "Style" -> style = Objects.requireNonNullElse(xml.attribute("ID"), "");
                    case "NumberFormat" -> {
                        if (formats.size() < MOST_STYLES && xml.attribute("Format") != null) {
                            formats.put(style, code(xml.attribute("Format")));
                        }
                    }
                    case "Worksheet" -> {
                        if (!worksheet()) {
                            return;
                        }
                    }
                    default -> {}
                }
            }
        }

        private static String code(String format) {
            return switch (format) {
                case "Percent" -> "0.00%";
                case "Fixed" -> "0.00";
                case "Standard" -> "#,##0.00";
                case "Short Date" -> "yyyy/m/d";
                case "General Date" -> "yyyy/m/d h:mm";
                default -> format;
            };
        }

        private boolean worksheet() throws IOException, XMLStreamException {
            String name = Objects.requireNonNullElse(xml.attribute("Name"), "");
            Map<Integer, List<CellValue>> rows = new TreeMap<>();
            Set<Integer> hidden = new HashSet<>();
            List<Region> merged = new ArrayList<>();
            boolean visible = true;
            int number = 0;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "Row" -> {
                            int next = index(xml.attribute("Index"), number + 1);
                            if (next <= number || next > Workbooks.MOST_ROWS) {
                                throw new IOException("its rows are in no order");
                            }
                            number = next;
                            if ("1".equals(xml.attribute("Hidden"))) {
                                hidden.add(number);
                            }
                            int span = index(xml.attribute("Span"), 0);
                            List<CellValue> cells = row(number, merged);
                            if (!cells.isEmpty()) {
                                rows.put(number, cells);
                            }
                            number += span;
                        }
                        case "Visible" -> {
                            String state = xml.text(Workbooks.LONGEST_CELL).strip();
                            visible = !state.equals("SheetHidden") && !state.equals("SheetVeryHidden");
                        }
                        default -> depth++;
                    }
                }
            }
            // Whether a sheet is shown at all stands behind its rows.
            if (!visible || !reader.begins(name, since1904)) {
                return true;
            }
            for (Map.Entry<Integer, List<CellValue>> row : rows.entrySet()) {
                reader.row(row.getKey(), hidden.contains(row.getKey()), row.getValue());
            }
            for (Region region : merged) {
                reader.merged(region);
            }
            return reader.ends();
        }

        private static int index(String attribute, int otherwise) {
            return attribute == null || !attribute.matches("\\d{1,7}") ? otherwise : Integer.parseInt(attribute);
        }

        private List<CellValue> row(int number, List<Region> merged) throws XMLStreamException {
            List<CellValue> cells = new ArrayList<>();
            int column = 0;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    if (!xml.name().equals("Cell")) {
                        depth++;
                        continue;
                    }
                    column = index(xml.attribute("Index"), column + 1);
                    if (column < 1 || column > Workbooks.MOST_COLUMNS) {
                        throw new IllegalArgumentException("a cell stands in column " + column);
                    }
                    int across = index(xml.attribute("MergeAcross"), 0);
                    int down = index(xml.attribute("MergeDown"), 0);
                    if (across > 0 || down > 0) {
                        merged.add(new Region(number, column - 1, number + down, column - 1 + across));
                    }
                    CellValue value = cell(Objects.requireNonNullElse(xml.attribute("StyleID"), ""));
                    if (!value.equals(CellValue.EMPTY)) {
                        held(column - cells.size());
                        while (cells.size() < column) {
                            cells.add(CellValue.EMPTY);
                        }
                        cells.set(column - 1, value);
                    }
                    column += across;
                }
            }
            return cells;
        }

        /** The rows wait for what stands behind them. */
        private void held(int more) {
            cells += more;
            if (cells > MOST_CELLS) {
                throw new Exceeded(ErrorCode.TOO_MANY_CELLS, "the workbook has more than " + MOST_CELLS + " cells");
            }
        }

        private CellValue cell(String style) throws XMLStreamException {
            boolean formula = xml.attribute("Formula") != null;
            String type = "";
            StringBuilder text = new StringBuilder();
            boolean data = false;
            for (int depth = 1; depth > 0; ) {
                switch (xml.next()) {
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        data &= depth > 1;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                        if (data) {
                            text.append(xml.piece(Workbooks.LONGEST_CELL - text.length()));
                        }
                    }
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        if (depth == 2) {
                            data = xml.name().equals("Data");
                            type = data ? Objects.requireNonNullElse(xml.attribute("Type"), "") : type;
                        }
                    }
                    default -> {}
                }
            }
            String written = text.toString();
            if (written.isEmpty()) {
                return formula ? new CellValue.Uncomputed() : CellValue.EMPTY;
            }
            return switch (type) {
                case "Number" -> {
                    if (written.length() > LONGEST_NUMBER) {
                        throw new IllegalArgumentException("a number has too many digits");
                    }
                    yield new CellValue.Number(
                            new BigDecimal(written.strip()), formats.getOrDefault(style, "General"), -1);
                }
                case "Boolean" -> new CellValue.Truth(written.strip().equals("1"));
                case "DateTime" -> moment(written.strip());
                default -> new CellValue.Text(written);
            };
        }

        private static CellValue moment(String written) {
            try {
                return new CellValue.Moment(LocalDateTime.parse(written));
            } catch (DateTimeException other) {
                return new CellValue.Text(written);
            }
        }
    }
}
