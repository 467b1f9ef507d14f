package io.dabiao.ingest.file;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import io.dabiao.budget.ZipPackage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * A sheet of an XLSX workbook, the first visible one that holds a table, read as a stream: a hundred thousand rows need little more than their text.
 *
 * <p>What unpacks to more than its allowance is refused while it unpacks, and document types, which alone can define entities,
 * are not read at all. A formula counts with the value that was stored.
 */
final class Workbook {

    /** Of the shared texts, of which a file of 100,000 rows has a million at most. */
    private static final long MOST_CHARACTERS = 24L << 20;

    private static final int MOST_TEXTS = 500_000;
    private static final int MOST_MERGED = 100_000;
    private static final int MOST_RAW_ROWS = 1_048_576;
    private static final long MOST_SPREAD = 1_000_000;
    private static final int LONGEST_NUMBER = 60;
    private static final int LONGEST_FORMAT = 200;
    private static final int MOST_SHEETS = 50;
    /** A spreadsheet keeps fifteen digits of a number; what had more has lost them. */
    private static final int DIGITS = 15;

    private static final int SINCE_1904 = 1_462;

    private final ZipPackage parts;
    private final Allowance allowance;
    private int shift;
    private Map<String, Shown> styles = Map.of();

    private Workbook(ZipPackage parts, Allowance allowance) {
        this.parts = parts;
        this.allowance = allowance;
    }

    static Sheet read(byte[] file, Predicate<Sheet> table, Allowance allowance) throws Unfit {
        try (ZipPackage parts = ZipPackage.open(file, allowance)) {
            return new Workbook(parts, allowance).sheet(table);
        } catch (IOException | XMLStreamException | IllegalArgumentException broken) {
            throw new Unfit(
                    "this is no readable XLSX file (" + broken.getMessage() + "); open it and save it again",
                    "XLSX 文件无法读取，请用表格软件打开后重新保存");
        }
    }

    private BoundedXml xml(String part) throws IOException, XMLStreamException, Unfit {
        if (!parts.has(part)) {
            throw new Unfit("this is no XLSX workbook: " + part + " is missing", "这不是 XLSX 工作簿");
        }
        return parts.xml(part);
    }

    private Sheet sheet(Predicate<Sheet> table) throws IOException, XMLStreamException, Unfit {
        List<Place> visible = visible();
        List<String> shared = parts.has("xl/sharedStrings.xml") ? strings() : List.of();
        styles = parts.has("xl/styles.xml") ? styles() : Map.of();
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

    private List<Place> visible() throws IOException, XMLStreamException, Unfit {
        BoundedXml xml = xml("xl/workbook.xml");
        List<Place> found = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (xml.name().equals("workbookPr")) {
                String since1904 = xml.attribute("date1904");
                shift = truth(since1904) ? SINCE_1904 : 0;
            } else if (xml.name().equals("sheet") && found.size() < MOST_SHEETS) {
                String state = xml.attribute("state");
                if (state == null || state.equals("visible")) {
                    found.add(new Place(Objects.requireNonNullElse(xml.attribute("name"), ""), xml.attribute("id")));
                }
            }
        }
        if (found.isEmpty()) {
            throw new Unfit("the workbook has no visible sheet", "工作簿没有可见的工作表");
        }
        return found;
    }

    private String target(String relation) throws IOException, XMLStreamException, Unfit {
        BoundedXml xml = xml("xl/_rels/workbook.xml.rels");
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT && Objects.equals(relation, xml.attribute("Id"))) {
                String target = Objects.requireNonNullElse(xml.attribute("Target"), "");
                return target.startsWith("/") ? target.substring(1) : "xl/" + target;
            }
        }
        throw new Unfit("a sheet of the workbook is missing", "工作簿缺少工作表");
    }

    /** Readings of characters (phonetics) are no part of the text. */
    private List<String> strings() throws IOException, XMLStreamException, Unfit {
        List<String> strings = new ArrayList<>();
        BoundedXml xml = xml("xl/sharedStrings.xml");
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
                        String piece = xml.text(Sheet.LONGEST_CELL - (reading ? 0 : text.length()));
                        text.append(reading ? "" : piece);
                    }
                    default -> {}
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                if (xml.name().equals("rPh")) {
                    reading = false;
                } else if (xml.name().equals("si")) {
                    characters += text.length();
                    strings.add(text.toString());
                    if (characters > MOST_CHARACTERS || strings.size() > MOST_TEXTS) {
                        throw new Unfit("the workbook has too many texts; split it", "工作簿文本过多，请拆分后上传");
                    }
                }
            }
        }
        return strings;
    }

    private Sheet rows(String name, String part, List<String> shared) throws IOException, XMLStreamException, Unfit {
        List<Raw> raw = new ArrayList<>();
        List<Merged> merged = new ArrayList<>();
        int all = 0;
        BoundedXml xml = xml(part);
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
                switch (xml.name()) {
                    case "row" -> {
                        String said = xml.attribute("r");
                        number = said == null ? number + 1 : Integer.parseInt(said);
                        row = new Raw(number, new ArrayList<>(), truth(xml.attribute("hidden")));
                        column = -1;
                    }
                    case "c" -> {
                        column = column(xml.attribute("r"), column);
                        type = xml.attribute("t");
                        style = xml.attribute("s");
                        formula = false;
                        text.setLength(0);
                    }
                    case "f" -> formula = true;
                    case "v", "t" -> text.append(xml.text(Sheet.LONGEST_CELL - text.length()));
                    case "mergeCell" -> {
                        merged.add(Merged.of(xml.attribute("ref")));
                        if (merged.size() > MOST_MERGED) {
                            throw new Unfit("the sheet has too many merged cells", "合并单元格过多，拒绝读取");
                        }
                    }
                    default -> {}
                }
            } else if (event == XMLStreamConstants.END_ELEMENT && row != null) {
                if (xml.name().equals("c") && column < Sheet.MOST_COLUMNS) {
                    String shown = formula && text.isEmpty()
                            ? Sheet.UNCOMPUTED
                            : shown(type, text.toString(), shared, shown(style));
                    row.set(column, shown);
                } else if (xml.name().equals("row")) {
                    if (!row.cells().isEmpty()) {
                        raw.add(row);
                    }
                    if (++all > MOST_RAW_ROWS) {
                        throw new Unfit("the sheet has more than " + MOST_RAW_ROWS + " rows", "工作表行数过多，拒绝读取");
                    }
                }
            }
        }
        spread(raw, merged);
        Sheet.Collected rows = new Sheet.Collected(allowance);
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

    /** A cell need not have a style, nor a workbook any. */
    private Shown shown(String style) {
        return style == null ? Shown.PLAIN : styles.getOrDefault(style, Shown.PLAIN);
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
    private Map<String, Shown> styles() throws IOException, XMLStreamException, Unfit {
        Map<String, Shown> formats = new HashMap<>();
        formats.put("9", new Shown(true, 0, ""));
        formats.put("10", new Shown(true, 0, ""));
        Map<String, Shown> found = new HashMap<>();
        BoundedXml xml = xml("xl/styles.xml");
        boolean cells = false;
        int place = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = xml.name();
                String format = xml.attribute("numFmtId");
                if (name.equals("numFmt")) {
                    String code = Objects.requireNonNullElse(xml.attribute("formatCode"), "");
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
            } else if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("cellXfs")) {
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
