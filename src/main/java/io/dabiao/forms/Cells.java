package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import java.util.ArrayList;
import java.util.List;

/** The rows of a file while they are collected: no more than any form has. Not safe for use by several threads. */
public final class Cells {

    public static final int MOST_COLUMNS = 200;
    /** A thousand projects' worth, as {@link FormReader} reads them. */
    private static final int MOST_CELLS = 200_000;
    /** Of all texts together. */
    private static final int MOST_CHARACTERS = 8_000_000;

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
        for (Cell cell : row) {
            characters += cell.text().length();
        }
        if (cells > MOST_CELLS || characters > MOST_CHARACTERS) {
            throw new Exceeded(
                    413,
                    "too much for a form",
                    "the file has more than " + MOST_CELLS + " paragraphs and cells, or more than " + MOST_CHARACTERS
                            + " characters, which no form has");
        }
        rows.add(row);
    }

    /** As they are so far; a row may be set again, none added. */
    public List<List<Cell>> rows() {
        return rows;
    }

    public Cell.Grid grid() {
        return new Cell.Grid(rows);
    }
}
