package io.dabiao.document.workbook;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/** What a cell holds, as its workbook keeps it. */
public sealed interface CellValue {

    /** In place of an empty cell. */
    CellValue EMPTY = new Text("");

    /** Letters; empty where there is nothing. An error of a formula is its name: {@code #DIV/0!}. */
    record Text(String text) implements CellValue {}

    /**
     * A number; a date of XLSX and XLS is one too, a serial.
     *
     * @param value every digit that is kept
     * @param format how it is shown, in Excel's codes; {@code General} where nothing is said
     * @param index of the format among those of Excel; -1 where it is none of them
     */
    record Number(BigDecimal value, String format, int index) implements CellValue {}

    /** Yes or no. */
    record Truth(boolean value) implements CellValue {}

    /** A day, with a time of it or at its midnight, where the kind of file has such a thing. */
    record Moment(LocalDateTime time) implements CellValue {}

    /** A formula without a value: a program wrote it, and no spreadsheet has opened the file yet. */
    record Uncomputed() implements CellValue {}
}
