package io.dabiao.document.workbook;

import java.io.IOException;
import java.util.List;

/** Is handed the visible sheets of a workbook one after the other, each row by row. What it throws ends the reading and is thrown on. */
public interface SheetReader {

    /**
     * A sheet begins.
     *
     * @param since1904 whether the serials of its dates count from 1904
     * @return whether its rows are wanted
     */
    boolean begins(String name, boolean since1904) throws IOException;

    /**
     * A row with cells, in ascending order.
     *
     * @param number as a spreadsheet shows it, from 1
     * @param hidden whether a spreadsheet shows it at all
     * @param cells from the first column on; those behind the last one that has something are left out
     */
    void row(int number, boolean hidden, List<CellValue> cells) throws IOException;

    /** Cells that are shown as one; only the first holds something. Told before {@link #ends}. */
    void merged(Region region) throws IOException;

    /**
     * All of a sheet was handed over.
     *
     * @return whether the next is wanted
     */
    boolean ends() throws IOException;

    /**
     * Merged cells.
     *
     * @param top the first row, from 1
     * @param left the first column, from 0
     * @param bottom the last row
     * @param right the last column
     */
    record Region(int top, int left, int bottom, int right) {}
}
