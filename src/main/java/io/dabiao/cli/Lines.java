package io.dabiao.cli;

import java.util.ArrayList;
import java.util.List;

/** What two texts have otherwise, line by line. */
final class Lines {

    /** A table of so many lines by so many is work; of longer texts all is shown as other. */
    private static final int MOST = 4_000;

    private Lines() {}

    /** Lines that went, with {@code - } before them, and that came, with {@code + }; what both have is left out. */
    static List<String> otherwise(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        if (old.size() > MOST || now.size() > MOST) {
            return List.of("- " + old.size() + " lines", "+ " + now.size() + " lines");
        }
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                i++;
                j++;
            } else if (j == now.size() || i < old.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add("- " + old.get(i++));
            } else {
                lines.add("+ " + now.get(j++));
            }
        }
        return lines;
    }
}
