package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** A year of events whose right answers are known. */
public final class AcceptanceYear {

    private static final String FOLDER = "/acceptance/year-2024/";
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-5");

    /** @param actual empty where no value is right */
    private record Row(
            String at, String project, String indicator, Optional<BigDecimal> actual, Set<String> verdicts) {}

    private static final String YEAR_END = "2025-01-01T00:00:00+08:00";

    private final List<String> lines;
    private final List<Row> rows;
    private final JsonNode counts;

    private AcceptanceYear(List<String> lines, List<Row> rows, JsonNode counts) {
        this.lines = lines;
        this.rows = rows;
        this.counts = counts;
    }

    public static AcceptanceYear read() throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> table = lines(stream("expected.tsv"));
        for (String line : table.subList(1, table.size())) {
            String[] cells = line.split("\t", -1);
            rows.add(new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    Optional.of(cells[3]).filter(cell -> !cell.isEmpty()).map(BigDecimal::new),
                    cells[4].equals("open") ? Set.of("on_track", "at_risk") : Set.of(cells[4])));
        }
        return new AcceptanceYear(
                lines(new GZIPInputStream(stream("events.ndjson.gz"))),
                rows,
                new ObjectMapper().readTree(stream("counts.json")));
    }

    private static InputStream stream(String file) {
        return AcceptanceYear.class.getResourceAsStream(FOLDER + file);
    }

    private static List<String> lines(InputStream stream) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    int size() {
        return lines.size();
    }

    int accepted() {
        return counts.get("accepted").asInt();
    }

    int duplicates() {
        return counts.get("duplicates").asInt();
    }

    int rejected() {
        return counts.get("rejected").asInt();
    }

    /** The file's lines, each for itself. */
    List<byte[]> lines() {
        return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** The file in its order, so many lines a piece. */
    public List<byte[]> pieces(int length) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += length) {
            ByteArrayOutputStream piece = new ByteArrayOutputStream();
            for (String line : lines.subList(from, Math.min(from + length, lines.size()))) {
                piece.writeBytes(line.getBytes(StandardCharsets.UTF_8));
                piece.write('\n');
            }
            pieces.add(piece.toByteArray());
        }
        return pieces;
    }

    /** Compares every indicator at every instant. */
    void assertAgrees(PackagedService service) throws IOException, InterruptedException {
        Map<String, Map<String, JsonNode>> answers = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Row row : rows) {
            Map<String, JsonNode> at = answers.get(row.at());
            if (at == null) {
                at = indicators(service, row.at());
                answers.put(row.at(), at);
            }
            JsonNode answer = at.get(row.project() + "/" + row.indicator());
            if (answer == null) {
                wrong.add(row + ": not there");
            } else if (!agrees(row, answer)) {
                wrong.add(row + ": got " + answer.get("actual") + " " + answer.get("verdict"));
            }
        }
        assertThat(rows).hasSize(525);
        assertThat(wrong).isEmpty();
    }

    /** Compares every row's points and score of the year's self-assessments, and the totals. */
    void assertScoresAgree(PackagedService service) throws IOException, InterruptedException {
        Map<String, String> ids = new HashMap<>();
        indicators(service, YEAR_END)
                .values()
                .forEach(one -> ids.put(
                        one.get("project").get("name").asText(),
                        one.get("project").get("id").asText()));
        Map<String, Map<String, String>> scores = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        List<String> table = lines(stream("expected-scores.tsv"));
        for (String line : table.subList(1, table.size())) {
            String[] cells = line.split("\t", -1);
            Map<String, String> project = scores.get(cells[0]);
            if (project == null) {
                project = scores(service, ids.get(cells[0]));
                scores.put(cells[0], project);
            }
            String expected = amount(cells[2]) + " " + amount(cells[3]);
            if (!expected.equals(project.get(cells[1]))) {
                wrong.add(line + ": got " + project.get(cells[1]));
            }
        }
        assertThat(table).hasSizeGreaterThan(100);
        assertThat(wrong).isEmpty();
    }

    private static Map<String, String> scores(PackagedService service, String project)
            throws IOException, InterruptedException {
        JsonNode report = service.get("/api/v1/years/2024/projects/" + project + "/self-assessment?at="
                        + URLEncoder.encode(YEAR_END, StandardCharsets.UTF_8))
                .body();
        Map<String, String> scores = new HashMap<>();
        report.get("rows")
                .forEach(row -> scores.put(
                        row.get("name").asText(),
                        amount(row.get("points").asText("")) + " "
                                + amount(row.get("score").asText(""))));
        JsonNode budget = report.get("budget");
        scores.put(
                "预算执行率",
                amount(budget.get("points").asText()) + " "
                        + amount(budget.get("score").asText()));
        scores.put("总分", amount("100") + " " + amount(report.get("total").asText()));
        return scores;
    }

    private static String amount(String text) {
        return text.isEmpty() || text.equals("null")
                ? "-"
                : new BigDecimal(text).setScale(2).toPlainString();
    }

    private static Map<String, JsonNode> indicators(PackagedService service, String at)
            throws IOException, InterruptedException {
        PackagedService.Answer answer =
                service.get("/api/v1/years/2024/indicators?at=" + URLEncoder.encode(at, StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(200);
        Map<String, JsonNode> byName = new HashMap<>();
        answer.body()
                .forEach(one -> byName.put(
                        one.get("project").get("name").asText() + "/"
                                + one.get("name").asText(),
                        one));
        return byName;
    }

    private static boolean agrees(Row row, JsonNode answer) {
        if (!row.verdicts().contains(answer.get("verdict").asText())) {
            return false;
        }
        if (row.actual().isEmpty() || answer.get("actual").isNull()) {
            return row.actual().isEmpty() && answer.get("actual").isNull();
        }
        BigDecimal want = row.actual().get();
        BigDecimal off = want.subtract(answer.get("actual").decimalValue()).abs();
        return off.compareTo(TOLERANCE.multiply(want.abs().max(BigDecimal.ONE))) <= 0;
    }
}
