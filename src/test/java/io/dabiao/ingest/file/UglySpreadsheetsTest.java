package io.dabiao.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.dabiao.access.Sender;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.core.event.Attribute;
import io.dabiao.store.Arrival;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables as they come, each beside what a dry run must say of it. With {@code -Dgolden=write} what is said is written into
 * the source folder, to be read before it is committed.
 */
class UglySpreadsheetsTest {

    private static final Path FOLDER = Path.of("src/test/resources/files");
    private static final Sender ANYBODY = new Sender("test", Set.of(), Set.of(), true);

    static Stream<Path> tables() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(file -> !file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aDryRunSaysWhatStandsBesideTheTable(Path table) throws IOException {
        Path expected = FOLDER.resolve(table.getFileName() + ".txt");
        String said = said(Files.readAllBytes(table), kind(table.getFileName().toString()));
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(expected, said);
        }
        assertThat(said).isEqualTo(Files.readString(expected));
    }

    /** A type of events, and what it needs. */
    private record Type(String name, Set<String> needed) {}

    /** Those of reads bear a number, those of budgets a project too; of the others nothing is declared. */
    private static Type kind(String name) {
        return switch (name.substring(0, Math.max(0, name.indexOf('-')))) {
            case "reads" -> new Type("publication.reads", Set.of("value"));
            case "budget" -> new Type("budget.executed", Set.of("project", "value"));
            default -> new Type("test.reads", Set.of());
        };
    }

    static UploadedRows rows(byte[] file) throws Unfit {
        return rows(file, kind(""));
    }

    private static UploadedRows rows(byte[] file, Type type) throws Unfit {
        Vocabulary vocabulary = Vocabulary.read(Optional.empty());
        UploadedRows rows = new UploadedRows(
                type.name(),
                "//test/ugly",
                vocabulary,
                ZoneId.of("Asia/Shanghai"),
                Instant.parse("2026-01-01T00:00:00Z"),
                ANYBODY,
                type.needed(),
                OptionalInt.empty(),
                event -> Optional.empty());
        rows.read(
                Sheet.read(
                        file,
                        sheet -> Header.isIn(sheet, vocabulary) || CrossTable.isIn(sheet, vocabulary),
                        new WorkBudget(256L << 20, 2).allowance(Work.SPREADSHEET)),
                Spreadsheets.Listener.NONE);
        rows.compare(Map.of(), UploadedRows.Withdrawn.STAY);
        return rows;
    }

    private static String said(byte[] file) {
        return said(file, kind(""));
    }

    private static String said(byte[] file, Type type) {
        StringBuilder said = new StringBuilder();
        try {
            UploadedRows rows = rows(file, type);
            Map<String, Arrival> arrivals = new HashMap<>();
            rows.arrivals()
                    .forEach(arrival -> arrivals.putIfAbsent(arrival.event().id(), arrival));
            said.append("columns: ").append(rows.header().understood()).append('\n');
            said.append("ignored: ").append(rows.header().ignored()).append('\n');
            if (!rows.header().multiplied().isEmpty()) {
                said.append("multiplied: ").append(rows.header().multiplied()).append('\n');
            }
            if (!rows.sheet().others().isEmpty()) {
                said.append("passed over: ").append(rows.sheet().others()).append('\n');
            }
            for (Spreadsheets.RowReceipt rowReceipt : rows.listed(1_000)) {
                said.append(rowReceipt.row()).append(' ').append(rowReceipt.outcome());
                if (rowReceipt.outcome().equals("new")) {
                    said.append(' ').append(shown(arrivals.get(rowReceipt.id()), rowReceipt.id()));
                    if (!rowReceipt.detail().isEmpty()) {
                        said.append(": ")
                                .append(rowReceipt.detail())
                                .append(" | ")
                                .append(rowReceipt.detailZh());
                    }
                } else {
                    said.append(": ").append(rowReceipt.detail()).append(" | ").append(rowReceipt.detailZh());
                }
                said.append('\n');
            }
        } catch (Unfit unfit) {
            said.append("refused: ").append(unfit.words().english()).append(" | ");
            said.append(unfit.words().chinese()).append('\n');
        }
        return said.toString();
    }

    /** An id that the file itself gave is shown; one that was made of a row's texts is not. */
    private static String shown(Arrival arrival, String id) {
        String attributes = new TreeMap<>(arrival.event().attributes())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                        .collect(Collectors.joining(" "));
        String given = id.matches("[0-9a-f-]{36}#\\d+") ? "" : " id=" + id;
        return arrival.event().time().atZone(ZoneId.of("Asia/Shanghai")).toLocalDateTime() + given + " " + attributes;
    }

    private static String text(Attribute attribute) {
        return attribute.text();
    }

    @Test
    @Guard
    void aHundredThousandRowsAreReadAsText() throws Unfit {
        UploadedRows rows = rows(large(100_000));
        assertThat(rows.counts()).containsEntry("new", 100_000L).containsEntry("wrong", 0L);
        assertThat(rows.fresh().get(99_999).event().attributes().get("value"))
                .isEqualTo(new Attribute.Number(new java.math.BigDecimal("99999")));
    }

    @Test
    void oneRowTooManyIsRefusedAsAWhole() throws IOException {
        StringBuilder csv = new StringBuilder("日期,数量\n");
        for (int i = 0; i < 100_100; i++) {
            csv.append("2024-03-01,").append(i).append('\n');
        }
        assertThat(said(csv.toString().getBytes(StandardCharsets.UTF_8))).startsWith("refused: the file has more than");
    }

    static byte[] large(int count) {
        try (SXSSFWorkbook book = new SXSSFWorkbook(100);
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            SXSSFSheet sheet = book.createSheet();
            Row head = sheet.createRow(0);
            head.createCell(0).setCellValue("日期");
            head.createCell(1).setCellValue("栏目");
            head.createCell(2).setCellValue("数量");
            head.createCell(3).setCellValue("备注");
            for (int i = 0; i < count; i++) {
                Row row = sheet.createRow(i + 1);
                row.createCell(0).setCellValue(45_292 + i % 366);
                row.createCell(1).setCellValue("栏目" + i % 97);
                row.createCell(2).setCellValue(i);
                row.createCell(3).setCellValue("第" + i + "行");
            }
            book.write(out);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
