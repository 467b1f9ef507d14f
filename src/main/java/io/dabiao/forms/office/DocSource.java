package io.dabiao.forms.office;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.forms.FileMarks;
import io.dabiao.forms.FormSource;
import io.dabiao.problem.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.hwpf.HWPFDocument;
import org.apache.poi.hwpf.OldWordFileFormatException;
import org.apache.poi.hwpf.usermodel.Paragraph;
import org.apache.poi.hwpf.usermodel.Range;
import org.apache.poi.hwpf.usermodel.Table;
import org.apache.poi.hwpf.usermodel.TableCell;
import org.apache.poi.hwpf.usermodel.TableRow;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.DocumentEntry;
import org.apache.poi.poifs.filesystem.Entry;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/**
 * A Word document as it was before 2007, which institutions go on sending: its paragraphs and the rows of its tables, in order. The columns of a
 * table are where the edges of its cells are. The library holds the whole document, so that only small ones are read.
 */
public final class DocSource implements FormSource {

    /** Of the text and its looks; a form has some ten thousand bytes. Pictures are in a stream of their own, which is not counted. */
    private static final int LARGEST_TEXT = 4 << 20;
    /** Of everything: the library holds pictures too. */
    private static final int LARGEST = 12 << 20;
    /** Twentieths of a point, within which two edges are one: hands draw them. */
    private static final int NEAR = 60;

    private static final Pattern MARKS = Pattern.compile("[\\x07\\x13-\\x15\\x01\\x02\\x05\\x08]");
    /** A field's own words, before what it shows. */
    private static final Pattern FIELD = Pattern.compile("\\x13[^\\x13\\x14\\x15]*\\x14");

    @Override
    public List<String> mediaTypes() {
        return List.of("application/msword");
    }

    @Override
    public List<String> endings() {
        return List.of(".doc", ".wps");
    }

    @Override
    public boolean is(byte[] file) {
        return FileMarks.compoundOf(file, "WordDocument");
    }

    @Override
    public Cell.Grid cells(byte[] file, Allowance allowance) throws IOException {
        if (!is(file)) {
            throw new Unreadable("this is no DOC file");
        }
        if (file.length > LARGEST) {
            throw new Exceeded(
                    ErrorCode.TOO_LARGE, "a DOC of more than " + (LARGEST >> 20) + " MB is not read; save it as DOCX");
        }
        allowance.unpacked(file.length);
        try (POIFSFileSystem parts = new POIFSFileSystem(new ByteArrayInputStream(file))) {
            bounded(parts.getRoot());
            allowance.check();
            try (HWPFDocument document = new HWPFDocument(parts.getRoot())) {
                return new Reading(document.getRange(), allowance).read();
            }
        } catch (EncryptedDocumentException locked) {
            throw new Unreadable("the DOC file has a password; save it without one");
        } catch (OldWordFileFormatException old) {
            throw new Unreadable("this is a document of Word 95 or older; save it as DOCX");
        } catch (Unreadable | Exceeded told) {
            throw told;
        } catch (IOException | RuntimeException broken) {
            // The library reads offsets from the file, and answers wrong ones with whatever they lead to.
            throw Unreadable.broken("DOC file", broken);
        }
    }

    private static void bounded(DirectoryNode root) {
        for (Entry entry : root) {
            boolean text =
                    entry.getName().equals("WordDocument") || entry.getName().endsWith("Table");
            if (text && entry instanceof DocumentEntry stream && stream.getSize() > LARGEST_TEXT) {
                throw new Exceeded(
                        ErrorCode.TOO_MUCH_FOR_A_FORM,
                        "a DOC with more than " + (LARGEST_TEXT >> 20) + " MB of text is not read; save it as DOCX");
            }
        }
    }

    /** One document while it is read. */
    private static final class Reading {

        private final Range range;
        private final Allowance allowance;
        private final Cells rows;
        private int tables;

        Reading(Range range, Allowance allowance) {
            this.range = range;
            this.allowance = allowance;
            this.rows = new Cells(allowance);
        }

        Cell.Grid read() {
            int at = 0;
            while (at < range.numParagraphs()) {
                allowance.check();
                Paragraph paragraph = range.getParagraph(at);
                if (paragraph.isInTable()) {
                    Table table = range.getTable(paragraph);
                    table(table);
                    at += Math.max(1, table.numParagraphs());
                } else {
                    paragraph(paragraph.text());
                    at++;
                }
            }
            return rows.grid();
        }

        private void paragraph(String text) {
            int line = rows.size() + 1;
            List<Cell> cells = new ArrayList<>();
            int column = 0;
            for (String part : plain(text).split("\t", -1)) {
                cells.add(new Cell(part, line, column++, "第" + line + "段"));
            }
            rows.add(cells);
        }

        private void table(Table table) {
            int number = ++tables;
            List<Integer> edges = edges(table);
            for (int r = 0; r < table.numRows(); r++) {
                allowance.check();
                TableRow row = table.getRow(r);
                int line = rows.size() + 1;
                List<Cell> cells = new ArrayList<>();
                for (int c = 0; c < row.numCells(); c++) {
                    allowance.step();
                    TableCell cell = row.getCell(c);
                    boolean covered = cell.isVerticallyMerged() && !cell.isFirstVerticallyMerged()
                            || cell.isMerged() && !cell.isFirstMerged();
                    int column = column(edges, cell.getLeftEdge());
                    if (column < Cells.MOST_COLUMNS) {
                        cells.add(new Cell(
                                covered ? "" : plain(cell.text()), line, column, "表" + number + "第" + (r + 1) + "行"));
                    }
                }
                rows.add(cells);
            }
        }

        /** Where cells of a table begin, from left to right. */
        private List<Integer> edges(Table table) {
            TreeSet<Integer> all = new TreeSet<>();
            for (int r = 0; r < table.numRows(); r++) {
                TableRow row = table.getRow(r);
                for (int c = 0; c < row.numCells(); c++) {
                    allowance.step();
                    all.add(row.getCell(c).getLeftEdge());
                }
            }
            List<Integer> edges = new ArrayList<>();
            for (int edge : all) {
                if (edges.isEmpty() || edge - edges.get(edges.size() - 1) > NEAR) {
                    edges.add(edge);
                }
            }
            return edges;
        }

        private static int column(List<Integer> edges, int left) {
            int column = 0;
            while (column + 1 < edges.size() && edges.get(column + 1) <= left) {
                column++;
            }
            return column;
        }

        private static String plain(String text) {
            String shown = FIELD.matcher(text).replaceAll("");
            return MARKS.matcher(shown.replace('\r', '\n').replace('\u000B', '\n'))
                    .replaceAll("")
                    .strip();
        }
    }
}
