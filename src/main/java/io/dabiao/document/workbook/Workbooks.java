package io.dabiao.document.workbook;

import io.dabiao.budget.Allowance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads a workbook by what it is, not by what it is called: offices rename files. */
public final class Workbooks {

    /** What a cell holds at most, as Excel says, in characters. */
    public static final int LONGEST_CELL = 32_767;

    /** Excel's; a row that is further down is in no sheet. */
    static final int MOST_ROWS = 1_048_576;

    /** Excel's. */
    static final int MOST_COLUMNS = 16_384;

    private static final List<WorkbookFormat> FORMATS =
            List.of(new OdsFormat(), new XlsxFormat(), new XlsFormat(), new XmlSpreadsheetFormat());

    private Workbooks() {}

    /** What kind of workbook a file is, such as {@code XLS}; empty where it is none. */
    public static Optional<String> kind(byte[] file) {
        return format(file).map(WorkbookFormat::name);
    }

    private static Optional<WorkbookFormat> format(byte[] file) {
        return FORMATS.stream().filter(one -> one.is(file)).findFirst();
    }

    /**
     * Hands over its visible sheets, until the reader wants no more.
     *
     * @throws IOException where it is none, or is broken, locked or of a kind that is not read
     * @throws io.dabiao.budget.Exceeded where it is too large
     */
    public static void read(byte[] file, SheetReader reader, Allowance allowance) throws IOException {
        format(file).orElseThrow(() -> new IOException("this is no workbook")).read(file, reader, allowance);
    }
}
