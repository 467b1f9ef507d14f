package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rows of a file while they are collected: no more than any form has. Not safe for use by several threads. */
public final class Cells {

    public static final int MOST_COLUMNS = 200;
    /** Some two hundred projects' worth, which takes seconds to read; 200,000 took twenty. */
    private static final int MOST_CELLS = 50_000;
    /** Of all texts together. */
    private static final int MOST_CHARACTERS = 2_000_000;

    /** A whole form on one line has some thousand. */
    private static final int LONGEST_CELL = 100_000;

    private static final int LONGEST_BLANK = 60;
    private static final Pattern BLANK = Pattern.compile("[\\s\\u3000\\u00a0]{61,}+");

    private final Allowance allowance;
    private final List<List<Cell>> rows = new ArrayList<>();
    private int cells;
    private long characters;

    public Cells(Allowance allowance) {
        this.allowance = allowance;
    }

    public int size() {
        return rows.size();
    }

    /** @throws Exceeded where they are too many */
    public void add(List<Cell> row) {
        allowance.step();
        cells += Math.max(1, row.size());
        List<Cell> kept = new ArrayList<>(row.size());
        for (Cell cell : row) {
            characters += cell.text().length();
            if (cell.text().length() > LONGEST_CELL) {
                throw new Exceeded(
                        ErrorCode.A_CELL_IS_TOO_LONG,
                        cell.place() + " has more than " + LONGEST_CELL
                                + " characters, which no cell and no paragraph of a form has");
            }
            kept.add(shortened(cell));
        }
        if (cells > MOST_CELLS || characters > MOST_CHARACTERS) {
            throw new Exceeded(
                    ErrorCode.TOO_MUCH_FOR_A_FORM,
                    "the file has more than " + MOST_CELLS + " paragraphs and cells, or more than " + MOST_CHARACTERS
                            + " characters, which no form has");
        }
        rows.add(kept);
    }

    /** With long runs of blanks cut: expressions that look for a word behind blanks try each of them again. */
    private static Cell shortened(Cell cell) {
        String text = cell.text();
        if (text.length() < LONGEST_BLANK) {
            return cell;
        }
        String cut = BLANK.matcher(text).replaceAll(run -> run.group().substring(0, LONGEST_BLANK));
        return cut.length() == text.length() ? cell : new Cell(cut, cell.line(), cell.column(), cell.place());
    }

    /** As they are so far; a row may be set again, none added. */
    public List<List<Cell>> rows() {
        return rows;
    }

    public Cell.Grid grid() {
        return new Cell.Grid(rows);
    }
}
