package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import io.dabiao.deploy.DashboardSets.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sets of dashboards that a Grafana is given: of one language each, with a database or with a Prometheus alone. */
class DashboardSetsTest {

    private static final Path FOLDER = Path.of("grafana", "dashboards");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    /** Words of English; short ones are units, names of percentiles and the like. */
    private static final Pattern ENGLISH = Pattern.compile("[A-Za-z]{4,}");

    /** By the file in which each is. */
    private static Map<Path, JsonNode> sets() throws IOException {
        Map<Path, JsonNode> sets = new TreeMap<>();
        for (JsonNode both : Dashboards.all()) {
            String uid = both.path("uid").asText();
            Optional<JsonNode> alone = DashboardSets.ofPrometheus(both, Dashboards.ofPrometheusAlone(uid));
            for (Language language : Language.values()) {
                String word = language.name().toLowerCase(java.util.Locale.ROOT);
                sets.put(FOLDER.resolve(word).resolve(uid + ".json"), DashboardSets.in(language, both));
                alone.ifPresent(left -> sets.put(
                        FOLDER.resolve("prometheus-" + word).resolve(uid + ".json"), DashboardSets.in(language, left)));
            }
        }
        return sets;
    }

    private static String written(JsonNode dashboard) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        return JSON.writer(printer).writeValueAsString(dashboard) + "\n";
    }

    @Test
    void theyAreWrittenFromThoseInBothLanguages() throws IOException {
        Map<Path, JsonNode> sets = sets();
        List<Path> there = new ArrayList<>();
        for (Map.Entry<Path, JsonNode> one : sets.entrySet()) {
            if ("write".equals(System.getProperty("golden"))) {
                Files.createDirectories(one.getKey().getParent());
                Files.writeString(one.getKey(), written(one.getValue()));
            }
            assertThat(Files.readString(one.getKey()))
                    .as("%s: write it with -Dgolden=write", one.getKey())
                    .isEqualTo(written(one.getValue()));
        }
        try (Stream<Path> files = Files.walk(FOLDER)) {
            files.filter(Files::isRegularFile).forEach(there::add);
        }
        assertThat(there).containsExactlyInAnyOrderElementsOf(sets.keySet());
        assertThat(there.stream().filter(one -> one.toString().contains("/zh/")))
                .hasSize(6);
        assertThat(there.stream().filter(one -> one.toString().contains("/prometheus-en/")))
                .hasSize(4);
    }

    @Test
    void eachConformsToTheSchema() throws IOException {
        Schema schema = DashboardsLintTest.schema("dashboard.schema.json");
        for (Map.Entry<Path, JsonNode> one : sets().entrySet()) {
            assertThat(schema.validate(one.getValue().toString(), InputFormat.JSON))
                    .as(one.getKey().toString())
                    .isEmpty();
        }
    }

    /** Names of others' things, which no language translates. */
    private static String plain(String text) {
        return text.replaceAll(
                "Dabiao|Prometheus|PostgreSQL|HTTP|JVM|CPU|DNS|TCP|TLS|GC|job|Quartz|Asia/Shanghai|\\{\\{[^}]+}}", "");
    }

    @Test
    void eachSpeaksOneLanguage() throws IOException {
        for (Map.Entry<Path, JsonNode> one : sets().entrySet()) {
            boolean chinese = one.getKey().getParent().toString().endsWith("zh");
            for (String text : shown(one.getValue())) {
                if (chinese) {
                    assertThat(ENGLISH.matcher(plain(text)).find())
                            .as("%s: %s", one.getKey(), text)
                            .isFalse();
                } else {
                    assertThat(HAN.matcher(text).find())
                            .as("%s: %s", one.getKey(), text)
                            .isFalse();
                    assertThat(text.isBlank())
                            .as("%s: a text was lost", one.getKey())
                            .isFalse();
                }
            }
        }
    }

    /** Titles, descriptions, labels, and what columns and values are called. */
    private static List<String> shown(JsonNode dashboard) {
        List<String> shown = new ArrayList<>();
        for (String key : List.of("title", "description", "label", "tooltip", "text")) {
            dashboard.findValues(key).stream()
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .filter(one -> !one.contains("/"))
                    .forEach(shown::add);
        }
        for (String sql : dashboard.findValuesAsText("rawSql")) {
            Pattern.compile("\"([^\"]+)\"").matcher(sql).results().forEach(found -> shown.add(found.group(1)));
        }
        dashboard.findValues("renameByName").forEach(names -> names.forEach(name -> shown.add(name.asText())));
        return shown;
    }

    @Test
    void aSetOfAPrometheusAsksNothingElseAndHasEachVariableThatItUses() throws IOException {
        for (Map.Entry<Path, JsonNode> one : sets().entrySet()) {
            if (!one.getKey().toString().contains("prometheus-")) {
                continue;
            }
            String all = one.getValue().toString();
            assertThat(all).as(one.getKey().toString()).doesNotContain("postgres", "rawSql");
            List<String> names = new ArrayList<>();
            one.getValue()
                    .path("templating")
                    .path("list")
                    .forEach(variable -> names.add(variable.path("name").asText()));
            String panels = one.getValue().path("panels").toString();
            Pattern.compile("\\$\\{?([a-z_]+)")
                    .matcher(panels)
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !name.startsWith("__"))
                    .forEach(name ->
                            assertThat(names).as(one.getKey().toString()).contains(name));
            names.forEach(name ->
                    assertThat(panels).as(one.getKey() + " uses " + name).containsPattern("\\$\\{?" + name));
        }
    }

    @Test
    void panelsOfEverySetKeepTheirPlacesAndDoNotOverlap() throws IOException {
        for (Map.Entry<Path, JsonNode> one : sets().entrySet()) {
            List<String> taken = new ArrayList<>();
            one.getValue().path("panels").forEach(panel -> {
                JsonNode at = panel.path("gridPos");
                for (int x = at.path("x").asInt();
                        x < at.path("x").asInt() + at.path("w").asInt();
                        x++) {
                    for (int y = at.path("y").asInt();
                            y < at.path("y").asInt() + at.path("h").asInt();
                            y++) {
                        taken.add(x + "," + y);
                    }
                }
                assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            });
            assertThat(taken).as(one.getKey().toString()).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "已完成 met | 已完成 | met",
                "达标 · 热线与工单 Hotline and tickets | 达标 · 热线与工单 | Dabiao · Hotline and tickets",
                "消耗率 burn rate {{window}} | 消耗率 {{window}} | burn rate {{window}}",
                "每日对年底值的预测及其 80 % 区间。What is forecast, 80 %. | 每日对年底值的预测及其 80 % 区间。 | What is forecast, 80 %.",
                "p99 | p99 | p99"
            })
    void aTextOfBothIsPartedWhereTheChineseEnds(String both, String chinese, String english) {
        assertThat(DashboardSets.words(Language.ZH, both)).isEqualTo(chinese);
        assertThat(DashboardSets.words(Language.EN, both)).isEqualTo(english);
    }
}
