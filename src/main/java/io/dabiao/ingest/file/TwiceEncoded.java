package io.dabiao.ingest.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Chinese text in UTF-8 that a program has taken for Western text and saved so: æ—¥æœŸ in place of 日期. Nothing of it is lost, since
 * every byte became a character of its own.
 */
final class TwiceEncoded {

    private static final Charset WESTERN = Charset.forName("windows-1252");

    /** Bytes that mean nothing in Western text are kept as they are, or by some programs as characters for private use. */
    private static final int PRIVATE = 0xF100;

    private TwiceEncoded() {}

    /** The sheet as it was meant; the sheet itself where no text of it is so. */
    static Sheet repaired(Sheet sheet) {
        boolean any = sheet.rows().stream()
                .flatMap(row -> row.cells().stream())
                .anyMatch(cell -> !repaired(cell).equals(cell));
        if (!any) {
            return sheet;
        }
        List<Sheet.SheetRow> rows = sheet.rows().stream()
                .map(row -> new Sheet.SheetRow(
                        row.number(),
                        row.width(),
                        row.cells().stream().map(TwiceEncoded::repaired).toList(),
                        row.hidden()))
                .toList();
        return new Sheet(
                repaired(sheet.name()), sheet.others(), rows, sheet.shift(), sheet.separator(), sheet.across());
    }

    /** The text itself where it is none, or is Western all the same. */
    static String repaired(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x100 || (c & 0xFF00) == PRIVATE) {
                bytes.write(c & 0xFF);
                continue;
            }
            try {
                ByteBuffer one = WESTERN.newEncoder().encode(CharBuffer.wrap(new char[] {c}));
                bytes.write(one.get());
            } catch (CharacterCodingException other) {
                return text;
            }
        }
        try {
            String meant = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            boolean chinese = meant.codePoints().anyMatch(Character::isIdeographic);
            return chinese ? meant.replace("\uFEFF", "") : text;
        } catch (CharacterCodingException western) {
            return text;
        }
    }
}
