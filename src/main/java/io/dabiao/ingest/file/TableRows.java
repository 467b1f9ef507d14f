package io.dabiao.ingest.file;

import io.dabiao.budget.Allowance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of a table whose first filled row names its columns, from CSV or a workbook. */
public final class TableRows {

    private TableRows() {}

    /**
     * A row below the header.
     *
     * @param number as a spreadsheet shows it, from 1
     * @param cells filled ones, by their columns' names
     */
    public record Line(int number, Map<String, String> cells) {}

    /** @throws IOException where it is no table that can be read */
    public static List<Line> read(byte[] file, Allowance allowance) throws IOException {
        try {
            Sheet sheet = Sheet.read(file, any -> !any.rows().isEmpty(), allowance);
            List<Line> lines = new ArrayList<>();
            if (sheet.rows().isEmpty()) {
                return lines;
            }
            List<String> header = sheet.rows().get(0).cells();
            for (Sheet.SheetRow row : sheet.rows().subList(1, sheet.rows().size())) {
                Map<String, String> cells = new LinkedHashMap<>();
                for (int i = 0; i < header.size(); i++) {
                    if (!row.cell(i).isBlank() && !header.get(i).isBlank()) {
                        cells.putIfAbsent(header.get(i).strip(), row.cell(i).strip());
                    }
                }
                lines.add(new Line(row.number(), cells));
            }
            return lines;
        } catch (Unfit unfit) {
            throw new IOException(unfit.getMessage(), unfit);
        }
    }

    /** The names of the columns that at least one row of the table fills. */
    public static List<String> columns(List<Line> lines) {
        return lines.stream()
                .flatMap(line -> line.cells().keySet().stream())
                .distinct()
                .toList();
    }
}
