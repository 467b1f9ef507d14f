package io.dabiao.ingest.file;

import io.dabiao.budget.Allowance;
import io.dabiao.document.workbook.CellValue;
import io.dabiao.document.workbook.Locked;
import io.dabiao.document.workbook.SheetReader;
import io.dabiao.document.workbook.Unsupported;
import io.dabiao.document.workbook.Workbooks;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A sheet of a workbook, the first visible one that holds a table, every cell as text. A formula counts with the value that was stored. */
final class WorkbookSheets implements SheetReader {

    private static final int MOST_MERGED = 100_000;
    private static final long MOST_SPREAD = 1_000_000;
    /** A spreadsheet keeps fifteen digits of a number; what had more has lost them. */
    private static final int DIGITS = 15;

    private static final int SINCE_1904 = 1_462;
    /** A time of day without a day is kept as one of the first days that there are. */
    private static final int FIRST_YEARS = 1901;

    private static final DateTimeFormatter WITH_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final Predicate<Sheet> table;
    private final Allowance allowance;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Shown> formats = new HashMap<>();
    private Sheet first;
    private Sheet found;
    private List<Raw> rows = new ArrayList<>();
    private List<Region> merged = new ArrayList<>();
    private int shift;

    private WorkbookSheets(Predicate<Sheet> table, Allowance allowance) {
        this.table = table;
        this.allowance = allowance;
    }

    /** @throws Unfit where the file is none that can be read */
    static Sheet read(byte[] file, Predicate<Sheet> table, Allowance allowance) throws Unfit {
        WorkbookSheets sheets = new WorkbookSheets(table, allowance);
        String kind = Workbooks.kind(file).orElse("XLSX");
        try {
            Workbooks.read(file, sheets, allowance);
        } catch (Refused refused) {
            throw refused.unfit();
        } catch (Locked locked) {
            throw new Unfit("the workbook has a password; save it without one", "工作簿加了密码，请另存为不带密码的文件");
        } catch (Unsupported other) {
            throw new Unfit("this is " + other.kind() + ", which is not read; save it as XLSX", "不支持该格式的工作簿，请另存为 XLSX");
        } catch (IOException broken) {
            throw new Unfit(
                    "this is no readable " + kind + " file (" + broken.getMessage() + "); open it and save it again",
                    kind + " 文件无法读取，请用表格软件打开后重新保存");
        }
        return sheets.read();
    }

    private Sheet read() throws Unfit {
        if (first == null) {
            throw new Unfit("the workbook has no visible sheet", "工作簿没有可见的工作表");
        }
        Sheet sheet = found == null ? first : found;
        List<String> others = new ArrayList<>(names);
        others.remove(sheet.name());
        return sheet.besides(others);
    }

    /** What is wrong with a sheet, on its way through the reader of the file. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Unfit unfit;

        Refused(Unfit unfit) {
            super(unfit);
            this.unfit = unfit;
        }

        Unfit unfit() {
            return unfit;
        }
    }

    @Override
    public boolean begins(String name, boolean since1904) {
        names.add(name);
        shift = since1904 ? SINCE_1904 : 0;
        rows = new ArrayList<>();
        merged = new ArrayList<>();
        return found == null;
    }

    @Override
    public void row(int number, boolean hidden, List<CellValue> cells) throws IOException {
        allowance.step();
        List<String> texts = new ArrayList<>(Math.min(cells.size(), Sheet.MOST_COLUMNS + 1));
        boolean blank = true;
        for (int i = 0; i < cells.size(); i++) {
            String text = text(cells.get(i));
            blank &= text.isBlank();
            if (i < Sheet.MOST_COLUMNS) {
                texts.add(text);
            } else if (!text.isBlank()) {
                throw new Refused(Sheet.wide(number));
            }
        }
        if (!blank) {
            if (rows.size() >= Sheet.MOST_ROWS) {
                throw new Refused(Sheet.tooLong());
            }
            rows.add(new Raw(number, texts, hidden));
        }
    }

    @Override
    public void merged(Region region) throws IOException {
        if (merged.size() >= MOST_MERGED) {
            throw new Refused(tooMuchMerged());
        }
        merged.add(region);
    }

    private static Unfit tooMuchMerged() {
        return new Unfit("the sheet has too many merged cells", "合并单元格过多，拒绝读取");
    }

    @Override
    public boolean ends() throws IOException {
        try {
            spread();
            Sheet.Collected collected = new Sheet.Collected(allowance);
            for (Raw row : rows) {
                collected.add(row.number(), 0, row.cells(), row.hidden());
            }
            Sheet sheet = collected.sheet(names.get(names.size() - 1), shift, Sheet.NO_SEPARATOR);
            if (found == null && !table.test(sheet)) {
                Sheet meant = TwiceEncoded.repaired(sheet);
                sheet = table.test(meant) ? meant : sheet;
            }
            first = first == null ? sheet : first;
            if (found == null && table.test(sheet)) {
                found = sheet;
            }
        } catch (Unfit unfit) {
            throw new Refused(unfit);
        }
        return true; // The names of those that follow are to be told.
    }

    /** A row as it is read. */
    private record Raw(int number, List<String> cells, boolean hidden) {
        void set(int column, String cell) {
            while (cells.size() <= column) {
                cells.add("");
            }
            cells.set(column, cell);
        }
    }

    /**
     * A cell merged over several rows says the same of each: a date or a name does. A number does not, it would count as
     * often as there are rows, and stays in the first.
     */
    private void spread() throws Unfit {
        Map<Integer, Raw> byNumber = new HashMap<>();
        rows.forEach(row -> byNumber.put(row.number(), row));
        long work = 0;
        for (Region region : merged) {
            Raw top = byNumber.get(region.top());
            if (top == null || region.left() >= top.cells().size() || region.bottom() == region.top()) {
                continue;
            }
            String text = top.cells().get(region.left());
            if (text.isBlank() || CellText.looksLikeNumber(text) && !CellText.looksLikeSerial(text)) {
                continue;
            }
            work += region.bottom() - (long) region.top();
            if (work > MOST_SPREAD) {
                throw tooMuchMerged();
            }
            for (int number = region.top() + 1; number <= region.bottom(); number++) {
                Raw row = byNumber.get(number);
                if (row != null) {
                    row.set(region.left(), text);
                }
            }
        }
    }

    private String text(CellValue value) {
        if (value instanceof CellValue.Text text) {
            return text.text().strip();
        }
        if (value instanceof CellValue.Number number) {
            return number(number);
        }
        if (value instanceof CellValue.Truth truth) {
            return Boolean.toString(truth.value());
        }
        if (value instanceof CellValue.Moment moment) {
            return moment(moment.time());
        }
        return Sheet.UNCOMPUTED;
    }

    private static String moment(LocalDateTime time) {
        if (time.getYear() < FIRST_YEARS) {
            return time.toLocalTime().withNano(0).format(DateTimeFormatter.ISO_LOCAL_TIME);
        }
        return time.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? time.toLocalDate().toString()
                : time.format(WITH_TIME);
    }

    /** A workbook keeps 0.1 + 0.2 as 0.30000000000000004, and shows fifteen digits: those are what was meant. */
    private String number(CellValue.Number number) {
        BigDecimal exact = number.value();
        if (Math.abs((long) exact.scale()) > 400) {
            throw new IllegalArgumentException("a number is out of range");
        }
        Shown style = formats.computeIfAbsent(number.format(), Shown::of);
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

    /**
     * How a format shows a number.
     *
     * @param percent times a hundred, with a sign
     * @param width to which it is filled up with zeros; 0 where it is not
     * @param unit that stands behind it and multiplies, such as 万元; empty where none does
     */
    private record Shown(boolean percent, int width, String unit) {

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
}
