package io.dabiao.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dabiao.Bombs;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.poi.hssf.record.BOFRecord;
import org.apache.poi.hssf.record.BoundSheetRecord;
import org.apache.poi.hssf.record.EOFRecord;
import org.apache.poi.hssf.record.NumberRecord;
import org.apache.poi.hssf.record.Record;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of these workbooks is small and wants much of its reader; each is refused in words before it has it. */
class WorkbookBombsTest {

    /** Of what is held at the end of reading, and of garbage that was not collected yet. */
    private static final long MOST_ALLOCATED = 2L << 30;

    private static final String CELL =
            "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";

    static Stream<Arguments> bombs() throws IOException {
        return Stream.of(
                Arguments.of(
                        "a row as wide and as often as there can be",
                        Bombs.ods(
                                "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell"
                                        + " table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>x</text:p>"
                                        + "</table:table-cell></table:table-row>",
                                1)),
                Arguments.of(
                        "a cell as often as there can be no columns",
                        Bombs.ods(
                                "<table:table-row><table:table-cell table:number-columns-repeated=\"9999999\""
                                        + " office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>",
                                1)),
                Arguments.of(
                        "blanks by their number",
                        Bombs.ods(
                                "<table:table-row><table:table-cell><text:p>"
                                        + "<text:s text:c=\"2000000000\"/>".repeat(50)
                                        + "</text:p></table:table-cell></table:table-row>",
                                1_000)),
                Arguments.of(
                        "tabs without end",
                        Bombs.ods(
                                "<table:table-row><table:table-cell><text:p>" + "<text:tab/>".repeat(4_000_000)
                                        + "</text:p></table:table-cell></table:table-row>",
                                1)),
                Arguments.of("cells within cells", Bombs.ods("<table:table-row><table:table-cell>", 300_000)),
                Arguments.of(
                        "90 MB of rows",
                        Bombs.ods("<table:table-row>" + CELL.repeat(10) + "</table:table-row>", 100_000)),
                Arguments.of(
                        "rows with a cell in the last column of all",
                        Bombs.xmlSpreadsheet(
                                "<Row><Cell ss:Index=\"16384\"><Data ss:Type=\"String\">x</Data></Cell></Row>",
                                60_000)),
                Arguments.of(
                        "merged cells without end",
                        Bombs.xmlSpreadsheet(
                                "<Row><Cell ss:MergeAcross=\"9999999\" ss:MergeDown=\"9999999\">"
                                        + "<Data ss:Type=\"String\">x</Data></Cell></Row>",
                                200_000)),
                Arguments.of("rows with a cell beyond the last column", xls(60_000, 4_000)),
                Arguments.of("a compound file that leads back to itself", circle()));
    }

    /** Of the kind of Excel 97, by its records, as no program writes them. */
    private static byte[] xls(int column, int rows) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        write(stream, bof(BOFRecord.TYPE_WORKBOOK));
        BoundSheetRecord tab = new BoundSheetRecord("a");
        write(stream, tab);
        write(stream, EOFRecord.instance);
        write(stream, bof(BOFRecord.TYPE_WORKSHEET));
        for (int row = 0; row < rows; row++) {
            NumberRecord number = new NumberRecord();
            number.setRow(row);
            number.setColumn((short) column);
            number.setValue(1);
            write(stream, number);
        }
        write(stream, EOFRecord.instance);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (POIFSFileSystem compound = new POIFSFileSystem()) {
            compound.createDocument(new ByteArrayInputStream(stream.toByteArray()), "Workbook");
            compound.writeFilesystem(file);
        }
        return file.toByteArray();
    }

    private static BOFRecord bof(int type) {
        BOFRecord begin = new BOFRecord();
        begin.setVersion(BOFRecord.VERSION);
        begin.setType(type);
        return begin;
    }

    private static void write(ByteArrayOutputStream stream, Record record) {
        byte[] bytes = new byte[record.getRecordSize()];
        record.serialize(0, bytes);
        stream.writeBytes(bytes);
    }

    /** The list of its sectors names each as followed by the same one. */
    private static byte[] circle() throws IOException {
        byte[] file = xls(1, 1_000);
        int sector = 512;
        for (int at = sector; at + sector <= file.length; at += sector) {
            for (int entry = at; entry < at + sector; entry += 4) {
                List<Byte> next = Arrays.asList(file[entry], file[entry + 1], file[entry + 2], file[entry + 3]);
                if (next.get(3) == 0 && next.get(2) == 0 && next.get(1) == 0 && next.get(0) == 2) {
                    file[entry] = 1;
                }
            }
        }
        return file;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aWorkbookThatWantsMuchIsRefusedInWords(String what, byte[] file) {
        assertThat(file.length).isLessThan(40_000_000);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        Throwable refused = catchThrowable(() ->
                WorkbookSheets.read(file, any -> true, new WorkBudget(256L << 20, 2).allowance(Work.SPREADSHEET)));

        if (refused != null || !what.startsWith("merged") && !what.startsWith("blanks")) {
            assertThat(refused).as(what).isInstanceOfAny(Exceeded.class, Unfit.class);
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("java.", "org.apache");
        }
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .as(what)
                .isLessThan(MOST_ALLOCATED);
    }
}
