package io.dabiao.page.reports;

import io.dabiao.report.Paper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A paper as a page shows it: the same blocks as in the file, without a style of their own, which a page's policy would forbid.
 *
 * @param mark such as 草稿; empty for nothing
 */
public record Sheet(String title, String subtitle, String mark, List<Block> blocks) {

    /** What a block is. */
    public enum What {
        HEADING,
        PROSE,
        SIGNATURE,
        TABLE,
        CHART
    }

    /**
     * One block; what does not belong to its kind is empty.
     *
     * @param columns their widths in percent
     */
    public record Block(
            What what,
            String text,
            List<String> lines,
            List<Integer> columns,
            List<List<Field>> head,
            List<List<Field>> rows,
            List<Bar> bars,
            int target,
            String targetWords) {}

    /** @param heads whether it is a label of what stands to its right */
    public record Field(String text, boolean heads, String look, int span) {}

    /**
     * A bar of a chart of a hundred units of height.
     *
     * @param height 0 where there is no value
     * @param shown its value in digits; empty where there is none
     * @param over the base line of {@code shown}
     */
    public record Bar(int x, int middle, int y, int height, String label, String shown, int over) {}

    /** Each month has so much room, and its bar so much of it. */
    private static final int BAR = 60;

    private static final int WIDE = 36;
    private static final int GAP = 3;
    private static final int HIGH = 100;

    static Sheet of(Paper paper) {
        List<Block> blocks = new ArrayList<>();
        for (Paper.Block block : paper.blocks()) {
            if (block instanceof Paper.Heading heading) {
                blocks.add(text(What.HEADING, heading.text()));
            } else if (block instanceof Paper.Prose prose) {
                blocks.add(text(What.PROSE, prose.text()));
            } else if (block instanceof Paper.Signature signature) {
                blocks.add(new Block(
                        What.SIGNATURE, "", signature.lines(), List.of(), List.of(), List.of(), List.of(), 0, ""));
            } else if (block instanceof Paper.Table table) {
                blocks.add(table(table));
            } else if (block instanceof Paper.Chart chart) {
                blocks.add(chart(chart));
            }
        }
        return new Sheet(paper.title(), paper.subtitle(), paper.mark(), blocks);
    }

    private static Block text(What what, String text) {
        return new Block(what, text, List.of(), List.of(), List.of(), List.of(), List.of(), 0, "");
    }

    private static Block table(Paper.Table table) {
        int all = table.widths().stream().mapToInt(Integer::intValue).sum();
        List<List<Field>> rows = table.rows().stream().map(Sheet::row).toList();
        return new Block(
                What.TABLE,
                "",
                List.of(),
                table.widths().stream().map(width -> 100 * width / all).toList(),
                rows.subList(0, table.header()),
                rows.subList(table.header(), rows.size()),
                List.of(),
                0,
                "");
    }

    private static List<Field> row(List<Paper.Cell> cells) {
        List<Field> row = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Paper.Cell cell = cells.get(i);
            boolean heads = label(cell) && i + 1 < cells.size() && !label(cells.get(i + 1));
            row.add(new Field(
                    cell.text(),
                    heads,
                    cell.look().name().toLowerCase(Locale.ROOT) + (cell.continues() ? " continues" : ""),
                    cell.span()));
        }
        return row;
    }

    private static boolean label(Paper.Cell cell) {
        return cell.look() == Paper.Look.LABEL && !cell.text().isEmpty();
    }

    private static Block chart(Paper.Chart chart) {
        BigDecimal top = chart.values().stream()
                .filter(Objects::nonNull)
                .reduce(chart.target() == null ? BigDecimal.ZERO : chart.target(), BigDecimal::max);
        BigDecimal whole = top.signum() <= 0 ? BigDecimal.ONE : top;
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < chart.values().size(); i++) {
            BigDecimal value = chart.values().get(i);
            int height = value == null ? 0 : Math.max(1, height(value, whole));
            bars.add(new Bar(
                    i * BAR + (BAR - WIDE) / 2,
                    i * BAR + BAR / 2,
                    HIGH - height,
                    height,
                    chart.labels().get(i),
                    value == null ? "" : shown(value),
                    HIGH - height - GAP));
        }
        String unit = chart.unit().isEmpty() ? "" : " (" + chart.unit() + ")";
        return new Block(
                What.CHART,
                chart.title() + unit,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                bars,
                chart.target() == null ? -1 : HIGH - height(chart.target(), whole),
                chart.target() == null ? "" : shown(chart.target()));
    }

    private static int height(BigDecimal value, BigDecimal whole) {
        return Math.max(
                0,
                value.multiply(BigDecimal.valueOf(HIGH))
                        .divide(whole, MathContext.DECIMAL32)
                        .intValue());
    }

    private static String shown(BigDecimal value) {
        return io.dabiao.page.Numbers.shown(value);
    }
}
