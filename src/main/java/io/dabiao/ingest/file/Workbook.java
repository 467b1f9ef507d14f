package io.dabiao.ingest.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A sheet of an XLSX workbook, the first visible one that holds a table, read as a stream: a hundred thousand rows need little more than their text.
 *
 * <p>What unpacks to more than 96 MB is refused while it unpacks, and document types, which alone can define entities,
 * are not read at all. A formula counts with the value that was stored.
 */
final class Workbook {

    private static final long MOST_BYTES = 96L << 20;
    private static final int MOST_RAW_ROWS = 1_048_576;
    private static final long MOST_SPREAD = 1_000_000;
    private static final int LONGEST_NUMBER = 60;
    private static final int LONGEST_FORMAT = 200;
    private static final int MOST_PARTS = 2_000;
    private static final int MOST_SHEETS = 50;
    /** A spreadsheet keeps fifteen digits of a number; what had more has lost them. */
    private static final int DIGITS = 15;

    private static final int SINCE_1904 = 1_462;

    private static final String STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private final Map<String, byte[]> parts;
    private int shift;
    private Map<String, Shown> styles = Map.of();

    private Workbook(Map<String, byte[]> parts) {
        this.parts = parts;
    }

    static Sheet read(byte[] file, Predicate<Sheet> table) throws Unfit {
        try {
            return new Workbook(unpacked(file)).sheet(table);
        } catch (IOException | XMLStreamException | IllegalArgumentException broken) {
            throw new Unfit(
                    "this is no readable XLSX file (" + broken.getMessage() + "); open it and save it again",
                    "XLSX 文件无法读取，请用表格软件打开后重新保存");
        }
    }

    /** By the directory at the ZIP's end: programs that write as they go leave the sizes out at the beginning. */
    private static Map<String, byte[]> unpacked(byte[] file) throws IOException, Unfit {
        Map<String, byte[]> parts = new HashMap<>();
        long bytes = 0;
        int count = 0;
        byte[] buffer = new byte[1 << 16];
        try (ZipFile zip = ZipFile.builder()
                .setByteArray(file)
                .setIgnoreLocalFileHeader(true)
                .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (++count > MOST_PARTS) {
                    throw new Unfit("the workbook has more than " + MOST_PARTS + " parts", "工作簿内部文件过多，拒绝读取");
                }
                String name = entry.getName().replaceFirst("^/", "");
                if (!name.startsWith("xl/") || !name.endsWith(".xml") && !name.endsWith(".rels")) {
                    continue;
                }
                ByteArrayOutputStream part = new ByteArrayOutputStream();
                try (InputStream content = zip.getInputStream(entry)) {
                    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                        bytes += read;
                        if (bytes > MOST_BYTES) {
                            throw new Unfit("the workbook unpacks to more than 96 MB", "工作簿解压后超过 96 MB，拒绝读取");
                        }
                        part.write(buffer, 0, read);
                    }
                }
                parts.put(name, part.toByteArray());
            }
        }
        return parts;
    }

    private XMLStreamReader xml(String part) throws XMLStreamException, Unfit {
        byte[] bytes = parts.get(part);
        if (bytes == null) {
            throw new Unfit("this is no XLSX workbook: " + part + " is missing", "这不是 XLSX 工作簿");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
    }

    private Sheet sheet(Predicate<Sheet> table) throws XMLStreamException, Unfit {
        List<Place> visible = visible();
        List<String> shared = parts.containsKey("xl/sharedStrings.xml") ? strings() : List.of();
        styles = parts.containsKey("xl/styles.xml") ? styles() : Map.of();
        Sheet first = null;
        Set<String> read = new HashSet<>();
        for (Place place : visible) {
            String part = target(place.relation());
            if (!read.add(part)) {
                continue; // Many sheets of one part would cost its reading as often.
            }
            Sheet sheet = rows(place.name(), part, shared);
            if (table.test(sheet)) {
                return sheet.besides(others(visible, place));
            }
            first = first == null ? sheet.besides(others(visible, place)) : first;
        }
        return first;
    }

    private static List<String> others(List<Place> visible, Place read) {
        return visible.stream().filter(one -> one != read).map(Place::name).toList();
    }

    /** @param relation by which its part is found; null in a broken workbook */
    private record Place(String name, String relation) {}

    private List<Place> visible() throws XMLStreamException, Unfit {
        XMLStreamReader xml = xml("xl/workbook.xml");
        List<Place> found = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (xml.getLocalName().equals("workbookPr")) {
                String since1904 = xml.getAttributeValue(null, "date1904");
                shift = truth(since1904) ? SINCE_1904 : 0;
            } else if (xml.getLocalName().equals("sheet") && found.size() < MOST_SHEETS) {
                String state = xml.getAttributeValue(null, "state");
                if (state == null || state.equals("visible")) {
                    String id = xml.getAttributeValue(RELATIONS, "id");
                    found.add(new Place(
                            Objects.requireNonNullElse(xml.getAttributeValue(null, "name"), ""),
                            id == null ? xml.getAttributeValue(STRICT, "id") : id));
                }
            }
        }
        if (found.isEmpty()) {
            throw new Unfit("the workbook has no visible sheet", "工作簿没有可见的工作表");
        }
        return found;
    }

    private String target(String relation) throws XMLStreamException, Unfit {
        XMLStreamReader xml = xml("xl/_rels/workbook.xml.rels");
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && Objects.equals(relation, xml.getAttributeValue(null, "Id"))) {
                String target = Objects.requireNonNullElse(xml.getAttributeValue(null, "Target"), "");
                return target.startsWith("/") ? target.substring(1) : "xl/" + target;
            }
        }
        throw new Unfit("a sheet of the workbook is missing", "工作簿缺少工作表");
    }

    /** Readings of characters (phonetics) are no part of the text. */
    private List<String> strings() throws XMLStreamException, Unfit {
        List<String> strings = new ArrayList<>();
        XMLStreamReader xml = xml("xl/sharedStrings.xml");
        StringBuilder text = new StringBuilder();
        boolean reading = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "si" -> text.setLength(0);
                    case "rPh" -> reading = true;
                    case "t" -> {
                        if (!reading) {
                            text.append(xml.getElementText());
                        }
                    }
                    default -> {}
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                if (xml.getLocalName().equals("rPh")) {
                    reading = false;
                } else if (xml.getLocalName().equals("si")) {
                    strings.add(text.toString());
                }
            }
        }
        return strings;
    }

    private Sheet rows(String name, String part, List<String> shared) throws XMLStreamException, Unfit {
        List<Raw> raw = new ArrayList<>();
        List<Merged> merged = new ArrayList<>();
        XMLStreamReader xml = xml(part);
        Raw row = null;
        int number = 0;
        int column = -1;
        String type = null;
        String style = null;
        boolean formula = false;
        StringBuilder text = new StringBuilder();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "row" -> {
                        String said = xml.getAttributeValue(null, "r");
                        number = said == null ? number + 1 : Integer.parseInt(said);
                        row = new Raw(number, new ArrayList<>(), truth(xml.getAttributeValue(null, "hidden")));
                        column = -1;
                    }
                    case "c" -> {
                        column = column(xml.getAttributeValue(null, "r"), column);
                        type = xml.getAttributeValue(null, "t");
                        style = xml.getAttributeValue(null, "s");
                        formula = false;
                        text.setLength(0);
                    }
                    case "f" -> formula = true;
                    case "v", "t" -> text.append(xml.getElementText());
                    case "mergeCell" -> merged.add(Merged.of(xml.getAttributeValue(null, "ref")));
                    default -> {}
                }
            } else if (event == XMLStreamConstants.END_ELEMENT && row != null) {
                if (xml.getLocalName().equals("c") && column < Sheet.MOST_COLUMNS) {
                    String shown = formula && text.isEmpty()
                            ? Sheet.UNCOMPUTED
                            : shown(type, text.toString(), shared, styles.getOrDefault(style, Shown.PLAIN));
                    row.set(column, shown);
                } else if (xml.getLocalName().equals("row")) {
                    raw.add(row);
                    if (raw.size() > MOST_RAW_ROWS) {
                        throw new Unfit("the sheet has more than " + MOST_RAW_ROWS + " rows", "工作表行数过多，拒绝读取");
                    }
                }
            }
        }
        spread(raw, merged);
        Sheet.Collected rows = new Sheet.Collected();
        for (Raw one : raw) {
            rows.add(one.number(), 0, one.cells(), one.hidden());
        }
        return rows.sheet(name, shift, Sheet.NO_SEPARATOR);
    }

    /** A row as it is read, blank ones among them. */
    private record Raw(int number, List<String> cells, boolean hidden) {
        void set(int column, String cell) {
            while (cells.size() <= column) {
                cells.add("");
            }
            cells.set(column, cell);
        }
    }

    /** A merged region by rows from 1 and columns from 0, both ends in it. */
    private record Merged(int top, int left, int bottom, int right) {
        static Merged of(String reference) {
            String[] ends = (reference == null ? "" : reference).split(":");
            if (ends.length != 2 || !ends[0].matches("[A-Z]{1,3}\\d{1,7}") || !ends[1].matches("[A-Z]{1,3}\\d{1,7}")) {
                throw new IllegalArgumentException("a merged region is called " + reference);
            }
            return new Merged(row(ends[0]), column(ends[0], -1), row(ends[1]), column(ends[1], -1));
        }

        private static int row(String reference) {
            return Integer.parseInt(reference.replaceAll("[A-Z]", ""));
        }
    }

    /**
     * A cell merged over several rows says the same of each: a date or a name does. A number does not, it would count as
     * often as there are rows, and stays in the first.
     */
    private static void spread(List<Raw> rows, List<Merged> merged) throws Unfit {
        Map<Integer, Raw> byNumber = new HashMap<>();
        rows.forEach(row -> byNumber.put(row.number(), row));
        long work = 0;
        for (Merged region : merged) {
            Raw first = byNumber.get(region.top());
            if (first == null || region.left() >= first.cells().size() || region.bottom() == region.top()) {
                continue;
            }
            String text = first.cells().get(region.left());
            if (text.isBlank() || CellText.looksLikeNumber(text) && !CellText.looksLikeSerial(text)) {
                continue;
            }
            work += region.bottom() - (long) region.top();
            if (work > MOST_SPREAD) {
                throw new Unfit("the sheet has too many merged cells", "合并单元格过多，拒绝读取");
            }
            for (int number = region.top() + 1; number <= region.bottom(); number++) {
                Raw row = byNumber.get(number);
                if (row != null && !row.cells().stream().allMatch(String::isBlank)) {
                    row.set(region.left(), text);
                }
            }
        }
    }

    private static boolean truth(String attribute) {
        return "1".equals(attribute) || "true".equals(attribute);
    }

    /**
     * How a style shows a number.
     *
     * @param percent times a hundred, with a sign
     * @param width to which it is filled up with zeros; 0 where it is not
     * @param unit that stands behind it and multiplies, such as 万元; empty where none does
     */
    private record Shown(boolean percent, int width, String unit) {

        static final Shown PLAIN = new Shown(false, 0, "");

        private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"|\\\\(.)|[_*].|\\[[^\\]]*\\]");
        /** What is no literal text of a format: quotes and strokes, and the word for "as it is". */
        private static final Pattern GENERAL = Pattern.compile("(?i)general|g/通用格式|[\"\\\\!_* ]");
        /** A comma behind the last digit shows a thousandth; a point in quotes or behind a stroke moves what is seen. */
        private static final Pattern SCALED = Pattern.compile("[0#?],+(?![0#?,])|[!\\\\][.,]|\"[.,]\"");

        static Shown of(String code) {
            String first = code.split(";", 2)[0];
            String bare = LITERAL.matcher(first).replaceAll("");
            if (bare.contains("%")) {
                return new Shown(true, 0, "");
            }
            if (bare.matches("0{2,20}")) {
                return new Shown(false, bare.length(), "");
            }
            int lastDigit = Math.max(first.lastIndexOf('0'), Math.max(first.lastIndexOf('#'), first.lastIndexOf('?')));
            String behind = GENERAL.matcher(lastDigit < 0 ? first : first.substring(lastDigit + 1))
                    .replaceAll("");
            boolean multiplies = !SCALED.matcher(first).find()
                    && PrintedUnit.of(behind).filter(PrintedUnit::multiplies).isPresent();
            return new Shown(false, 0, multiplies ? behind : "");
        }
    }

    /** How styles show numbers, by their places in the list of cell formats. */
    private Map<String, Shown> styles() throws XMLStreamException, Unfit {
        Map<String, Shown> formats = new HashMap<>();
        formats.put("9", new Shown(true, 0, ""));
        formats.put("10", new Shown(true, 0, ""));
        Map<String, Shown> found = new HashMap<>();
        XMLStreamReader xml = xml("xl/styles.xml");
        boolean cells = false;
        int place = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = xml.getLocalName();
                String format = xml.getAttributeValue(null, "numFmtId");
                if (name.equals("numFmt")) {
                    String code = Objects.requireNonNullElse(xml.getAttributeValue(null, "formatCode"), "");
                    formats.put(format, Shown.of(code.substring(0, Math.min(code.length(), LONGEST_FORMAT))));
                } else if (name.equals("cellXfs")) {
                    cells = true;
                } else if (cells && name.equals("xf")) {
                    Shown shown = format == null ? null : formats.get(format);
                    if (shown != null) {
                        found.put(Integer.toString(place), shown);
                    }
                    place++;
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("cellXfs")) {
                cells = false;
            }
        }
        return found;
    }

    private static int column(String reference, int before) {
        if (reference == null) {
            return before + 1;
        }
        int column = 0;
        for (int i = 0; i < Math.min(reference.length(), 4) && Character.isLetter(reference.charAt(i)); i++) {
            column = column * 26 + (reference.charAt(i) - 'A' + 1);
        }
        if (column < 1) {
            throw new IllegalArgumentException("a cell is called " + reference);
        }
        return column - 1;
    }

    private static String shown(String type, String value, List<String> shared, Shown style) {
        if (value.isBlank()) {
            return "";
        }
        return switch (type == null ? "n" : type) {
            case "s" -> {
                int index = Integer.parseInt(value.strip());
                if (index < 0 || index >= shared.size()) {
                    throw new IllegalArgumentException("a cell refers to a text that is not there");
                }
                yield shared.get(index).strip();
            }
            case "b" -> value.strip().equals("1") ? "true" : "false";
            case "n" -> plain(value.strip(), style);
            default -> value.strip();
        };
    }

    /** A workbook keeps 0.1 + 0.2 as 0.30000000000000004, and shows fifteen digits: those are what somebody meant. */
    private static String plain(String number, Shown style) {
        if (number.length() > LONGEST_NUMBER) {
            throw new IllegalArgumentException("a number has too many digits");
        }
        BigDecimal exact = new BigDecimal(number);
        if (Math.abs((long) exact.scale()) > 400) {
            throw new IllegalArgumentException("a number is out of range");
        }
        BigDecimal seen = exact.round(new MathContext(DIGITS)).stripTrailingZeros();
        if (style.percent()) {
            return seen.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
        }
        if (seen.precision() - seen.scale() > DIGITS) {
            // As a spreadsheet shows it: its last digits are not known any more.
            return seen.toString();
        }
        String plain = seen.toPlainString();
        if (style.width() > plain.length() && plain.matches("\\d+")) {
            return "0".repeat(style.width() - plain.length()) + plain;
        }
        return plain + style.unit();
    }
}
