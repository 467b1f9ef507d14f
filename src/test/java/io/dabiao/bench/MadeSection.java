package io.dabiao.bench;

/**
 * The part of a document that a benchmark makes: between two comments, which bear its name. What people wrote around it stays.
 */
final class MadeSection {

    private MadeSection() {}

    /**
     * The document with the section replaced, or, where there is none of that name yet, with it at the end.
     *
     * @param made Markdown, with or without a line break at its end
     */
    static String in(String document, String name, String made) {
        String begin = "<!-- made by ./dabiao bench all: " + name + " -->\n";
        String end = "<!-- end of " + name + " -->\n";
        String section = begin + "\n" + made.strip() + "\n\n" + end;
        int from = document.indexOf(begin);
        if (from < 0) {
            return document.stripTrailing() + "\n\n" + section;
        }
        int to = document.indexOf(end, from);
        if (to < 0) {
            throw new IllegalArgumentException("the section " + name + " has no end");
        }
        return document.substring(0, from) + section + document.substring(to + end.length());
    }
}
