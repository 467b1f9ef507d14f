package io.dabiao.document.workbook;

import io.dabiao.budget.Allowance;
import java.io.IOException;

/** One kind of workbook. Stateless. */
interface WorkbookFormat {

    /** Such as {@code XLSX}. */
    String name();

    /** Whether a file begins as this kind does. */
    boolean is(byte[] file);

    /**
     * Hands over its visible sheets.
     *
     * @throws IOException where the file is broken
     * @throws Locked where it has a password
     * @throws io.dabiao.budget.Exceeded where it is too large
     */
    void read(byte[] file, SheetReader reader, Allowance allowance) throws IOException;
}
