package io.dabiao.alert.template;

/**
 * A place in a template.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
record Place(int line, int column) {

    /** Of a character of the text, by its index. */
    static Place of(String text, int index) {
        int line = 1;
        int start = 0;
        for (int at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) {
            line++;
            start = at + 1;
        }
        return new Place(line, index - start + 1);
    }

    WrongTemplate wrong(String words) {
        return new WrongTemplate(line, column, words);
    }
}
