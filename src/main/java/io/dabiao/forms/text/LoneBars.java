package io.dabiao.forms.text;

import io.dabiao.forms.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table as pages lose it whose cells hold paragraphs: each bar stands alone on its line, or at the beginning of one, and a cell may go over
 * several lines. Which cells are a row's cannot be told from it, so each is a row of its own. Not safe for use by several threads.
 */
final class LoneBars {

    private static final Pattern ONLY_BARS = Pattern.compile("[\\s\\u3000\\u00a0|]*\\|[\\s\\u3000\\u00a0|]*");
    private static final Pattern ONE_CELL = Pattern.compile("[\\s\\u3000\\u00a0]*\\|[^|]*");
    private static final int FEWEST = 6;

    private final List<List<Cell>> rows = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private int begun;
    /** Whether a bar was seen already. */
    private boolean within;

    private LoneBars() {}

    /** Whether lines with a bar have hardly anything else than it, or one cell behind it. */
    static boolean in(List<String> lines) {
        int lone = 0;
        int other = 0;
        int bars = 0;
        for (String line : lines) {
            if (line.indexOf('|') >= 0) {
                boolean only = ONLY_BARS.matcher(line).matches();
                bars += only ? 1 : 0;
                lone += only || ONE_CELL.matcher(line).matches() ? 1 : 0;
                other += only || ONE_CELL.matcher(line).matches() ? 0 : 1;
            }
        }
        return lone >= FEWEST && lone > 8 * other && bars > 1;
    }

    static List<List<Cell>> rows(List<String> lines) {
        LoneBars all = new LoneBars();
        for (int i = 0; i < lines.size(); i++) {
            all.line(lines.get(i), i + 1);
        }
        all.end();
        return all.rows;
    }

    private void line(String line, int number) {
        if (line.isBlank()) {
            end();
        } else if (ONLY_BARS.matcher(line).matches()) {
            within = true;
            end();
        } else {
            int bar = line.indexOf('|');
            if (bar >= 0 || !within) {
                end();
            }
            within |= bar >= 0;
            if (cell.isEmpty()) {
                begun = number;
            } else {
                cell.append('\n');
            }
            cell.append(line.substring(bar + 1).strip());
        }
    }

    private void end() {
        if (!cell.isEmpty()) {
            rows.add(List.of(new Cell(cell.toString(), begun, 0, "第" + begun + "行")));
            cell.setLength(0);
        }
    }
}
