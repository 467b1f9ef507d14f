package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dabiao.alert.RuleClasses;
import io.dabiao.core.declaration.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is shipped for a Grafana, against its schemas and against the rules that Grafana's own dashboard linter documents.
 * Neither linter nor schema can be had here under a licence that this project could ship: the schemas are strict ones of
 * the parts that are used.
 */
class DashboardsLintTest {

    private static final Pattern COUNTER =
            Pattern.compile("\\b(\\w+_(?:total|seconds_count|seconds_sum))\\b(\\{[^}]*\\})?(\\[)?");
    private static final Pattern SELECTOR = Pattern.compile("\\b(?:dabiao|http|jvm|process)_\\w+(\\{[^}]*\\})?");

    @Test
    void everyDashboardConformsToTheSchema() throws IOException {
        Schema schema = schema("dashboard.schema.json");
        for (JsonNode dashboard : Dashboards.all()) {
            assertThat(schema.validate(dashboard.toString(), InputFormat.JSON))
                    .as(dashboard.path("uid").asText())
                    .isEmpty();
        }
    }

    @Test
    void everyProvisionedFileConformsToTheSchemaAndNamesNoAddressOfItsOwn() throws IOException {
        Schema schema = schema("provisioning.schema.json");
        for (Path file : provisioned()) {
            assertThat(schema.validate(Dashboards.yaml(file).toString(), InputFormat.JSON))
                    .as(file.toString())
                    .isEmpty();
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("http://", "https://", "localhost");
        }
    }

    @Test
    void aDashboardWithAMistypedFieldWouldNotConform() throws IOException {
        String mistyped = Dashboards.all().get(0).toString().replaceFirst("\"gridPos\"", "\"gridpos\"");

        assertThat(schema("dashboard.schema.json").validate(mistyped, InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void everyDashboardAndPanelSaysWhatItIsInChineseAndEnglish() throws IOException {
        Set<String> uids = new TreeSet<>();
        for (JsonNode dashboard : Dashboards.all()) {
            String uid = dashboard.path("uid").asText();
            assertThat(uids.add(uid)).as(uid).isTrue();
            assertThat(dashboard.path("title").asText()).matches("达标 · .*[A-Za-z]+");
            assertThat(dashboard.has("__inputs")).isFalse();
            Set<Integer> ids = new TreeSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String where = uid + "/" + panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(where).isTrue();
                assertThat(panel.path("title").asText())
                        .as(where)
                        .containsPattern("\\p{IsHan}")
                        .containsPattern("[A-Za-z]{2}");
                assertThat(panel.path("description").asText())
                        .as(where)
                        .containsPattern("\\p{IsHan}")
                        .containsPattern("[A-Za-z]{3}");
            }
        }
        assertThat(uids).hasSize(6);
    }

    @Test
    void everySourceIsAVariableThatIsUsedAndEveryJobCanBeChosen() throws IOException {
        for (JsonNode dashboard : Dashboards.all()) {
            String uid = dashboard.path("uid").asText();
            Set<String> sources = new TreeSet<>();
            Map<String, JsonNode> variables = new TreeMap<>();
            for (JsonNode variable : dashboard.path("templating").path("list")) {
                variables.put(variable.path("name").asText(), variable);
                if (variable.path("type").asText().equals("datasource")) {
                    sources.add("${" + variable.path("name").asText() + "}");
                }
            }
            Set<String> asked = new TreeSet<>();
            dashboard
                    .path("panels")
                    .forEach(panel -> panel.path("targets")
                            .forEach(target -> asked.add(
                                    target.path("datasource").path("uid").asText())));
            assertThat(sources).as(uid).isEqualTo(asked);
            for (String name : List.of("job", "instance", "site")) {
                JsonNode variable = variables.get(name);
                if (variable != null) {
                    assertThat(variable.path("multi").asBoolean())
                            .as(uid + " " + name)
                            .isTrue();
                    assertThat(variable.path("includeAll").asBoolean())
                            .as(uid + " " + name)
                            .isTrue();
                    assertThat(variable.path("allValue").asText())
                            .as(uid + " " + name)
                            .isEqualTo(".+");
                    assertThat(variable.path("refresh").asInt())
                            .as(uid + " " + name)
                            .isEqualTo(2);
                }
            }
            String all = dashboard.path("panels").toString();
            variables
                    .keySet()
                    .forEach(name -> assertThat(all).as(uid + " uses " + name).containsPattern("\\$\\{?" + name));
        }
    }

    @Test
    void everyExpressionChoosesTheJobAndCountersAreOnlyReadAsRates() throws IOException {
        for (JsonNode dashboard : Dashboards.all()) {
            for (JsonNode panel : dashboard.path("panels")) {
                String where = dashboard.path("uid").asText() + "/"
                        + panel.path("title").asText();
                for (JsonNode target : panel.path("targets")) {
                    String expression = target.path("expr").asText();
                    SELECTOR.matcher(expression)
                            .results()
                            .filter(found -> !found.group().startsWith("dabiao_indicator_verdict="))
                            .filter(found ->
                                    expression.length() == found.end() || expression.charAt(found.end()) != '=')
                            .forEach(found -> assertThat(found.group(1))
                                    .as(where + ": " + expression)
                                    .contains("job=~\"$job\""));
                    COUNTER.matcher(expression)
                            .results()
                            .forEach(found -> assertThat(found.group(3))
                                    .as(where + ": " + expression)
                                    .isEqualTo("["));
                    if (expression.contains("rate(")) {
                        assertThat(expression).as(where).contains("[$__rate_interval]");
                    }
                    if (dashboard.path("uid").asText().equals("dabiao-service") && !expression.isEmpty()) {
                        assertThat(expression).as(where).contains("instance=~\"$instance\"");
                    }
                }
            }
        }
    }

    @Test
    void panelsDoNotOverlapAndStayOnTheGrid() throws IOException {
        for (JsonNode dashboard : Dashboards.all()) {
            Set<String> taken = new TreeSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                JsonNode at = panel.path("gridPos");
                String where = dashboard.path("uid").asText() + "/"
                        + panel.path("title").asText();
                assertThat(at.path("x").asInt() + at.path("w").asInt())
                        .as(where)
                        .isBetween(1, 24);
                for (int x = at.path("x").asInt();
                        x < at.path("x").asInt() + at.path("w").asInt();
                        x++) {
                    for (int y = at.path("y").asInt();
                            y < at.path("y").asInt() + at.path("h").asInt();
                            y++) {
                        assertThat(taken.add(x + "," + y)).as(where).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void verdictsAndAlertsBearTheProductsOwnWordsAndOneColourEach() throws IOException {
        Map<String, String> colours = new TreeMap<>();
        int seen = 0;
        for (JsonNode dashboard : Dashboards.all()) {
            for (JsonNode mapping : dashboard.findValues("mappings")) {
                throw new AssertionError("mappings stand in overrides: " + mapping);
            }
            for (JsonNode value : values(dashboard)) {
                JsonNode options = value.path(0).path("options");
                if (options.has("on_track")) {
                    seen++;
                    for (Verdict verdict : Verdict.values()) {
                        JsonNode shown = options.path(verdict.word());
                        assertThat(shown.path("text").asText())
                                .isEqualTo(verdict.words().chinese() + " "
                                        + verdict.word().replace('_', ' '));
                        String colour = shown.path("color").asText();
                        assertThat(colours.computeIfAbsent(verdict.word(), first -> colour))
                                .isEqualTo(colour);
                    }
                }
                if (options.has("quota_short")) {
                    for (String kind : RuleClasses.words()) {
                        assertThat(options.path(kind).path("text").asText())
                                .startsWith(RuleClasses.called(kind).chinese() + " ");
                    }
                }
            }
        }
        assertThat(seen).isGreaterThan(5);
        assertThat(new TreeSet<>(colours.values())).as("told apart").hasSize(Verdict.values().length);
    }

    @Test
    void theOptInAlertsNameAPanelThatThereIs() throws IOException {
        Set<String> panels = new TreeSet<>();
        for (JsonNode dashboard : Dashboards.all()) {
            dashboard
                    .path("panels")
                    .forEach(panel -> panels.add(dashboard.path("uid").asText() + "/"
                            + panel.path("id").asInt()));
        }
        for (JsonNode group :
                Dashboards.yaml(Path.of("grafana", "alerting", "rules.yaml")).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                assertThat(panels)
                        .contains(rule.path("dashboardUid").asText() + "/"
                                + rule.path("panelId").asInt());
            }
        }
    }

    private static List<JsonNode> values(JsonNode dashboard) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode override : panel.path("fieldConfig").path("overrides")) {
                for (JsonNode property : override.path("properties")) {
                    if (property.path("id").asText().equals("mappings")) {
                        found.add(property.path("value"));
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> provisioned() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : List.of(Path.of("grafana", "provisioning"), Path.of("grafana", "alerting"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(found::add);
            }
        }
        assertThat(found).hasSize(4);
        return found;
    }

    static Schema schema(String name) throws IOException {
        try (InputStream in = DashboardsLintTest.class.getResourceAsStream("/deploy/" + name)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        }
    }
}
