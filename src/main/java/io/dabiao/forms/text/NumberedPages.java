package io.dabiao.forms.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text without separators as document mirrors print it: in pieces of some hundred characters, each on a line with its number before it, so that
 * a break stands amid words and rows. The pieces are put together again. The lines stay where they are: those behind the first are empty.
 */
final class NumberedPages {

    private static final Pattern NUMBERED = Pattern.compile("^\\s*(\\d{1,3})、\\s?(.*)$");
    /** A list of points has shorter ones. */
    private static final int LONG = 150;

    private NumberedPages() {}

    static String joined(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int first = -1;
        int last = -1;
        int wanted = 1;
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Matcher numbered = NUMBERED.matcher(lines.get(i));
            boolean blank = lines.get(i).isBlank();
            boolean next = numbered.matches() && numbered.group(1).equals(String.valueOf(wanted));
            boolean full = next && numbered.group(2).length() > LONG;
            if (full || next && wanted > 1) {
                first = first < 0 ? i : first;
                last = i;
                wanted++;
                whole.append(numbered.group(2));
                if (!full) {
                    break; // The last one is as long as is left.
                }
            } else if (!blank && first >= 0) {
                break;
            }
        }
        return wanted < 3 ? text : String.join("\n", put(lines, first, last, whole.toString()));
    }

    private static List<String> put(List<String> lines, int first, int last, String whole) {
        lines.set(first, whole);
        for (int i = first + 1; i <= last; i++) {
            lines.set(i, "");
        }
        return lines;
    }
}
