package io.dabiao.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.text.Language;
import io.dabiao.report.Paper;
import io.dabiao.report.csv.CsvFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(\"http://x/?\"&A1,\"x\")",
                "=1+1\nx",
                "-1+1+cmd|' /C calc'!A0",
                "+1+1",
                "@SUM(A1)",
                "-",
                "--1",
                "-1 ",
                "-1%",
                "+8613800000000x",
                "\ttext",
                "\rtext",
                " \t=1",
                "  =1",
                "\n=1",
                "\u3000=1",
                "\u00A0=1",
                "\u200B=1",
                "\uFEFF=1",
                "\0=1",
                "＝1+1",
                "＋1",
                "－1+1",
                "＠SUM(A1)",
                " ＝1"
            })
    void whatASpreadsheetWouldRunIsKeptAsText(String text) {
        String cell = CsvLine.cell(text);
        String inside = cell.startsWith("\"") ? cell.substring(1) : cell;
        assertThat(inside).startsWith("'");
        assertThat(inside.replace("\"\"", "\"")).startsWith("'" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "+1", "-12.50", "0", "1,5", "text", "a=b", "1-2", "'quoted", "", " ", "热线－接听", "12 ="})
    void numbersAndOtherTextsStayAsTheyAre(String text) {
        assertThat(CsvLine.cell(text).replaceAll("^\"|\"$", "")).isEqualTo(text);
    }

    @Test
    void cellsArePartedByCommasAndQuotedWhereAnyCountrysSpreadsheetWouldPartThem() {
        assertThat(CsvLine.of(List.of("a", "b,c", "d;=1", "e\tf", "g\"h", "i\nj")))
                .isEqualTo("a,\"b,c\",\"d;=1\",\"e\tf\",\"g\"\"h\",\"i\nj\"\r\n");
    }

    @Test
    void aPaperAndItsHeadingsAreGuardedAndItsNumbersAreNumbers() {
        Paper paper = new Paper(
                "title",
                "",
                "",
                Language.EN,
                List.of(
                        new Paper.Heading("=1+1"),
                        new Paper.Table(
                                List.of(1, 1),
                                1,
                                List.of(List.of(
                                        Paper.Cell.text(" =HYPERLINK(\"http://x\")"),
                                        new Paper.Cell(
                                                "-3",
                                                new java.math.BigDecimal("-3"),
                                                null,
                                                Paper.Look.NUMBER,
                                                1,
                                                false))))));
        assertThat(new String(new CsvFormat().render(paper), StandardCharsets.UTF_8))
                .isEqualTo("\uFEFF'=1+1\r\n\"' =HYPERLINK(\"\"http://x\"\")\",-3\r\n\r\n");
    }

    /** What makes a file of this type without writing its cells here would not be guarded. */
    @Test
    void everyMakerOfCsvWritesItsCellsHere() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<String> makers = sources.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> says(path, "text/csv") || says(path, "byte[] csv()"))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
            // Templates hands out what Template makes.
            assertThat(makers).containsExactlyInAnyOrder("CsvFormat.java", "Template.java", "Templates.java");
        }
        for (String maker : List.of("report/csv/CsvFormat.java", "ingest/file/Template.java")) {
            assertThat(Files.readString(Path.of("src/main/java/io/dabiao", maker)))
                    .contains("CsvLine.of(");
        }
    }

    private static boolean says(Path path, String text) {
        try {
            // What the description of the API says of a type makes no file.
            return Files.readString(path)
                    .lines()
                    .filter(line -> !line.contains("@Content("))
                    .anyMatch(line -> line.contains(text));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
