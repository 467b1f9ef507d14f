package io.dabiao.forms;

import java.nio.charset.StandardCharsets;

/** By what a file shows what it is. */
public final class FileMarks {

    private static final byte[] COMPOUND = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1};

    private FileMarks() {}

    public static boolean begins(byte[] file, byte[] mark) {
        return at(file, mark, 0);
    }

    /** Whether it is a ZIP that has an entry whose name begins like this: names are not packed. */
    public static boolean zipOf(byte[] file, String name) {
        return file.length > 4
                && file[0] == 'P'
                && file[1] == 'K'
                && holds(file, name.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it is a compound file, as Office wrote them before 2007, with a stream of this name. */
    public static boolean compoundOf(byte[] file, String stream) {
        return begins(file, COMPOUND) && holds(file, stream.getBytes(StandardCharsets.UTF_16LE));
    }

    private static boolean holds(byte[] file, byte[] mark) {
        for (int i = 0; i + mark.length <= file.length; i++) {
            if (at(file, mark, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean at(byte[] file, byte[] mark, int from) {
        if (file.length < from + mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if (file[from + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
