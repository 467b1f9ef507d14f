package io.dabiao.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.file.TableRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Public suites of what is easily read wrong; {@code docs/reference/conformance.md} has their figures. */
class PublicSuitesTest {

    private static final Path SUITES = Path.of("src", "test", "resources", "suites");
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final WorkBudget BUDGET = WorkBudget.ofThisProcess();

    /** Files below a folder of a suite, by name. */
    private static Map<String, byte[]> files(String suite, String folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (InputStream in = Files.newInputStream(SUITES.resolve(suite));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry one = zip.getNextEntry(); one != null; one = zip.getNextEntry()) {
                if (one.getName().startsWith(folder) && !one.isDirectory()) {
                    files.put(one.getName().substring(folder.length()), zip.readAllBytes());
                }
            }
        }
        return files;
    }

    private static byte[] event(byte[] data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(
                ("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"time\":\"2026-03-01T08:00:00+08:00\","
                                + "\"data\":{\"x\":")
                        .getBytes(StandardCharsets.UTF_8));
        event.writeBytes(data);
        event.writeBytes("}}".getBytes(StandardCharsets.UTF_8));
        return event.toByteArray();
    }

    private static boolean taken(byte[] event) {
        return CloudEvents.read(event, 0, NOW).arrival().isPresent();
    }

    /** Of {@code nst/JSONTestSuite}: y_ must be taken, n_ must be refused, i_ a reader may decide. */
    @Test
    void jsonIsTakenAndRefusedAsJsonTestSuiteDemands() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<Character, Integer> tried = new TreeMap<>();
        int takenOfChoice = 0;
        for (Map.Entry<String, byte[]> one :
                files("JSONTestSuite.zip", "test_parsing/").entrySet()) {
            char kind = one.getKey().charAt(0);
            boolean taken = taken(event(one.getValue()));
            tried.merge(kind, 1, Integer::sum);
            if (kind == 'i') {
                takenOfChoice += taken ? 1 : 0;
            } else if (taken != (kind == 'y')) {
                wrong.add(one.getKey());
            }
        }

        assertThat(tried).isEqualTo(Map.of('y', 95, 'n', 188, 'i', 35));
        // Of a key that is there twice two readers would understand two things.
        assertThat(wrong).containsExactly("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");
        assertThat(takenOfChoice).isEqualTo(22);
    }

    /** Of {@code minimaxir/big-list-of-naughty-strings}. */
    @Test
    void naughtyStringsAreTakenAsAttributesSubjectsAndIdentities() throws IOException {
        JsonNode all = JSON.readTree(files("naughty-strings.zip", "").get("blns.json"));
        List<String> refused = new ArrayList<>();
        for (JsonNode one : all) {
            String naughty = one.asText();
            for (String place : List.of("attribute", "subject", "id")) {
                Map<String, Object> event = new TreeMap<>(Map.of(
                        "specversion",
                        "1.0",
                        "id",
                        "1",
                        "source",
                        "/s",
                        "type",
                        "t",
                        "time",
                        "2026-03-01T08:00:00+08:00"));
                event.put(
                        place.equals("attribute") ? "data" : place,
                        place.equals("attribute") ? Map.of("x", naughty) : naughty);
                if (!taken(JSON.writeValueAsBytes(event))) {
                    refused.add(place + " '" + naughty + "'");
                }
            }
        }

        assertThat(all.size()).isEqualTo(515);
        assertThat(refused).containsExactly("id ''");
    }

    /** Of {@code maxogden/csv-spectrum}: tables, and what stands in them as JSON. */
    @Test
    void tablesAreReadAsCsvSpectrumHasThem() throws IOException {
        Map<String, byte[]> wanted = files("csv-spectrum.zip", "json/");
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, byte[]> one : files("csv-spectrum.zip", "csvs/").entrySet()) {
            List<Map<String, String>> rows;
            try (WorkBudget.Place place = BUDGET.begin(Work.SPREADSHEET)) {
                rows = TableRows.read(one.getValue(), place.allowance()).stream()
                        .map(TableRows.Line::cells)
                        .toList();
            }
            List<Map<String, String>> demanded = new ArrayList<>();
            for (JsonNode row : JSON.readTree(wanted.get(one.getKey().replace(".csv", ".json")))) {
                Map<String, String> cells = new TreeMap<>();
                // An empty cell is none, and blanks around a text say nothing.
                row.properties().stream()
                        .filter(cell -> !cell.getValue().asText().isBlank())
                        .forEach(cell -> cells.put(
                                cell.getKey(), cell.getValue().asText().strip()));
                demanded.add(cells);
            }
            if (!rows.equals(demanded)) {
                wrong.add(one.getKey() + ": " + rows + " for " + demanded);
            }
        }

        assertThat(wanted).hasSize(11);
        assertThat(wrong).isEmpty();
    }
}
