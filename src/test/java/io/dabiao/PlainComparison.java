package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds what a running service answers of a year against a plain reckoning of it. */
final class PlainComparison {

    /** The service's figures have some 15 digits. */
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");

    private static final List<String> TIMES = List.of(
            "Y-04-01T00:00:00+08:00", "Y-05-15T12:30:00+08:00", "Y-08-01T00:00:00+08:00", "Y-12-31T12:00:00+08:00");

    private final PlainYear plain;
    private final PackagedService service;

    PlainComparison(PlainYear plain, PackagedService service) {
        this.plain = plain;
        this.service = service;
    }

    void assertAgrees() throws IOException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        Map<String, String> projects = new LinkedHashMap<>();
        Set<String> verdicts = new TreeSet<>();
        List<String> times = new ArrayList<>(
                TIMES.stream().map(time -> time.replace("Y", "" + plain.year())).toList());
        times.add((plain.year() + 1) + "-01-01T00:00:00+08:00");
        for (String time : times) {
            Map<String, JsonNode> answers = new HashMap<>();
            for (JsonNode one : get("/indicators?at=" + encoded(time))) {
                String project = one.path("project").path("name").asText();
                answers.put(project + "/" + one.path("name").asText(), one);
                projects.put(project, one.path("project").path("id").asText());
            }
            assertThat(answers).hasSameSizeAs(plain.rows());
            for (PlainYear.Row row : plain.rows()) {
                PlainYear.Expected expected =
                        plain.expected(row, java.time.OffsetDateTime.parse(time).toInstant());
                verdicts.add(expected.verdict());
                JsonNode answer = answers.get(row.project() + "/" + row.name());
                if (!agrees(expected, answer)) {
                    wrong.add(time + " " + row + ": expected "
                            + (expected.actual() == null
                                    ? "nothing"
                                    : expected.actual().decimal()) + " "
                            + expected.verdict() + ", got " + answer.path("actual") + " "
                            + answer.path("verdict").asText());
                }
            }
        }
        for (Map.Entry<String, String> project : projects.entrySet()) {
            compareScores(
                    project.getKey(),
                    get("/projects/" + project.getValue() + "/self-assessment?at=" + encoded(times.get(4))),
                    wrong);
        }
        assertThat(wrong).isEmpty();
        // The year is worth the comparison: it is neither all well nor all wrong.
        assertThat(verdicts).contains("met", "missed", "breached", "open", "no_data", "undeclared");
    }

    private static boolean agrees(PlainYear.Expected expected, JsonNode answer) {
        String verdict = answer.path("verdict").asText();
        boolean same = expected.verdict().equals("open")
                ? verdict.equals("on_track") || verdict.equals("at_risk")
                : verdict.equals(expected.verdict());
        if (!same || expected.actual() == null || !answer.path("actual").isNumber()) {
            return same && expected.actual() == null && answer.path("actual").isNull();
        }
        BigDecimal want = expected.actual().decimal();
        return want.subtract(answer.path("actual").decimalValue())
                        .abs()
                        .compareTo(TOLERANCE.multiply(want.abs().max(BigDecimal.ONE)))
                <= 0;
    }

    private void compareScores(String project, JsonNode paper, List<String> wrong) {
        BigDecimal total = plain.budgetScore(
                project, new BigDecimal(paper.path("budget").path("planned").asText()));
        compare(project + " budget", total, paper.path("budget").path("score"), wrong);
        List<PlainYear.Scored> scores = plain.scores(project);
        assertThat(paper.path("rows")).hasSameSizeAs(scores);
        for (int i = 0; i < scores.size(); i++) {
            PlainYear.Scored expected = scores.get(i);
            JsonNode row = paper.path("rows").get(i);
            String what = project + " " + expected.row();
            assertThat(row.path("name").asText()).isEqualTo(expected.row().name());
            compare(what + " points", expected.points(), row.path("points"), wrong);
            compare(what + " score", expected.score(), row.path("score"), wrong);
            total = expected.score() == null ? total : total.add(expected.score());
        }
        compare(project + " total", total, paper.path("total"), wrong);
        String grade = List.of("优", "良", "中", "差")
                .get((int) List.of(90, 80, 60).stream().filter(plainly(total)).count());
        if (!grade.equals(paper.path("grade").asText())) {
            wrong.add(project + ": grade " + paper.path("grade").asText() + " of " + total);
        }
    }

    private static java.util.function.Predicate<Integer> plainly(BigDecimal total) {
        return bound -> total.compareTo(BigDecimal.valueOf(bound)) < 0;
    }

    private static void compare(String what, BigDecimal expected, JsonNode answer, List<String> wrong) {
        boolean same = expected == null
                ? answer.isNull()
                : !answer.isNull() && expected.compareTo(new BigDecimal(answer.asText())) == 0;
        if (!same) {
            wrong.add(what + ": expected " + expected + ", got " + answer);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        PackagedService.Answer answer = service.get("/api/v1/years/" + plain.year() + path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
