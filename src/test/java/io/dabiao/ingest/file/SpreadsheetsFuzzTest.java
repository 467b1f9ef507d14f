package io.dabiao.ingest.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, it is read or refused in words. */
class SpreadsheetsFuzzTest {

    private static final Path FOLDER = Path.of("src/test/resources/files");

    private static final List<String> PIECES = List.of(
            "\"",
            ",",
            "\n",
            "\r",
            "\t",
            ";",
            "日期",
            "数量",
            "2024-03-01",
            "5.2万",
            "1e999",
            "1E-400",
            "-",
            "%",
            "#N/A",
            "\0",
            "\uFEFF",
            "99999999999999999999",
            "45352.99999999",
            "合计",
            "2024年13月1日",
            "编号",
            "是",
            "()",
            "（",
            "value");

    @Provide
    Arbitrary<String> tables() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of(PIECES), Arbitraries.strings().ofMaxLength(6), Arbitraries.just(",日期,数量\n"));
        return piece.list().ofMaxSize(60).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 500)
    void anyTextIsReadOrRefused(@ForAll("tables") String text) {
        read(("日期,栏目,数量\n" + text).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        read(text.getBytes(java.nio.charset.StandardCharsets.UTF_16));
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        read(bytes);
    }

    @Provide
    Arbitrary<String> files() throws IOException {
        try (var all = Files.list(FOLDER)) {
            return Arbitraries.of(all.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> !name.endsWith(".txt"))
                    .sorted()
                    .toList());
        }
    }

    @Property(tries = 400)
    void aFileWithBrokenBytesIsReadOrRefused(@ForAll("files") String name, @ForAll long seed) throws IOException {
        read(broken(Files.readAllBytes(FOLDER.resolve(name)), new Random(seed)));
    }

    @Property(tries = 400)
    void aWorkbookWithBrokenPartsIsReadOrRefused(@ForAll("files") String name, @ForAll long seed) throws IOException {
        if (name.endsWith(".xlsx")) {
            Random random = new Random(seed);
            Map<String, byte[]> parts = unzipped(Files.readAllBytes(FOLDER.resolve(name)));
            List<String> names = List.copyOf(parts.keySet());
            for (int i = 0; i <= random.nextInt(3); i++) {
                String part = names.get(random.nextInt(names.size()));
                if (random.nextInt(8) == 0) {
                    parts.remove(part);
                } else {
                    parts.computeIfPresent(
                            part,
                            (any, content) ->
                                    random.nextBoolean() ? broken(content, random) : reworded(content, random));
                }
            }
            read(zipped(parts));
        }
    }

    @Test
    void aWorkbookWithoutStylesIsRead() throws IOException, Unfit {
        Map<String, byte[]> parts = unzipped(Files.readAllBytes(FOLDER.resolve("hidden-sheet-and-row.xlsx")));
        parts.remove("xl/styles.xml");
        parts.computeIfPresent(
                "xl/worksheets/sheet1.xml",
                (any, xml) -> new String(xml, java.nio.charset.StandardCharsets.UTF_8)
                        .replaceAll(" s=\"\\d+\"", "")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        org.assertj.core.api.Assertions.assertThat(
                        UglySpreadsheetsTest.rows(zipped(parts)).arrivals())
                .isNotEmpty();
    }

    private static void read(byte[] file) {
        try {
            UglySpreadsheetsTest.rows(file).counts();
        } catch (Unfit refused) {
            org.assertj.core.api.Assertions.assertThat(refused.words().english())
                    .isNotBlank();
            org.assertj.core.api.Assertions.assertThat(refused.words().chinese())
                    .isNotBlank();
        }
    }

    static byte[] broken(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = 0; i <= random.nextInt(8); i++) {
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    /** Sound XML that says absurd things. */
    private static byte[] reworded(byte[] content, Random random) {
        String xml = new String(content, java.nio.charset.StandardCharsets.UTF_8);
        List<String> numbers = List.of("-1", "0", "99999999999", "1e9", "", "AAAAAAA1", "ZZZ9999999", "NaN");
        return xml.replaceAll("\"[A-Z]?\\d+\"", '"' + numbers.get(random.nextInt(numbers.size())) + '"')
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> unzipped(byte[] file) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        }
        return parts;
    }

    private static byte[] zipped(Map<String, byte[]> parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
