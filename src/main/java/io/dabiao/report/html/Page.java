package io.dabiao.report.html;

import io.dabiao.report.Paper;
import io.dabiao.report.Paper.Block;
import io.dabiao.report.Paper.Cell;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A paper as well-formed XHTML: browsers show it, and the PDF is printed from it. */
public final class Page {

    /** The attribute of rows that go on below a label: their number in the document. */
    public static final String ROW = "data-row";

    /** Room for a chart's bars, in points. */
    private static final double HIGH = 56;

    private static final String STYLE = """
            @page { size: A4 landscape; margin: 14mm 12mm 15mm 12mm;
              @bottom-center { content: PAGES; font-family: Paper; font-size: 8pt; }
              @top-right { content: "MARK"; font-family: Paper; font-size: 9pt; color: #a00; } }
            body { font-family: Paper, "Noto Sans SC", "Microsoft YaHei", sans-serif; font-size: 8.5pt; line-height: 1.35; color: #111; }
            h1 { font-size: 16pt; text-align: center; font-weight: normal; margin: 0 0 2pt 0; }
            .subtitle { text-align: center; font-size: 10pt; margin-bottom: 6pt; }
            h2 { font-size: 10pt; font-weight: normal; margin: 9pt 0 3pt 0; page-break-after: avoid; border-left: 3pt solid #2a5d9c; padding-left: 4pt; }
            table { border-collapse: collapse; width: 100%; table-layout: fixed; -fs-table-paginate: paginate; margin-bottom: 5pt; }
            tr { page-break-inside: avoid; }
            td { border: 0.6pt solid #444; padding: 2pt 3pt; vertical-align: middle; word-wrap: break-word; overflow-wrap: break-word; white-space: pre-line; }
            td.label { background: #f0f3f7; text-align: center; }
            td.number { text-align: right; }
            td.centred { text-align: center; }
            td.continues { border-top-style: none; }
            td.continued { border-bottom-style: none; }
            p { margin: 3pt 0; white-space: pre-line; }
            .signature { margin-top: 10pt; page-break-inside: avoid; }
            .signature td { border: 0; width: 25%; }
            .page { page-break-before: always; }
            .chart { position: relative; height: 86pt; margin: 2pt 0 6pt 0; page-break-inside: avoid; border-bottom: 0; font-size: 6.5pt; }
            .chart div { position: absolute; }
            .bar { background: #2a5d9c; }
            .line { border-top: 1pt dashed #c33; height: 0; }
            .caption { text-align: center; white-space: nowrap; }
            .keep { page-break-inside: avoid; }
            """;

    private final Paper paper;
    private final Set<Integer> again;
    private int rows;
    private final StringBuilder out = new StringBuilder();
    private boolean kept;

    private Page(Paper paper, Set<Integer> again) {
        this.paper = paper;
        this.again = again;
    }

    /** The whole document. */
    public static String of(Paper paper) {
        return of(paper, Set.of());
    }

    /**
     * The whole document as it breaks over pages.
     *
     * @param again the rows, by their {@link #ROW} attribute, that print the labels which they go on below once more,
     *     since they stand first on a page
     */
    public static String of(Paper paper, Set<Integer> again) {
        return new Page(paper, again).written();
    }

    private String written() {
        String pages = '"' + paper.page("\" counter(page) \"", "\" counter(pages) \"") + '"';
        out.append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"")
                .append(paper.tag())
                .append("\"><head><meta charset=\"UTF-8\"/><title>")
                .append(escaped(paper.title()))
                .append("</title><style>\n")
                .append(STYLE.replace("PAGES", pages.replace(" \"\"", ""))
                        .replace("MARK", paper.mark().replace("\"", "")))
                .append("</style></head><body>\n<h1>")
                .append(escaped(paper.title()))
                .append("</h1><div class=\"subtitle\">")
                .append(escaped(paper.subtitle() + (paper.mark().isEmpty() ? "" : "  " + paper.mark())))
                .append("</div>\n");
        paper.blocks().forEach(this::block);
        return out.append(kept ? "</div>\n" : "").append("</body></html>\n").toString();
    }

    private void block(Block block) {
        boolean ends =
                block instanceof Paper.Heading || block instanceof Paper.NewPage || block instanceof Paper.Signature;
        if (ends && kept) {
            out.append("</div>\n");
            kept = false;
        }
        if (block instanceof Paper.Heading heading) {
            kept = true; // What a heading announces stays on its page where it fits on one.
            out.append("<div class=\"keep\"><h2>")
                    .append(escaped(heading.text()))
                    .append("</h2>\n");
        } else if (block instanceof Paper.Prose prose) {
            out.append("<p>").append(escaped(prose.text())).append("</p>\n");
        } else if (block instanceof Paper.NewPage) {
            out.append("<div class=\"page\"></div>\n");
        } else if (block instanceof Paper.Signature signature) {
            out.append("<table class=\"signature\"><tr>");
            signature
                    .lines()
                    .forEach(line -> out.append("<td>").append(escaped(line)).append("</td>"));
            out.append("</tr></table>\n");
        } else if (block instanceof Paper.Table table) {
            table(table);
        } else if (block instanceof Paper.Chart chart) {
            chart(chart);
        }
    }

    private void table(Paper.Table table) {
        int all = table.widths().stream().mapToInt(Integer::intValue).sum();
        out.append("<table><colgroup>");
        table.widths()
                .forEach(width ->
                        out.append(String.format(Locale.ROOT, "<col style=\"width:%.2f%%\"/>", 100.0 * width / all)));
        out.append("</colgroup>");
        Map<Integer, Cell> labels = new HashMap<>();
        for (int row = 0; row < table.rows().size(); row++) {
            out.append(row == 0 && table.header() > 0 ? "<thead>" : row == table.header() ? "<tbody>" : "");
            List<Cell> cells = table.rows().get(row);
            rows++;
            out.append(cells.stream().anyMatch(Cell::continues) ? "<tr " + ROW + "=\"" + rows + "\">" : "<tr>");
            List<Cell> below = row + 1 < table.rows().size() ? table.rows().get(row + 1) : List.of();
            int column = 0;
            for (Cell cell : cells) {
                if (!cell.continues()) {
                    labels.put(column, cell);
                }
                cell(cell, shown(table, row, column, cell, labels), continuesBelow(below, column, cell.span()));
                column += cell.span();
            }
            out.append("</tr>\n");
            out.append(row + 1 == table.header() ? "</thead>" : "");
        }
        out.append("</tbody></table>\n");
    }

    /**
     * What a cell prints. A label over several rows stands in the middle one of those that are on a page together: a cell of many rows
     * could not break over pages.
     */
    private String shown(Paper.Table table, int row, int column, Cell cell, Map<Integer, Cell> labels) {
        Cell label = labels.get(column);
        boolean several = cell.continues()
                || row + 1 < table.rows().size() && continuesBelow(table.rows().get(row + 1), column, cell.span());
        if (label == null || !several || label.look() != Paper.Look.LABEL) {
            return cell.text();
        }
        int first = row;
        while (goesOn(table, first, column, cell.span()) && !again.contains(rows - (row - first))) {
            first--;
        }
        int last = row;
        while (last + 1 < table.rows().size()
                && goesOn(table, last + 1, column, cell.span())
                && !again.contains(rows + last + 1 - row)) {
            last++;
        }
        return row == first + (last - first) / 2 ? label.text() : "";
    }

    /** Whether a row's cell is one with the cell above. */
    private static boolean goesOn(Paper.Table table, int row, int column, int span) {
        return row > 0 && continuesBelow(table.rows().get(row), column, span);
    }

    /** A label over several rows is printed once and its lines left out: a cell of many rows could not break over pages. */
    private static boolean continuesBelow(List<Cell> below, int column, int span) {
        int at = 0;
        for (Cell cell : below) {
            if (at == column) {
                return cell.continues() && cell.span() == span;
            }
            at += cell.span();
        }
        return false;
    }

    private void cell(Cell cell, String shown, boolean continued) {
        out.append("<td class=\"")
                .append(cell.look().name().toLowerCase(Locale.ROOT))
                .append(cell.continues() ? " continues" : "")
                .append(continued ? " continued" : "")
                .append('"');
        if (cell.span() > 1) {
            out.append(" colspan=\"").append(cell.span()).append('"');
        }
        out.append('>').append(escaped(shown)).append("</td>");
    }

    private void chart(Paper.Chart chart) {
        BigDecimal top = chart.values().stream()
                .filter(Objects::nonNull)
                .reduce(chart.target() == null ? BigDecimal.ZERO : chart.target(), BigDecimal::max);
        if (top.signum() <= 0) {
            top = BigDecimal.ONE;
        }
        out.append("<div class=\"chart\">");
        at(
                "caption",
                0,
                0,
                30,
                9,
                "left:0;text-align:left;",
                chart.title() + (chart.unit().isEmpty() ? "" : "（" + chart.unit() + "）"));
        double width = 92.0 / Math.max(1, chart.values().size());
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < chart.values().size(); i++) {
            double left = i * width;
            BigDecimal value = chart.values().get(i);
            at(
                    "caption",
                    left,
                    0,
                    width,
                    9,
                    "bottom:0;top:auto;",
                    chart.labels().get(i));
            if (value != null) {
                double high = share(value, top) * HIGH;
                out.append(String.format(
                        Locale.ROOT,
                        "<div class=\"bar\" style=\"left:%.2f%%;width:%.2f%%;bottom:11pt;height:%.2fpt\"></div>",
                        left + width * 0.2,
                        width * 0.6,
                        Math.max(0.4, high)));
                // Above the target's line, which else goes through them.
                numbers.append(String.format(
                        Locale.ROOT,
                        "<div class=\"caption\" style=\"left:%.2f%%;width:%.2f%%;bottom:%.2fpt;height:8pt\">%s</div>",
                        left,
                        width,
                        11.5 + high,
                        escaped(chart.shown(value))));
            }
        }
        if (chart.target() != null) {
            double high = share(chart.target(), top) * HIGH;
            out.append(String.format(
                    Locale.ROOT, "<div class=\"line\" style=\"left:0;width:92%%;bottom:%.2fpt\"></div>", 11 + high));
            out.append(String.format(
                    Locale.ROOT,
                    "<div class=\"caption\" style=\"left:92.5%%;width:7.5%%;bottom:%.2fpt;height:8pt;text-align:left;color:#c33\">%s</div>",
                    7 + high,
                    escaped(paper.target() + " " + chart.target().toPlainString())));
        }
        out.append(numbers);
        out.append("</div>\n");
    }

    private void at(String kind, double left, double top, double width, double height, String more, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<div class=\"%s\" style=\"left:%.2f%%;top:%.0fpt;width:%.2f%%;height:%.0fpt;%s\">%s</div>",
                kind,
                left,
                top,
                width,
                height,
                more,
                escaped(text)));
    }

    private static double share(BigDecimal value, BigDecimal top) {
        return Math.max(0, value.divide(top, MathContext.DECIMAL32).doubleValue());
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    if (c >= ' ' || c == '\n') {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
