package io.dabiao.alert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marks of a message's body. What templates write is Markdown as CommonMark has it, with the names and sentences in it escaped by
 * backslashes; each channel turns that into what its receivers read, so that a name is never more than text.
 */
public final class Markdown {

    /** What may begin a mark anywhere. */
    private static final String MARKS = "\\*`[]<>~";

    private static final Pattern ESCAPED = Pattern.compile("\\\\([!-/:-@\\[-`{-~])");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)\\s]*)\\)");
    private static final Pattern INVISIBLE = Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069\\uE000-\\uE07F]");
    private static final Pattern GAP = Pattern.compile("[\\s\\p{Cntrl}\\u0085\\u2028\\u2029]+");

    /** Of full-width forms, for whatever stands in ASCII. */
    private static final int WIDE = 0xFEE0;

    /** Where escaped characters wait while marks are removed. */
    private static final int ASIDE = 0xE000;

    private Markdown() {}

    /** A name or a sentence on one line without what steers terminals and directions of writing. */
    public static String line(String value) {
        return INVISIBLE
                .matcher(GAP.matcher(value).replaceAll(" "))
                .replaceAll("")
                .strip();
    }

    /** The same as Markdown that shows it as it is. */
    public static String escaped(String value) {
        String line = line(value);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (MARKS.indexOf(c) >= 0
                    || c == '_' && !withinWord(line, i)
                    || c == '&' && entity(line, i)
                    || i == 0 && opens(line)) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    private static boolean withinWord(String line, int at) {
        return at > 0
                && at + 1 < line.length()
                && Character.isLetterOrDigit(line.charAt(at - 1))
                && Character.isLetterOrDigit(line.charAt(at + 1));
    }

    private static boolean entity(String line, int at) {
        return at + 1 < line.length() && (line.charAt(at + 1) == '#' || Character.isLetter(line.charAt(at + 1)));
    }

    /** Whether it would begin a heading, a list or a rule at the start of a line. */
    private static boolean opens(String line) {
        char first = line.charAt(0);
        boolean alone = line.length() == 1 || line.charAt(1) == ' ' || line.charAt(1) == first;
        return first == '#' || "-+=".indexOf(first) >= 0 && alone;
    }

    /**
     * For group robots, of whose Markdown no two read backslashes alike: what is escaped becomes its full-width form, which is a mark to
     * none of them.
     */
    public static String wide(String markdown) {
        return ESCAPED.matcher(markdown)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Character.toString(found.group(1).charAt(0) + WIDE)));
    }

    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*\\n]+)\\*\\*");

    /**
     * As a part of an HTML page: paragraphs, lists, bold and links to http and https; everything else is text, whatever it looks like.
     */
    public static String html(String markdown) {
        StringBuilder out = new StringBuilder();
        boolean list = false;
        for (String line : markdown.split("\\R")) {
            boolean item = line.startsWith("- ") || line.startsWith("* ");
            if (item != list) {
                out.append(item ? "<ul>\n" : "</ul>\n");
                list = item;
            }
            if (item) {
                out.append("<li>").append(marked(line.substring(2))).append("</li>\n");
            } else if (!line.isBlank()) {
                out.append("<p>")
                        .append(marked(line.replaceFirst("^#{1,6} ", "")))
                        .append("</p>\n");
            }
        }
        return out.append(list ? "</ul>\n" : "").toString();
    }

    private static String marked(String line) {
        String aside = ESCAPED.matcher(line)
                .replaceAll(found -> Character.toString(found.group(1).charAt(0) + ASIDE));
        String bold = BOLD.matcher(text(aside)).replaceAll("<b>$1</b>");
        String linked = LINK.matcher(bold).replaceAll(found -> {
            String address = found.group(2);
            String shown = address.startsWith("https://") || address.startsWith("http://")
                    ? "<a href=\"" + address + "\">" + found.group(1) + "</a>"
                    : found.group(1) + ": " + address;
            return Matcher.quoteReplacement(shown);
        });
        StringBuilder out = new StringBuilder();
        linked.chars().forEach(c -> {
            if (c >= ASIDE && c < ASIDE + 128) {
                out.append(text(Character.toString(c - ASIDE)));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }

    private static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The words of its links by their addresses. */
    public static Map<String, String> links(String markdown) {
        String aside = ESCAPED.matcher(markdown)
                .replaceAll(found -> Character.toString(found.group(1).charAt(0) + ASIDE));
        Map<String, String> links = new LinkedHashMap<>();
        LINK.matcher(aside).results().forEach(found -> links.putIfAbsent(found.group(2), found.group(1)));
        return links;
    }

    /** Without marks: bold loses its stars, a link its brackets, what is escaped its backslash. */
    public static String plain(String markdown) {
        String aside = ESCAPED.matcher(markdown)
                .replaceAll(found -> Character.toString(found.group(1).charAt(0) + ASIDE));
        String bare = LINK.matcher(aside.replace("**", "")).replaceAll("$1: $2");
        StringBuilder out = new StringBuilder();
        bare.chars().forEach(c -> out.append((char) (c >= ASIDE && c < ASIDE + 128 ? c - ASIDE : c)));
        return out.toString();
    }
}
