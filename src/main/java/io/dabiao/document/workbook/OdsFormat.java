package io.dabiao.document.workbook;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.ZipPackage;
import io.dabiao.document.workbook.SheetReader.Region;
import io.dabiao.problem.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * OpenDocument spreadsheets (ODS), as LibreOffice and WPS write them. How a number is shown is known from what is shown, which stands beside
 * its value: styles need not be resolved.
 */
final class OdsFormat implements WorkbookFormat {

    private static final byte[] MARK =
            "mimetypeapplication/vnd.oasis.opendocument.spreadsheet".getBytes(StandardCharsets.US_ASCII);
    /** Where the first entry of a ZIP begins with its name. */
    private static final int NAME_AT = 30;

    @Override
    public String name() {
        return "ODS";
    }

    /** The kind stands in the first entry, unpacked; programs that leave it out are known by the part that holds everything. */
    @Override
    public boolean is(byte[] file) {
        if (file.length < NAME_AT + MARK.length || file[0] != 'P' || file[1] != 'K') {
            return false;
        }
        String head = new String(file, 0, Math.min(file.length, 4_096), StandardCharsets.ISO_8859_1);
        return head.contains(new String(MARK, StandardCharsets.US_ASCII))
                || head.contains("application/vnd.oasis.opendocument.spreadsheet")
                || !head.contains("[Content_Types].xml") && head.startsWith("content.xml", NAME_AT);
    }

    @Override
    public void read(byte[] file, SheetReader reader, Allowance allowance) throws IOException {
        try (ZipPackage parts = ZipPackage.open(file, allowance)) {
            if (!parts.has("content.xml")) {
                throw new IOException("content.xml is missing");
            }
            if (parts.has("META-INF/manifest.xml") && locked(parts)) {
                throw new Locked("ODS");
            }
            new Book(parts.xml("content.xml"), reader, allowance).read();
        } catch (XMLStreamException | IllegalArgumentException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }

    private static boolean locked(ZipPackage parts) throws IOException, XMLStreamException {
        BoundedXml xml = parts.xml("META-INF/manifest.xml");
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.name().equals("encryption-data")) {
                return true;
            }
        }
        return false;
    }

    /** One document while it is read. */
    private static final class Book {

        private static final int LONGEST_NUMBER = 60;
        private static final Pattern SHOWN = Pattern.compile("(-?[\\d,]+(?:\\.\\d+)?)\\s*(\\D{0,12})");

        private final BoundedXml xml;
        private final SheetReader reader;
        private final Allowance allowance;
        private final Set<String> hiddenStyles = new HashSet<>();

        Book(BoundedXml xml, SheetReader reader, Allowance allowance) {
            this.xml = xml;
            this.reader = reader;
            this.allowance = allowance;
        }

        void read() throws IOException, XMLStreamException {
            String style = "";
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.name()) {
                    case "style" -> style = Objects.requireNonNullElse(xml.attribute("name"), "");
                    case "table-properties" -> {
                        if ("false".equals(xml.attribute("display"))) {
                            hiddenStyles.add(style);
                        }
                    }
                    case "tracked-changes" -> xml.skip();
                    case "table" -> {
                        if (!table()) {
                            return;
                        }
                    }
                    default -> {}
                }
            }
        }

        /** Passes over the element that begins here. */
        /** @return whether the next is wanted */
        private boolean table() throws IOException, XMLStreamException {
            String name = Objects.requireNonNullElse(xml.attribute("name"), "");
            boolean hidden = hiddenStyles.contains(Objects.requireNonNullElse(xml.attribute("style-name"), ""));
            if (hidden || !reader.begins(name, false)) {
                xml.skip();
                return true;
            }
            int number = 1;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "table-row" -> number = row(number);
                        case "table", "shapes", "forms" -> xml.skip();
                        default -> depth++;
                    }
                }
            }
            return reader.ends();
        }

        /** @return the number of the row that follows */
        private int row(int number) throws IOException, XMLStreamException {
            int times = times(xml.attribute("number-rows-repeated"));
            boolean hidden = !Objects.requireNonNullElse(xml.attribute("visibility"), "visible")
                    .equals("visible");
            List<CellValue> cells = new ArrayList<>();
            int column = 0;
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "covered-table-cell" -> {
                            column += times(xml.attribute("number-columns-repeated"));
                            xml.skip();
                        }
                        case "table-cell" -> {
                            int repeated = times(xml.attribute("number-columns-repeated"));
                            int across = times(xml.attribute("number-columns-spanned"));
                            int down = times(xml.attribute("number-rows-spanned"));
                            if (across > 1 || down > 1) {
                                reader.merged(new Region(number, column, number + down - 1, column + across - 1));
                            }
                            CellValue value = cell();
                            put(cells, column, repeated, value);
                            column += repeated;
                        }
                        default -> depth++;
                    }
                }
            }
            if (!cells.isEmpty()) {
                for (int i = 0; i < times; i++) {
                    allowance.step();
                    reader.row(number + i, hidden, cells);
                }
            }
            if (number > Workbooks.MOST_ROWS - times) {
                return Workbooks.MOST_ROWS;
            }
            return number + times;
        }

        private static void put(List<CellValue> cells, int column, int times, CellValue value) {
            if (value.equals(CellValue.EMPTY)) {
                return;
            }
            if (column + (long) times > Workbooks.MOST_COLUMNS) {
                throw new Exceeded(
                        ErrorCode.TOO_MANY_COLUMNS, "a row has more than " + Workbooks.MOST_COLUMNS + " columns");
            }
            while (cells.size() < column) {
                cells.add(CellValue.EMPTY);
            }
            for (int i = 0; i < times; i++) {
                cells.add(value);
            }
        }

        private static int times(String attribute) {
            return attribute == null || !attribute.matches("[1-9]\\d{0,6}") ? 1 : Integer.parseInt(attribute);
        }

        private CellValue cell() throws XMLStreamException {
            String type = Objects.requireNonNullElse(xml.attribute("value-type"), "");
            String value = xml.attribute("value");
            String date = xml.attribute("date-value");
            String time = xml.attribute("time-value");
            String truth = xml.attribute("boolean-value");
            String string = xml.attribute("string-value");
            boolean formula = xml.attribute("formula") != null;
            String shown = text();
            if (shown.matches("#[A-Z/0!?]{3,7}|Err:\\d{3}")) {
                return new CellValue.Text(shown.startsWith("Err:") ? "#VALUE!" : shown);
            }
            return switch (type) {
                case "float", "currency", "percentage" ->
                    value == null ? text(shown, formula) : number(value.strip(), type.equals("percentage"), shown);
                case "date" -> date == null ? text(shown, formula) : moment(date.strip());
                case "time" -> time == null ? text(shown, formula) : new CellValue.Text(clock(time.strip(), shown));
                case "boolean" -> truth == null ? text(shown, formula) : new CellValue.Truth(truth.equals("true"));
                case "string" -> new CellValue.Text(string == null ? shown : string);
                default -> text(shown, formula);
            };
        }

        private static CellValue text(String shown, boolean formula) {
            return shown.isEmpty() ? formula ? new CellValue.Uncomputed() : CellValue.EMPTY : new CellValue.Text(shown);
        }

        private static CellValue number(String value, boolean percent, String shown) {
            if (value.length() > LONGEST_NUMBER) {
                throw new IllegalArgumentException("a number has too many digits");
            }
            BigDecimal number = new BigDecimal(value);
            return new CellValue.Number(number, percent ? "0%" : format(number, shown), -1);
        }

        /** Of zeros that fill a number up, and of a word behind it, where it is shown as it is kept. */
        private static String format(BigDecimal number, String shown) {
            Matcher parts = SHOWN.matcher(shown.strip());
            if (!parts.matches()) {
                return "General";
            }
            String digits = parts.group(1).replace(",", "");
            if (digits.matches("-?\\.?") || new BigDecimal(digits).compareTo(number) != 0) {
                return "General";
            }
            if (digits.matches("0\\d+")) {
                return "0".repeat(digits.length());
            }
            return parts.group(2).isEmpty() ? "General" : "0\"" + parts.group(2).replace("\"", "") + "\"";
        }

        private static CellValue moment(String date) {
            try {
                return new CellValue.Moment(
                        date.contains("T")
                                ? LocalDateTime.parse(date)
                                : LocalDate.parse(date).atStartOfDay());
            } catch (DateTimeException other) {
                return new CellValue.Text(date);
            }
        }

        private static String clock(String time, String shown) {
            try {
                Duration length = Duration.parse(time);
                return String.format(
                        Locale.ROOT,
                        "%02d:%02d:%02d",
                        length.toHours(),
                        length.toMinutesPart(),
                        length.toSecondsPart());
            } catch (DateTimeException other) {
                return shown;
            }
        }

        /** What the cell that begins here shows; paragraphs are parted by line ends, remarks beside it are left out. */
        private String text() throws XMLStreamException {
            StringBuilder text = new StringBuilder();
            boolean paragraph = false;
            for (int depth = 1; depth > 0; ) {
                int left = Workbooks.LONGEST_CELL - text.length();
                switch (xml.next()) {
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                        if (paragraph && depth > 1) {
                            text.append(xml.piece(left));
                        }
                    }
                    case XMLStreamConstants.START_ELEMENT -> {
                        switch (xml.name()) {
                            case "annotation", "frame", "custom-shape", "detective", "ruby-text" -> {
                                xml.skip();
                                continue;
                            }
                            case "p" -> {
                                text.append(paragraph ? "\n" : "");
                                paragraph = true;
                            }
                            case "s" -> text.append(" ".repeat(Math.min(left, times(xml.attribute("c")))));
                            case "tab" -> text.append('\t');
                            case "line-break" -> text.append('\n');
                            default -> {}
                        }
                        depth++;
                    }
                    default -> {}
                }
            }
            return text.toString();
        }
    }
}
