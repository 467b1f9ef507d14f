package io.dabiao.yaml;

/**
 * What is wrong in a file, and how to mend it.
 *
 * @param file as its reader was told
 * @param line 1-based
 * @param column 1-based, in characters
 * @param found in words, a text of the file in quotes
 * @param mend what the author could write instead
 */
public record Fault(String file, int line, int column, String found, String expected, String mend) {

    /** {@code it-operations.yaml:31:14: found 'standig', expected one of …; mend: …}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": found " + found + ", expected " + expected + "; mend: " + mend;
    }
}
