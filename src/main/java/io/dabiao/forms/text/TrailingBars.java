package io.dabiao.forms.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as pages lose it whose lines each end with a bar: a line without one goes on in the next, as in 网球 and, below it, 公开赛 |. The lines
 * stay where they are: those before are empty, so that places in the source are right.
 */
final class TrailingBars {

    private static final int FEWEST = 6;
    private static final double MOSTLY = 0.9;
    private static final int LONGEST = 40;
    private static final int MOST_PIECES = 5;

    private TrailingBars() {}

    static String joined(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (!in(lines)) {
            return text;
        }
        for (int i = 0; i < lines.size(); i++) {
            int end = i;
            while (end < lines.size() && end - i < MOST_PIECES && piece(lines.get(end))) {
                end++;
            }
            boolean cell = end > i && end < lines.size() && i > 0 && barBehind(lines.get(i - 1));
            if (cell && barBehind(lines.get(end))) {
                StringBuilder whole = new StringBuilder();
                for (int k = i; k < end; k++) {
                    whole.append(lines.get(k).strip());
                    lines.set(k, "");
                }
                lines.set(end, whole + lines.get(end).strip());
            }
            i = Math.max(i, end);
        }
        return String.join("\n", lines);
    }

    /** Whether nearly all lines with a bar end with one, and hardly any begins with one and goes on. */
    private static boolean in(List<String> lines) {
        int bars = 0;
        int behind = 0;
        for (String line : lines) {
            if (line.indexOf('|') >= 0) {
                bars++;
                behind += barBehind(line) ? 1 : 0;
            }
        }
        return bars >= FEWEST && behind > MOSTLY * bars;
    }

    private static boolean barBehind(String line) {
        return line.strip().endsWith("|");
    }

    private static boolean piece(String line) {
        return !line.isBlank() && line.indexOf('|') < 0 && line.strip().length() <= LONGEST;
    }
}
