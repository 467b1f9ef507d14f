package io.dabiao.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.ingest.prometheus.RealPrometheus;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks what the panels of a dashboard ask, of the database and of a Prometheus, with the variables filled in.
 *
 * @param variables values by name, as Grafana would fill them in; those of SQL in quotes
 */
record DashboardAnswers(
        Connection database, RealPrometheus prometheus, Map<String, String> variables, Instant from, Instant to) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int POINTS = 200;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.of("Asia/Shanghai"));

    /** The panels, each with {@code answers} in the order of its targets. */
    ArrayNode of(JsonNode dashboard) throws Exception {
        ArrayNode panels = JSON.createArrayNode();
        for (JsonNode panel : dashboard.path("panels")) {
            ObjectNode answered = panel.deepCopy();
            ArrayNode answers = answered.putArray("answers");
            for (JsonNode target : panel.path("targets")) {
                answers.add(target.has("rawSql") ? rows(target) : series(target));
            }
            panels.add(answered);
        }
        return panels;
    }

    private ObjectNode rows(JsonNode target) throws SQLException {
        String sql = filled(target.path("rawSql").asText())
                .replaceAll("\\$__timeFilter\\(([^)]*)\\)", "$1 between '" + from + "' and '" + to + "'");
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return target.path("format").asText().equals("time_series") ? lines(row) : table(row);
        }
    }

    private static ObjectNode table(ResultSet row) throws SQLException {
        ObjectNode answer = JSON.createObjectNode();
        ResultSetMetaData columns = row.getMetaData();
        ArrayNode names = answer.putArray("columns");
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        ArrayNode rows = answer.putArray("rows");
        while (row.next()) {
            ArrayNode cells = rows.addArray();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                Object value = row.getObject(i);
                if (value instanceof Timestamp time) {
                    cells.add(TIME.format(time.toInstant()));
                } else if (value instanceof Number number) {
                    cells.add(new BigDecimal(number.toString()));
                } else {
                    cells.add(value == null ? null : value.toString());
                }
            }
        }
        return answer;
    }

    /** Long where a column is called metric, else one series a column. */
    private static ObjectNode lines(ResultSet row) throws SQLException {
        Map<String, ArrayNode> byName = new TreeMap<>();
        ResultSetMetaData columns = row.getMetaData();
        boolean longForm = columns.getColumnLabel(2).equals("metric");
        while (row.next()) {
            long at = row.getTimestamp(1).toInstant().toEpochMilli();
            for (int i = longForm ? 3 : 2; i <= columns.getColumnCount(); i++) {
                String name = longForm ? row.getString(2) : columns.getColumnLabel(i);
                byName.computeIfAbsent(name, first -> JSON.createArrayNode())
                        .addArray()
                        .add(at)
                        .add(row.getBigDecimal(i));
            }
        }
        return series(byName);
    }

    private ObjectNode series(JsonNode target) throws IOException, InterruptedException {
        String query = "query=" + URLEncoder.encode(filled(target.path("expr").asText()), StandardCharsets.UTF_8);
        boolean instant = target.path("instant").asBoolean();
        long step = Math.max(1, (to.getEpochSecond() - from.getEpochSecond()) / POINTS);
        JsonNode answer = JSON.readTree(prometheus.get(
                instant
                        ? "/api/v1/query?" + query
                        : "/api/v1/query_range?" + query + "&start=" + from.getEpochSecond() + "&end="
                                + to.getEpochSecond() + "&step=" + step));
        if (!answer.path("status").asText().equals("success")) {
            throw new IOException(target.path("expr").asText() + ": " + answer);
        }
        Map<String, ArrayNode> byName = new TreeMap<>();
        for (JsonNode found : answer.path("data").path("result")) {
            ArrayNode points = byName.computeIfAbsent(
                    legend(target.path("legendFormat").asText(), found.path("metric")),
                    first -> JSON.createArrayNode());
            for (JsonNode point : instant ? JSON.createArrayNode().add(found.path("value")) : found.path("values")) {
                double value = Double.parseDouble(point.path(1).asText());
                if (Double.isFinite(value)) {
                    points.addArray().add(point.path(0).asLong() * 1000).add(value);
                }
            }
        }
        return series(byName);
    }

    private static ObjectNode series(Map<String, ArrayNode> byName) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode all = answer.putArray("series");
        byName.forEach((name, points) -> {
            if (!points.isEmpty()) {
                all.addObject().put("name", name).set("points", points);
            }
        });
        return answer;
    }

    private static String legend(String format, JsonNode labels) {
        Matcher label = Pattern.compile("\\{\\{(\\w+)}}").matcher(format);
        return label.replaceAll(
                found -> Matcher.quoteReplacement(labels.path(found.group(1)).asText()));
    }

    private String filled(String question) {
        String filled = question.replace("$__rate_interval", "1m");
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("${" + variable.getKey() + ":sqlstring}", "'" + variable.getValue() + "'")
                    .replace("$" + variable.getKey(), variable.getValue());
        }
        return filled;
    }
}
