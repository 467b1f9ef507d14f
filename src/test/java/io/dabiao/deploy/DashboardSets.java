package io.dabiao.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dashboards of one language, and such as ask a Prometheus alone, made of those that are written in both languages. Of the latter every
 * text says the Chinese words first and the English ones behind them.
 */
final class DashboardSets {

    enum Language {
        ZH,
        EN
    }

    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    /** Chinese words with their punctuation, and what stands between them. */
    private static final Pattern CHINESE_FIRST =
            Pattern.compile("^(.*[\\p{IsHan}，。；：、（）“”《》％·])(?:\\s*)(.*)$", Pattern.DOTALL);

    private static final Pattern ALIAS = Pattern.compile("\"([^\"]*\\p{IsHan}[^\"]*)\"");
    private static final Pattern FILLED = Pattern.compile("\\{\\{[^}]+}}");
    private static final String PREFIX = "达标 · ";
    private static final int GRID = 24;

    private static final JsonNode PROMETHEUS =
            JsonNodeFactory.instance.objectNode().put("type", "prometheus").put("uid", "${prometheus_datasource}");

    /** What a Prometheus says of what a database is asked otherwise. */
    private static final Map<String, String> LABELS = Map.of(
            "year", "label_values(dabiao_indicator_verdict{job=~\"$job\"}, year)",
            "project", "label_values(dabiao_indicator_verdict{job=~\"$job\", year=\"$year\"}, project)",
            "indicator",
                    "label_values(dabiao_indicator_verdict{job=~\"$job\", year=\"$year\", project=~\"$project\"}, indicator)");

    private DashboardSets() {}

    /** The same dashboard in one language. */
    static JsonNode in(Language language, JsonNode both) {
        return spoken(language, "", both.deepCopy());
    }

    private static JsonNode spoken(Language language, String key, JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> object.set(name, spoken(language, name, object.get(name))));
            return object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, spoken(language, key, array.get(i)));
            }
            return array;
        }
        if (!node.isTextual()) {
            return node;
        }
        return TextNode.valueOf(
                key.equals("rawSql") ? statement(language, node.asText()) : words(language, node.asText()));
    }

    static String words(Language language, String both) {
        if (!HAN.matcher(both).find()) {
            return both;
        }
        if (both.startsWith(PREFIX)) {
            return (language == Language.ZH ? PREFIX : "Dabiao · ") + words(language, both.substring(PREFIX.length()));
        }
        Matcher parts = CHINESE_FIRST.matcher(both);
        if (!parts.matches()) {
            return both;
        }
        String english = parts.group(2).strip();
        if (language == Language.EN) {
            return english;
        }
        Matcher filled = FILLED.matcher(english);
        return parts.group(1).strip() + (filled.find() ? " " + filled.group() : "");
    }

    private static String statement(Language language, String sql) {
        String spoken = ALIAS.matcher(sql)
                .replaceAll(found -> Matcher.quoteReplacement("\"" + words(language, found.group(1)) + "\""));
        return language == Language.EN ? spoken.replaceAll("\\b(sentence|outlook)_zh\\b", "$1") : spoken;
    }

    /** What is left of a dashboard where there is a Prometheus alone; empty where nothing is. */
    static Optional<JsonNode> ofPrometheus(JsonNode dashboard, List<JsonNode> more) {
        ObjectNode left = dashboard.deepCopy();
        List<ObjectNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            if (!panel.toString().contains("postgres")) {
                panels.add(panel.deepCopy());
            }
        });
        more.forEach(panel -> panels.add(panel.deepCopy()));
        if (panels.isEmpty()) {
            return Optional.empty();
        }
        placed(panels);
        left.set("panels", new ObjectMapper().valueToTree(panels));
        String asked = left.get("panels").toString();
        ArrayNode variables = JsonNodeFactory.instance.arrayNode();
        List<JsonNode> former = new ArrayList<>();
        dashboard.path("templating").path("list").forEach(former::add);
        former.sort(Comparator.comparing(
                        (JsonNode one) -> !one.path("type").asText().equals("datasource"))
                .thenComparing(one -> !one.path("name").asText().equals("job")));
        for (JsonNode variable : former) {
            String name = variable.path("name").asText();
            if (!name.equals("postgres_datasource")
                    && Pattern.compile("\\$\\{?" + name).matcher(asked).find()) {
                variables.add(variable(variable.deepCopy(), name));
            }
        }
        ((ObjectNode) left.get("templating")).set("list", variables);
        boolean year = asked.contains("$year") || asked.contains("${year");
        ArrayNode links = JsonNodeFactory.instance.arrayNode();
        left.path("links").forEach(link -> {
            if (year || !link.path("url").asText().contains("${year}")) {
                links.add(link);
            }
        });
        left.set("links", links);
        return Optional.of(left);
    }

    private static ObjectNode variable(ObjectNode variable, String name) {
        if (variable.path("datasource").path("type").asText().contains("postgres")) {
            String query = LABELS.get(name);
            variable.set("datasource", PROMETHEUS);
            variable.set(
                    "query",
                    JsonNodeFactory.instance.objectNode().put("query", query).put("refId", name));
            variable.put("definition", query);
            variable.put("refresh", 2);
            variable.put("sort", name.equals("year") ? 4 : 1);
        }
        return variable;
    }

    /** From the top, each beside the one before it as long as there is room. */
    private static void placed(List<ObjectNode> panels) {
        panels.sort(
                Comparator.comparing((ObjectNode one) -> one.at("/gridPos/y").asInt())
                        .thenComparing(one -> one.at("/gridPos/x").asInt()));
        int x = 0;
        int y = 0;
        int height = 0;
        for (ObjectNode panel : panels) {
            ObjectNode at = (ObjectNode) panel.get("gridPos");
            if (x + at.path("w").asInt() > GRID) {
                x = 0;
                y += height;
                height = 0;
            }
            at.put("x", x).put("y", y);
            x += at.path("w").asInt();
            height = Math.max(height, at.path("h").asInt());
        }
    }
}
