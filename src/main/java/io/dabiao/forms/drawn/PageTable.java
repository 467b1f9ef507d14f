package io.dabiao.forms.drawn;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Cells;
import io.dabiao.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One page: its ruled lines make the cells, and a label merged over rows belongs to the first of them. */
public final class PageTable {

    private static final float NEAR = 3f;
    private static final float COVERS = 0.6f;
    /** Wider than this many characters, a gap parts cells where no line does. */
    private static final float GAP = 1.2f;
    /** Wider than this part of a character, a gap is a space. */
    private static final float SPACE = 0.15f;

    /**
     * Office programs set a quarter of a character between Han and Latin where no space was written: there a narrow gap is a
     * space only where the text layer has one.
     */
    private static final float BESIDE_HAN = 0.4f;

    /** Columns times rows; a page of a form has a few hundred cells. */
    private static final int MOST_CELLS = 100_000;

    private final Allowance allowance;
    private final List<Glyph> glyphs;
    private final List<Ruling> rulings;
    private final int page;
    private final List<Float> xs;
    private final List<Float> ys;

    /** @param allowance asked at each cell */
    public PageTable(List<Glyph> glyphs, List<Ruling> rulings, int page, Allowance allowance) {
        this.allowance = allowance;
        this.glyphs = glyphs;
        this.rulings = rulings;
        this.page = page;
        xs = clustered(rulings.stream()
                .filter(line -> !line.horizontal())
                .map(Ruling::x1)
                .toList());
        ys = clustered(
                rulings.stream().filter(Ruling::horizontal).map(Ruling::y1).toList());
    }

    private static List<Float> clustered(List<Float> values) {
        List<Float> clusters = new ArrayList<>();
        for (float value : values.stream().sorted().toList()) {
            if (clusters.isEmpty() || value - clusters.get(clusters.size() - 1) > NEAR) {
                clusters.add(value);
            }
        }
        return clusters;
    }

    /**
     * The rows of the ruled table among all rows.
     *
     * @param to behind the last one; where it is {@code from}, there is none
     */
    public record Extent(int from, int to, int columns) {}

    /** Adds the rows of the page. */
    public Extent appendTo(Cells rows) {
        if (xs.size() < 2 || ys.size() < 2) {
            lines(glyphs, rows);
            return new Extent(rows.size(), rows.size(), 0);
        }
        float top = ys.get(0);
        float bottom = ys.get(ys.size() - 1);
        lines(glyphs.stream().filter(glyph -> glyph.centre() < top).toList(), rows);
        int from = rows.size();
        cells(
                glyphs.stream()
                        .filter(glyph -> glyph.centre() >= top && glyph.centre() <= bottom)
                        .toList(),
                rows);
        int to = rows.size();
        lines(glyphs.stream().filter(glyph -> glyph.centre() > bottom).toList(), rows);
        return new Extent(from, to, xs.size() - 1);
    }

    private void cells(List<Glyph> inside, Cells rows) {
        int columns = xs.size() - 1;
        int bands = ys.size() - 1;
        if ((long) columns * bands > MOST_CELLS) {
            throw new Exceeded(ErrorCode.TOO_MUCH_ON_A_PAGE, "a page has more than " + MOST_CELLS + " ruled cells");
        }
        int[] owner = new int[columns * bands];
        for (int i = 0; i < owner.length; i++) {
            owner[i] = i;
        }
        for (int band = 0; band < bands; band++) {
            for (int column = 0; column < columns; column++) {
                allowance.check();
                int here = band * columns + column;
                if (column + 1 < columns && !ruledBetween(column + 1, band)) {
                    join(owner, here, here + 1);
                }
                if (band + 1 < bands && !ruledBelow(column, band)) {
                    join(owner, here, here + columns);
                }
            }
        }
        Map<Integer, List<Glyph>> byCell = new TreeMap<>();
        for (Glyph glyph : inside) {
            int column = interval(xs, glyph.middle());
            int band = interval(ys, glyph.centre());
            byCell.computeIfAbsent(root(owner, band * columns + column), none -> new ArrayList<>())
                    .add(glyph);
        }
        Map<Integer, List<Integer>> byBand = new TreeMap<>();
        byCell.keySet()
                .forEach(cell -> byBand.computeIfAbsent(cell / columns, none -> new ArrayList<>())
                        .add(cell));
        byBand.forEach((band, cells) -> emit(cells, byCell, columns, rows));
    }

    private void emit(List<Integer> cells, Map<Integer, List<Glyph>> byCell, int columns, Cells rows) {
        if (cells.size() == 1 && cells.get(0) % columns == 0 && columns > 1) {
            lines(byCell.get(cells.get(0)), rows); // As wide as the table, or between two: a title, or prose.
            return;
        }
        List<Cell> row = new ArrayList<>();
        int line = rows.size() + 1;
        for (int cell : cells) {
            row.add(new Cell(text(byCell.get(cell)), line, cell % columns, "第" + page + "页第" + line + "行"));
        }
        rows.add(row);
    }

    /** The least of its parts stands for a cell: its top left. */
    private static void join(int[] owner, int one, int other) {
        int a = root(owner, one);
        int b = root(owner, other);
        owner[Math.max(a, b)] = Math.min(a, b);
    }

    private static int root(int[] owner, int cell) {
        int root = cell;
        while (owner[root] != root) {
            root = owner[root];
        }
        return root;
    }

    private static int interval(List<Float> edges, float value) {
        for (int i = 1; i < edges.size() - 1; i++) {
            if (value < edges.get(i)) {
                return i - 1;
            }
        }
        return edges.size() - 2;
    }

    private boolean ruledBetween(int edge, int band) {
        float x = xs.get(edge);
        return covered(
                rulings.stream()
                        .filter(line -> !line.horizontal() && Math.abs(line.x1() - x) <= NEAR)
                        .map(line -> new float[] {line.y1(), line.y2()})
                        .toList(),
                ys.get(band),
                ys.get(band + 1));
    }

    private boolean ruledBelow(int column, int band) {
        float y = ys.get(band + 1);
        return covered(
                rulings.stream()
                        .filter(line -> line.horizontal() && Math.abs(line.y1() - y) <= NEAR)
                        .map(line -> new float[] {line.x1(), line.x2()})
                        .toList(),
                xs.get(column),
                xs.get(column + 1));
    }

    private static boolean covered(List<float[]> lines, float from, float to) {
        double all = 0;
        for (float[] line : lines) {
            all = Math.max(all, Math.min(line[1], to) - Math.max(line[0], from));
        }
        return all >= COVERS * (to - from);
    }

    private static List<List<Glyph>> byLine(List<Glyph> glyphs) {
        List<List<Glyph>> lines = new ArrayList<>();
        List<Glyph> sorted =
                glyphs.stream().sorted(Comparator.comparing(Glyph::y)).toList();
        for (Glyph glyph : sorted) {
            List<Glyph> last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
            if (last == null || glyph.y() - last.get(0).y() > 0.6 * glyph.size()) {
                last = new ArrayList<>();
                lines.add(last);
            }
            last.add(glyph);
        }
        lines.forEach(line -> line.sort(Comparator.comparing(Glyph::x)));
        return lines;
    }

    private static String text(List<Glyph> glyphs) {
        StringBuilder text = new StringBuilder();
        for (List<Glyph> line : byLine(glyphs)) {
            Glyph before = null;
            for (Glyph glyph : line) {
                text.append(spaced(before, glyph) ? " " : "").append(glyph.text());
                before = glyph;
            }
        }
        return text.toString();
    }

    private static boolean spaced(Glyph before, Glyph glyph) {
        if (before == null) {
            return false;
        }
        boolean gapOnly = han(before) != han(glyph) && !glyph.apart();
        return glyph.x() - before.x() - before.width() > (gapOnly ? BESIDE_HAN : SPACE) * glyph.size();
    }

    private static boolean han(Glyph glyph) {
        return Character.isIdeographic(glyph.text().codePointAt(glyph.text().length() - 1));
    }

    /** Without ruled lines: gaps part the cells. */
    private void lines(List<Glyph> outside, Cells rows) {
        for (List<Glyph> line : byLine(outside)) {
            allowance.step();
            List<Cell> row = new ArrayList<>();
            int number = rows.size() + 1;
            StringBuilder text = new StringBuilder();
            Glyph before = null;
            for (Glyph glyph : line) {
                if (before != null && glyph.x() - before.x() - before.width() > GAP * glyph.size()) {
                    row.add(new Cell(text.toString(), number, row.size(), "第" + page + "页第" + number + "行"));
                    text.setLength(0);
                }
                text.append(!text.isEmpty() && spaced(before, glyph) ? " " : "").append(glyph.text());
                before = glyph;
            }
            row.add(new Cell(text.toString(), number, row.size(), "第" + page + "页第" + number + "行"));
            rows.add(row);
        }
    }
}
