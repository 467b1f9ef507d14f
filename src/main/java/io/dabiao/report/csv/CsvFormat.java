package io.dabiao.report.csv;

import io.dabiao.document.CsvLine;
import io.dabiao.report.Format;
import io.dabiao.report.Paper;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The paper's tables, one after another, parted by an empty line; numbers without separators, what is merged repeated. With a
 * byte order mark, without which Excel takes UTF-8 for something else.
 */
@ApplicationScoped
public class CsvFormat implements Format {

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String mediaType() {
        return "text/csv";
    }

    @Override
    public byte[] render(Paper paper) {
        StringBuilder out = new StringBuilder("\uFEFF");
        for (Paper.Block block : paper.blocks()) {
            if (block instanceof Paper.Table table) {
                append(table, out);
            } else if (block instanceof Paper.Heading heading) {
                out.append(CsvLine.of(List.of(heading.text())));
            }
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(Paper.Table table, StringBuilder out) {
        String[] above = new String[table.widths().size()];
        for (var row : table.rows()) {
            String[] cells = new String[above.length];
            int column = 0;
            for (Paper.Cell cell : row) {
                String value = cell.number() != null ? cell.number().toPlainString() : cell.text();
                cells[column] = cell.continues() && above[column] != null ? above[column] : value;
                for (int i = 1; i < cell.span(); i++) {
                    cells[column + i] = "";
                }
                column += cell.span();
            }
            out.append(CsvLine.of(Arrays.asList(cells)));
            above = cells;
        }
        out.append("\r\n");
    }
}
