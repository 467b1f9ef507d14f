package io.dabiao.document.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.SheetVisibility;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.usermodel.WorkbookFactory;
import org.junit.jupiter.api.Test;

/**
 * Workbooks of the tests of Apache POI and of SheetJS, cell by cell beside POI's own model. What becomes of each stands in
 * {@code suites/workbooks.tsv}, with why it is so where the two do not agree.
 */
class WorkbookSuitesTest {

    private static final Path SUITES = Path.of("src", "test", "resources", "suites");
    private static final Path OUTCOMES = SUITES.resolve("workbooks.tsv");
    private static final WorkBudget BUDGET = WorkBudget.ofThisProcess();

    /** A spreadsheet keeps fifteen digits. */
    private static final double NEAR = 1e-14;

    private static final String AGREES = "agrees";

    /** What each cell with something in it says, by sheet and place. */
    private static final class Found implements SheetReader {

        private final Map<String, Map<String, CellValue>> sheets = new LinkedHashMap<>();
        private Map<String, CellValue> cells = Map.of();

        @Override
        public boolean begins(String name, boolean since1904) {
            cells = new TreeMap<>();
            sheets.put(name, cells);
            return true;
        }

        @Override
        public void row(int number, boolean hidden, List<CellValue> row) {
            for (int i = 0; i < row.size(); i++) {
                if (!row.get(i).equals(CellValue.EMPTY)) {
                    cells.put(place(number, i), row.get(i));
                }
            }
        }

        @Override
        public void merged(Region region) {
            // POI's model has merged cells as they are kept, too.
        }

        @Override
        public boolean ends() {
            return true;
        }
    }

    private static String place(int row, int column) {
        return org.apache.poi.ss.util.CellReference.convertNumToColString(column) + row;
    }

    @Test
    void workbooksAreReadAsPoisOwnModelReadsThem() throws IOException {
        Map<String, String> outcomes = new TreeMap<>();
        try (InputStream in = Files.newInputStream(SUITES.resolve("workbooks.zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry one = zip.getNextEntry(); one != null; one = zip.getNextEntry()) {
                if (!one.isDirectory()) {
                    outcomes.put(one.getName(), outcome(zip.readAllBytes()));
                }
            }
        }
        Map<String, Long> counted = outcomes.entrySet().stream()
                .collect(Collectors.groupingBy(
                        one -> one.getKey().replaceFirst("/.*", "") + ": "
                                + one.getValue().replaceFirst(":.*", ""),
                        TreeMap::new,
                        Collectors.counting()));
        System.out.println(counted);
        Map<String, String> reasons = new TreeMap<>();
        List<String> known = Files.exists(OUTCOMES) ? Files.readAllLines(OUTCOMES) : List.of();
        known.stream()
                .map(line -> line.split("\t", -1))
                .forEach(line -> reasons.put(line[0], line.length > 2 ? line[2] : ""));
        List<String> now = new ArrayList<>();
        outcomes.forEach((file, outcome) ->
                now.add(file + "\t" + outcome + (outcome.equals(AGREES) ? "" : "\t" + reasons.getOrDefault(file, ""))));
        if ("write".equals(System.getProperty("golden"))) {
            Files.write(OUTCOMES, now, StandardCharsets.UTF_8);
        }

        assertThat(now).containsExactlyElementsOf(Files.readAllLines(OUTCOMES));
        assertThat(now).as("each that does not agree says why").noneMatch(line -> line.endsWith("\t"));
    }

    private static String outcome(byte[] file) {
        Found found = new Found();
        String refused = "";
        try (WorkBudget.Place place = BUDGET.begin(Work.SPREADSHEET)) {
            Workbooks.read(file, found, place.allowance());
        } catch (IOException | Exceeded refusal) {
            refused = String.valueOf(refusal.getMessage()).replaceAll("\\s+", " ");
        }
        try (Workbook model = WorkbookFactory.create(new ByteArrayInputStream(file))) {
            return refused.isEmpty() ? compared(found, model) : "refused, read by POI: " + refused;
        } catch (IOException | RuntimeException none) {
            return refused.isEmpty()
                    ? "read, refused by POI: " + none.getClass().getSimpleName()
                    : "refused by both: " + refused;
        }
    }

    private static String compared(Found found, Workbook model) {
        List<String> differences = new ArrayList<>();
        int sheets = 0;
        for (int i = 0; i < model.getNumberOfSheets(); i++) {
            if (model.getSheetVisibility(i) != SheetVisibility.VISIBLE) {
                continue;
            }
            sheets++;
            String name = model.getSheetName(i);
            Map<String, CellValue> cells = new TreeMap<>(found.sheets.getOrDefault(name, Map.of()));
            for (Row row : model.getSheetAt(i)) {
                for (Cell cell : row) {
                    String place = place(row.getRowNum() + 1, cell.getColumnIndex());
                    CellValue ours = cells.remove(place);
                    if (!same(cell, ours)) {
                        differences.add(name + "!" + place + " " + said(cell) + " is " + ours);
                    }
                }
            }
            cells.forEach((place, value) -> differences.add(name + "!" + place + " nothing is " + value));
        }
        if (differences.isEmpty() && sheets != found.sheets.size()) {
            differences.add(sheets + " sheets are " + found.sheets.size());
        }
        return differences.isEmpty()
                ? AGREES
                : "differs: " + differences.size() + ", first "
                        + differences
                                .get(0)
                                .replaceAll("\\s+", " ")
                                .codePoints()
                                .limit(150)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
    }

    private static CellType type(Cell cell) {
        return cell.getCellType() == CellType.FORMULA ? cell.getCachedFormulaResultType() : cell.getCellType();
    }

    private static String said(Cell cell) {
        return switch (type(cell)) {
            case STRING -> "'" + cell.getStringCellValue() + "'";
            case NUMERIC -> BigDecimal.valueOf(cell.getNumericCellValue()).toPlainString();
            case BOOLEAN -> String.valueOf(cell.getBooleanCellValue());
            case ERROR -> FormulaError.forInt(cell.getErrorCellValue()).getString();
            default -> "nothing";
        };
    }

    private static boolean same(Cell cell, CellValue ours) {
        return switch (type(cell)) {
            case STRING ->
                ours == null
                        ? cell.getStringCellValue().isEmpty()
                        : ours instanceof CellValue.Text text && text.text().equals(cell.getStringCellValue());
            case NUMERIC ->
                ours instanceof CellValue.Number number
                        && Math.abs(number.value().doubleValue() - cell.getNumericCellValue())
                                <= NEAR * Math.abs(cell.getNumericCellValue());
            case BOOLEAN -> ours instanceof CellValue.Truth truth && truth.value() == cell.getBooleanCellValue();
            case ERROR ->
                ours instanceof CellValue.Text text
                        && text.text()
                                .equals(FormulaError.forInt(cell.getErrorCellValue())
                                        .getString());
            default -> ours == null;
        };
    }
}
