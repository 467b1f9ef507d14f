package io.dabiao.alert.template;

/** A template that is wrong, with the place in it. */
public final class WrongTemplate extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /**
     * @param line from 1
     * @param column from 1, in characters
     * @param words what is wrong there
     */
    WrongTemplate(int line, int column, String words) {
        super("line " + line + ", column " + column + ": " + words);
        this.line = line;
        this.column = column;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1, in characters. */
    public int column() {
        return column;
    }
}
