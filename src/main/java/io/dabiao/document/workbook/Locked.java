package io.dabiao.document.workbook;

import java.io.IOException;

/** A workbook that is encrypted: without its password nothing of it can be read. */
public final class Locked extends IOException {

    private static final long serialVersionUID = 1L;

    Locked(String format) {
        super("the " + format + " file has a password; save it without one");
    }
}
