package io.dabiao.document.workbook;

import java.io.IOException;

/** A kind of file that is known and not read. */
public final class Unsupported extends IOException {

    private static final long serialVersionUID = 1L;

    private final String kind;

    /** @param kind what it is, such as {@code XLSB} */
    Unsupported(String kind) {
        super("this is " + kind + ", which is not read; save it as XLSX");
        this.kind = kind;
    }

    /** What it is, such as {@code XLSB}. */
    public String kind() {
        return kind;
    }
}
