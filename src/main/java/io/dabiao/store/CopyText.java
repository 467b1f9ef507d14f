package io.dabiao.store;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Rows in PostgreSQL's COPY text format, in the bytes that travel. Not safe for use by several threads.
 *
 * <p>Written once: by way of a text each row would be copied three times more, and its time formatted by Java's formatter.
 */
final class CopyText {

    private byte[] bytes;
    private int length;

    /** @param expected bytes; it grows where they do not suffice */
    CopyText(int expected) {
        bytes = new byte[expected];
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes, 0, length);
    }

    /** In bytes. */
    int size() {
        return length;
    }

    /** Ends a column. */
    CopyText next() {
        return raw('\t');
    }

    /** Ends a row, in place of its last column's end. */
    CopyText end() {
        bytes[length - 1] = '\n';
        return this;
    }

    CopyText absent() {
        return raw('\\').raw('N').next();
    }

    CopyText number(long number) {
        ascii(Long.toString(number));
        return next();
    }

    /** Escaped, and in UTF-8; half of a surrogate pair is written as Java writes it, a question mark. */
    CopyText text(String text) {
        room(text.length() * 3);
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one < 0x80) {
                plain(one);
            } else if (one < 0x800) {
                bytes[length++] = (byte) (0xC0 | one >> 6);
                bytes[length++] = (byte) (0x80 | one & 0x3F);
            } else if (Character.isSurrogate(one)) {
                at += pair(text, at);
            } else {
                bytes[length++] = (byte) (0xE0 | one >> 12);
                bytes[length++] = (byte) (0x80 | one >> 6 & 0x3F);
                bytes[length++] = (byte) (0x80 | one & 0x3F);
            }
        }
        return next();
    }

    private void plain(char one) {
        switch (one) {
            case '\\' -> escaped('\\');
            case '\n' -> escaped('n');
            case '\r' -> escaped('r');
            case '\t' -> escaped('t');
            default -> bytes[length++] = (byte) one;
        }
    }

    private void escaped(char letter) {
        bytes[length++] = '\\';
        bytes[length++] = (byte) letter;
    }

    /** @return how many characters more than one it took */
    private int pair(String text, int at) {
        int point = text.codePointAt(at);
        if (!Character.isSupplementaryCodePoint(point)) {
            bytes[length++] = '?';
            return 0;
        }
        bytes[length++] = (byte) (0xF0 | point >> 18);
        bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | point & 0x3F);
        return 1;
    }

    /** To the microsecond, which is PostgreSQL's; of the years 1 to 9999. */
    CopyText time(Instant time) {
        long second = time.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(second, 86_400L));
        int within = Math.floorMod(second, 86_400);
        room(32);
        digits(day.getYear(), 4);
        bytes[length++] = '-';
        digits(day.getMonthValue(), 2);
        bytes[length++] = '-';
        digits(day.getDayOfMonth(), 2);
        bytes[length++] = ' ';
        digits(within / 3_600, 2);
        bytes[length++] = ':';
        digits(within / 60 % 60, 2);
        bytes[length++] = ':';
        digits(within % 60, 2);
        int micros = time.getNano() / 1_000;
        if (micros != 0) {
            bytes[length++] = '.';
            digits(micros, 6);
        }
        bytes[length++] = 'Z';
        return next();
    }

    private void digits(int number, int width) {
        int rest = number;
        for (int at = width - 1; at >= 0; at--) {
            bytes[length + at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
    }

    private void ascii(String text) {
        room(text.length());
        for (int at = 0; at < text.length(); at++) {
            bytes[length++] = (byte) text.charAt(at);
        }
    }

    private CopyText raw(char one) {
        room(1);
        bytes[length++] = (byte) one;
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
