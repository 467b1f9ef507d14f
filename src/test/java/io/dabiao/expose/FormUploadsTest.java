package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Bombs;
import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent as a form, the answer is a draft or says in words what is wrong with the file. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
@Guard
class FormUploadsTest {

    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
    private static final String WORD = OFFICE + "wordprocessingml.document";
    private static final String EXCEL = OFFICE + "spreadsheetml.sheet";
    private static final String PDF = "application/pdf";
    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final String FORMS = "src/test/resources/forms/other/";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a Word document, 30",
        "a workbook, 30",
        "a PDF of a browser, 15",
        "a PDF of an office, 15",
        "a text, 30",
        "an older document, 15",
        "an OpenDocument text, 15"
    })
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aBrokenFormIsADraftOrARefusalAndNeverAFailure(String what, int times) throws IOException {
        String type = switch (what) {
            case "a Word document" -> WORD;
            case "a workbook" -> EXCEL;
            case "a text" -> TEXT;
            case "an older document" -> "application/msword";
            case "an OpenDocument text" -> "application/vnd.oasis.opendocument.text";
            default -> PDF;
        };
        byte[] whole = switch (what) {
            case "a Word document" -> file("county-preschool-office.docx");
            case "a workbook" -> workbook();
            case "an older document" -> file("../kinds/police.doc");
            case "an OpenDocument text" -> file("../kinds/police.odt");
            case "a PDF of a browser" -> file("county-preschool-browser.pdf");
            case "a PDF of an office" -> file("water-self-assessment-office.pdf");
            default -> file("county-preschool.txt");
        };
        assertThat(indicators(draft(type, whole))).as("the whole one").isPositive();
        Random random = new Random(6);
        boolean zip = type.equals(WORD) || type.equals(EXCEL);
        for (int i = 0; i < times; i++) {
            // Every other package is broken inside, where its checksums hold and its parts are read.
            byte[] broken = zip && i % 2 == 1 ? repacked(whole, random) : broken(whole, random);
            assertAnswered(draft(type, broken), what + " broken the " + i + ". time");
        }
        // And whatever one kind is sent as another.
        for (String other : List.of(WORD, EXCEL, PDF, TEXT)) {
            assertAnswered(draft(other, whole), what + " as " + other);
        }
    }

    private static void assertAnswered(Response answer, String what) {
        assertThat(answer.statusCode()).as(what + ": " + answer.asString()).isIn(200, 400, 413, 422);
        if (answer.statusCode() == 200) {
            assertThat(answer.jsonPath().getList("projects")).as(what).isNotNull();
        } else {
            assertThat(answer.contentType()).as(what).startsWith(PROBLEM);
            assertThat(answer.jsonPath().getString("detail"))
                    .as(what)
                    .isNotBlank()
                    .doesNotContain("null")
                    .doesNotContain("Exception");
        }
    }

    /** Each wants much of the one who reads it; what it gets is words, within seconds. */
    static Stream<Arguments> bombs() {
        return Stream.of(
                Arguments.of("190,000 paragraphs", WORD, Bombs.paragraphs(190_000)),
                Arguments.of("a million paragraphs", WORD, Bombs.paragraphs(1_000_000)),
                Arguments.of("90 MB of one text", EXCEL, Bombs.oneText(90)),
                Arguments.of("90 MB of texts", EXCEL, Bombs.manyTexts(90)),
                Arguments.of("30,000 cells that name one text", EXCEL, Bombs.sharedByCells(30_000)),
                Arguments.of("a tag of 90 MB", EXCEL, Bombs.longTag(90)),
                Arguments.of("250 pages of 10 MB", PDF, Bombs.pages(250, 10)),
                Arguments.of("a stream of 190 MB", PDF, Bombs.pages(1, 190)),
                Arguments.of("a stream packed twice", PDF, Bombs.packedTwice(500)),
                Arguments.of("a stream called a picture", PDF, Bombs.calledAPicture(190)),
                Arguments.of("a picture within the drawing", PDF, Bombs.inlinePicture(300)),
                Arguments.of("lists inside lists", PDF, Bombs.lists(100_000)),
                Arguments.of("two million lines", TEXT, "\n".repeat(2_000_000).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aFormThatWantsMuchIsReadOrRefusedInWords(String what, String type, byte[] bomb) {
        Response answer = draft(type, bomb);
        assertAnswered(answer, what);
    }

    private static Response draft(String type, byte[] form) {
        return admin().contentType(type).body(form).post("/api/v1/declarations/draft");
    }

    private static int indicators(Response answer) {
        return answer.statusCode() == 200
                ? answer.jsonPath().getList("projects.indicators.flatten()").size()
                : 0;
    }

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(Path.of(FORMS).resolve(name));
    }

    /** The text's form, a cell each. */
    private static byte[] workbook() throws IOException {
        String text = new String(file("county-preschool.txt"), StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XSSFWorkbook book = new XSSFWorkbook()) {
            var sheet = book.createSheet("申报表");
            int number = 0;
            for (String line : text.lines().toList()) {
                var row = sheet.createRow(number++);
                String[] cells = line.split("[\t|]", -1);
                for (int i = 0; i < cells.length; i++) {
                    row.createCell(i).setCellValue(cells[i].strip());
                }
            }
            book.write(out);
        }
        return out.toByteArray();
    }

    /** Bytes changed, a piece left out, doubled or blanked, or the end missing. */
    private static byte[] broken(byte[] whole, Random random) {
        byte[] copy = whole.clone();
        int at = random.nextInt(copy.length);
        int length = Math.min(copy.length - at, 1 + random.nextInt(200));
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                }
            }
            case 1 -> copy = Arrays.copyOf(copy, at);
            case 2 -> Arrays.fill(copy, at, at + length, (byte) random.nextInt(256));
            case 3 -> copy = joined(copy, 0, at, at + length, copy.length);
            default -> copy = joined(copy, 0, at + length, at, copy.length);
        }
        return copy;
    }

    private static byte[] joined(byte[] of, int from, int until, int again, int end) {
        byte[] joined = Arrays.copyOf(Arrays.copyOfRange(of, from, until), until - from + end - again);
        System.arraycopy(of, again, joined, until - from, end - again);
        return joined;
    }

    private static byte[] repacked(byte[] whole, Random random) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(whole))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        }
        List<String> names = parts.keySet().stream()
                .filter(name -> parts.get(name).length > 0)
                .toList();
        String hit = names.get(random.nextInt(names.size()));
        if (random.nextInt(6) == 0) {
            parts.remove(hit);
        } else {
            parts.put(hit, broken(parts.get(hit), random));
        }
        return zipped(parts, 1);
    }

    /** @param times how often each part's content is repeated in it */
    private static byte[] zipped(Map<String, byte[]> parts, int times) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                for (int i = 0; i < times; i++) {
                    zip.write(part.getValue());
                }
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }
}
