package io.dabiao.forms.text;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FormSource;
import io.dabiao.problem.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain text in UTF-8, UTF-16 with its mark, or GB18030. */
public final class TextSource implements FormSource {

    private static final Pattern LINE_END = Pattern.compile("\\R");
    /** A whole form on one line has some thousand. */
    private static final int LONGEST_LINE = 100_000;

    private static final Pattern BEGINS_WITH_BAR = Pattern.compile("\\s*[|│｜┃]");
    private static final Pattern GAPS = Pattern.compile("\\s{2,}|\\u3000+");
    private static final Pattern TARGET_AT_END =
            Pattern.compile("\\s((?:≥|≤|≧|≦|⩾|⩽|>=|<=|>|<|=|＝|﹦)\\s*[\\d０-９][^\\s]*)$");

    @Override
    public List<String> mediaTypes() {
        return List.of("text/plain", "text/markdown", "text/tab-separated-values");
    }

    @Override
    public List<String> endings() {
        return List.of(".txt", ".md", ".tsv", ".text");
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws Unreadable {
        allowance.unpacked(file.length);
        return cells(decoded(file), allowance);
    }

    /** The cells of a text. */
    public static Cell.Grid cells(String text, Allowance allowance) {
        Cells rows = new Cells(allowance);
        if (text.indexOf('|') >= 0) {
            List<String> lines = text.lines().toList();
            if (lines.stream().allMatch(line -> line.length() <= LONGEST_LINE) && LoneBars.in(lines)) {
                LoneBars.rows(lines).forEach(rows::add);
                return rows.grid();
            }
        }
        String joined = text.indexOf('|') >= 0 ? TrailingBars.joined(text) : NumberedPages.joined(text);
        Matcher end = LINE_END.matcher(joined);
        int from = 0;
        int barred = 0;
        int free = 0;
        List<Boolean> continued = new ArrayList<>();
        while (from <= joined.length()) {
            boolean more = end.find();
            String content = joined.substring(from, more ? end.start() : joined.length());
            from = more ? end.end() : joined.length() + 1;
            if (content.length() > LONGEST_LINE) {
                throw new Exceeded(
                        ErrorCode.A_LINE_IS_TOO_LONG,
                        "a line of the text has more than " + LONGEST_LINE + " characters");
            }
            int line = rows.size() + 1;
            List<Cell> row = new ArrayList<>();
            int column = 0;
            for (String cell : split(content)) {
                row.add(new Cell(cell, line, column++, "第" + line + "行"));
            }
            boolean goesOn = BEGINS_WITH_BAR.matcher(content).lookingAt();
            boolean says = row.stream().anyMatch(cell -> !cell.text().isBlank());
            barred += goesOn && says ? 1 : 0;
            free += !goesOn && row.size() > 1 && content.indexOf('|') > 0 ? 1 : 0;
            continued.add(goesOn && says);
            rows.add(row);
        }
        // Where bars only part cells, a line that begins with one goes on with the row above it.
        if (free > 0 && barred < free / 2) {
            join(rows.rows(), continued);
        }
        return rows.grid();
    }

    private static void join(List<List<Cell>> rows, List<Boolean> continued) {
        for (int r = rows.size() - 1; r > 0; r--) {
            List<Cell> above = rows.get(r - 1);
            if (!continued.get(r) || above.size() < 2) {
                continue;
            }
            List<Cell> whole = new ArrayList<>(above);
            while (whole.get(whole.size() - 1).text().isBlank() && whole.size() > 1) {
                whole.remove(whole.size() - 1);
            }
            for (Cell cell : rows.get(r)) {
                whole.add(new Cell(cell.text(), cell.line(), whole.size(), cell.place()));
            }
            rows.set(r - 1, whole);
            rows.set(r, new ArrayList<>());
        }
    }

    private static List<String> split(String line) {
        if (line.indexOf('\t') >= 0) {
            return List.of(line.split("\t", -1));
        }
        String bars = line.replace('│', '|').replace('｜', '|').replace('┃', '|');
        if (bars.chars().filter(c -> c == '|').count() >= 2
                || bars.indexOf('|') > 0 && !bars.strip().startsWith("|")) {
            String inner = bars.strip();
            inner = inner.startsWith("|") ? inner.substring(1) : inner;
            inner = inner.endsWith("|") ? inner.substring(0, inner.length() - 1) : inner;
            return List.of(inner.split("\\|", -1));
        }
        List<String> cells = new ArrayList<>(List.of(GAPS.split(line.strip())));
        Matcher end = TARGET_AT_END.matcher(cells.get(cells.size() - 1));
        if (end.find()) {
            String last = cells.remove(cells.size() - 1);
            cells.addAll(List.of(last.substring(0, end.start()).split("\\s+")));
            cells.add(end.group(1));
        }
        return cells;
    }

    private static String decoded(byte[] file) throws Unreadable {
        if (file.length >= 2
                && (file[0] == (byte) 0xFF && file[1] == (byte) 0xFE
                        || file[0] == (byte) 0xFE && file[1] == (byte) 0xFF)) {
            return new String(file, StandardCharsets.UTF_16);
        }
        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            try {
                String text = charset.newDecoder().decode(ByteBuffer.wrap(file)).toString();
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            } catch (CharacterCodingException another) {
                // The next one: institutions keep old files in GB18030.
            }
        }
        throw new Unreadable("the text is neither UTF-8 nor GB18030");
    }
}
