package io.dabiao.ingest.file;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.problem.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Comma, semicolon or tab separated text (RFC 4180 quotes), in UTF-8, UTF-16 with or without its mark, or GB18030. */
final class Csv {

    /** How many times a text's bytes are held while it is decoded and its cells are taken from it. */
    private static final int HELD = 4;

    private final String text;
    private final char separator;
    private final Sheet.Collected rows;
    private List<String> cells = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    /** Whether nothing but white space was read of the cell: only there a quote opens it. */
    private boolean blank = true;

    private Csv(String text, Allowance allowance) {
        this.rows = new Sheet.Collected(allowance);
        this.text = text;
        this.separator = separator(text);
    }

    static Sheet read(byte[] file, Allowance allowance) throws Unfit {
        if (file.length > allowance.most() / HELD) {
            throw new Exceeded(
                    ErrorCode.TOO_LARGE_AS_TEXT,
                    "a text may have " + (allowance.most() / HELD >> 20)
                            + " MB at most here; save the table as XLSX, or split it");
        }
        return new Csv(decoded(file), allowance).sheet();
    }

    /** What is valid UTF-8 is hardly ever anything else; only then is it tried as GB18030. */
    private static String decoded(byte[] file) throws Unfit {
        boolean little = file.length > 1 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xFE;
        boolean big = file.length > 1 && (file[0] & 0xFF) == 0xFE && (file[1] & 0xFF) == 0xFF;
        List<Charset> candidates = little || big
                ? List.of(StandardCharsets.UTF_16)
                : List.of(
                        StandardCharsets.UTF_8,
                        Charset.forName("GB18030"),
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_16BE);
        OptionalInt odd = little || big ? OptionalInt.empty() : otherEncoding(file);
        if (odd.isPresent()) {
            throw new Unfit(
                    "the file is written in two encodings: line " + odd.getAsInt()
                            + " is not UTF-8 as others are; save it again in one",
                    "文件混用两种编码：第 " + odd.getAsInt() + " 行不是 UTF-8，请统一编码后重新保存");
        }
        for (Charset charset : candidates) {
            try {
                String text = charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(file))
                        .toString();
                // Digits and commas of UTF-16 are full of zeros in every other reading.
                if (text.indexOf('\0') < 0 && !(charset.name().startsWith("UTF-16") && text.indexOf('\n') < 0)) {
                    return text.startsWith("\uFEFF") ? text.substring(1) : text;
                }
            } catch (CharacterCodingException another) {
                continue;
            }
        }
        throw neither();
    }

    private static Unfit neither() {
        return new Unfit(
                "this is neither a workbook nor text in UTF-8 or GB18030; save it as XLSX or CSV",
                "既不是 XLSX，也不是 UTF-8 或 GB18030 文本，请另存为 XLSX 或 CSV");
    }

    /**
     * The first line that is no UTF-8 where others cannot well be anything else: the file says so by its mark, or they hold
     * several characters of three bytes. Read as one encoding, the texts of either would become other texts.
     */
    private static OptionalInt otherEncoding(byte[] file) {
        boolean utf8 =
                file.length > 2 && (file[0] & 0xFF) == 0xEF && (file[1] & 0xFF) == 0xBB && (file[2] & 0xFF) == 0xBF;
        int odd = 0;
        int line = 1;
        int from = 0;
        for (int i = 0; i <= file.length; i++) {
            if (i < file.length && file[i] != '\n') {
                continue;
            }
            String text = decoded(ByteBuffer.wrap(file, from, i - from));
            if (text == null) {
                odd = odd == 0 ? line : odd;
            } else {
                utf8 |= text.codePoints().filter(Character::isIdeographic).count() > 1;
            }
            from = i + 1;
            line++;
        }
        return utf8 && odd > 0 ? OptionalInt.of(odd) : OptionalInt.empty();
    }

    /** Null where it is no UTF-8. */
    private static String decoded(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException another) {
            return null;
        }
    }

    /** Whichever of the three stands most often in the beginning. */
    private static char separator(String text) {
        String head = text.substring(0, Math.min(text.length(), 4_000));
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', '\t', ';'}) {
            long found = head.chars().filter(c -> c == candidate).count();
            if (found > most) {
                most = found;
                best = candidate;
            }
        }
        return best;
    }

    private Sheet sheet() throws Unfit {
        boolean quoted = false;
        int line = 1;
        int begun = 1;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '\n') {
                line++;
            }
            if (cell.length() > Sheet.LONGEST_CELL) {
                throw Sheet.longCell(begun);
            }
            if (cells.size() > Sheet.MOST_COLUMNS * 2) {
                cells = new ArrayList<>(cells.subList(0, Sheet.MOST_COLUMNS + 1));
                cells.set(Sheet.MOST_COLUMNS, "…"); // Too many, whatever follows.
            }
            if (quoted) {
                blank = false;
                if (next != '"') {
                    cell.append(next);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (next == '"' && blank) {
                cell.setLength(0);
                quoted = true;
            } else if (next == separator) {
                cell();
            } else if (next == '\n' || next == '\r') {
                // Old Macs end a line with the carriage return alone.
                if (next == '\r') {
                    if (i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                        i++;
                    }
                    line++;
                }
                row(begun);
                begun = line;
            } else {
                cell.append(next);
                blank &= Character.isWhitespace(next);
            }
        }
        if (quoted) {
            throw new Unfit(
                    "a quote that begins in line " + begun + " or later is never closed", "第 " + begun + " 行起有未闭合的引号");
        }
        row(begun);
        return rows.sheet("", 0, separator);
    }

    private void cell() {
        blank = true;
        cells.add(cell.toString().strip());
        cell.setLength(0);
    }

    private void row(int number) throws Unfit {
        cell();
        rows.add(number, cells.size(), cells, false);
        cells = new ArrayList<>();
    }
}
