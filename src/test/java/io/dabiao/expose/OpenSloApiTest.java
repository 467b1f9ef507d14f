package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class OpenSloApiTest {

    private static final String OPENSLO = "/api/v1/years/2024/openslo";

    @Test
    void theExportIsOpenSlo() {
        assertThat(OpenSloSpecification.faults(export(Map.of()))).isEmpty();
        assertThat(OpenSloSpecification.faults(
                        export(Map.of("project", "it-operations", "prometheus", "https://prometheus.example.org"))))
                .isEmpty();
    }

    @Test
    void whatIsNotOpenSloIsFound() {
        String sound = export(Map.of("project", "it-operations"));
        assertThat(OpenSloSpecification.faults(sound)).isEmpty();
        assertThat(OpenSloSpecification.faults(sound.replaceFirst("target: 0", "target: 1")))
                .hasSize(1);
        assertThat(OpenSloSpecification.faults(sound.replaceFirst("indicatorRef: ", "indicatorRef: x")))
                .hasSize(1);
        assertThat(OpenSloSpecification.faults(sound.replaceFirst("budgetingMethod", "budgetMethod")))
                .hasSize(3);
    }

    @Test
    void everyIndicatorIsAnObjectiveOrLeftOutWithAReason() {
        JsonPath leftOut = admin().get(OPENSLO + "/left-out")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        Set<String> said = new TreeSet<>();
        for (Map<String, Object> object : objects(export(Map.of()))) {
            if ("SLO".equals(object.get("kind"))) {
                Map<String, ?> labels = at(object, "metadata", "labels");
                said.add(labels.get("project") + "/" + labels.get("indicator"));
            }
        }
        List<String> all = new ArrayList<>(leftOut.getList("id", String.class));
        assertThat(all).doesNotContainAnyElementsOf(said);
        all.addAll(said);
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        admin().get("/api/v1/years/2024/indicators").jsonPath().getList("id", String.class));
        assertThat(leftOut.getList("because", String.class))
                .allSatisfy(because -> assertThat(because).isNotBlank());
        assertThat(leftOut.getList("becauseZh", String.class))
                .allSatisfy(because -> assertThat(because).containsPattern("\\p{IsHan}"));
        assertThat(said)
                .contains(
                        "it-operations/system-response-time",
                        "resource-sharing/hotline-answer-rate",
                        "it-operations/service-available-days");
        assertThat(because(leftOut, "resource-sharing/voucher-leverage")).isEqualTo("no target is declared");
        assertThat(because(leftOut, "it-operations/emergency-drills")).contains("grows towards its target");
        assertThat(because(leftOut, "it-operations/site-interruptions")).contains("amount of the year");
        assertThat(export(Map.of()))
                .startsWith("# OpenSLO v1. " + leftOut.getList("").size() + " indicators are left out:\n")
                .contains("#   resource-sharing/voucher-leverage (");
    }

    @Test
    void aRatioIsItsPartsAndItsDeclaredTargetTheObjective() {
        Map<String, Object> sli = object("SLI", "resource-sharing-hotline-answer-rate-2024");
        assertThat(at(sli, "spec", "ratioMetric", "good", "metricSource", "spec"))
                .containsEntry(
                        "query",
                        "max(dabiao_indicator_part{year=\"2024\",project=\"resource-sharing\",indicator=\"hotline-answer-rate\"})");
        assertThat(at(sli, "spec", "ratioMetric", "total", "metricSource", "spec"))
                .extractingByKey("query")
                .asString()
                .startsWith("max(dabiao_indicator_whole{");
        Map<String, Object> slo = object("SLO", "resource-sharing-hotline-answer-rate-2024");
        assertThat(objective(slo)).containsEntry("target", 0.85).doesNotContainKey("op");
        assertThat(at(slo, "spec")).containsEntry("service", "resource-sharing");
    }

    @Test
    void daysAreCountedOfTheYearsDaysAndNoDayToLoseFitsNoBudget() {
        // 365 of the 366 days of 2024: one may be lost. In a year of 365 days none may.
        assertThat(objective(object("SLO", "it-operations-service-available-days-2024")))
                .containsEntry("target", 0.997267);
        int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear(); // Its drafts promise 365 days.
        JsonPath leftOut =
                admin().get("/api/v1/years/" + year + "/openslo/left-out").jsonPath();
        if (Year.isLeap(year)) { // One day may be lost in it.
            assertThat(leftOut.getList("indicator")).doesNotContain("service-available-days");
        } else {
            assertThat(because(leftOut, "it-operations/service-available-days")).contains("allows nothing to fail");
        }
    }

    @Test
    void aResponseTimeIsAThresholdForAShareOfTheTimeThatTheRequestMayChoose() {
        Map<String, Object> slo = object("SLO", "it-operations-system-response-time-2024");
        assertThat(objective(slo))
                .containsEntry("op", "lt")
                .containsEntry("value", 2)
                .containsEntry("target", 0.99);
        assertThat(at(slo, "spec").get("description").toString()).contains("no part of the promise");
        Map<String, Object> other = objects(export(Map.of("share", "0.95"))).stream()
                .filter(one -> "SLO".equals(one.get("kind"))
                        && "it-operations-system-response-time-2024"
                                .equals(at(one, "metadata").get("name")))
                .findFirst()
                .orElseThrow();
        assertThat(objective(other)).containsEntry("target", 0.95);
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        for (String wrong :
                List.of("share=1", "share=-0.1", "share=much", "prometheus=ftp://x", "prometheus=http://a:b@x")) {
            admin().get(OPENSLO + "?" + wrong).then().statusCode(400);
        }
        admin().get(OPENSLO + "?project=nothing").then().statusCode(404);
        admin().get("/api/v1/years/1999/openslo").then().statusCode(404);
        nobody().get(OPENSLO).then().statusCode(401);
    }

    private static String export(Map<String, ?> parameters) {
        var answer = admin().queryParams(parameters).get(OPENSLO);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/yaml");
        return answer.asString();
    }

    private static List<Map<String, Object>> objects(String yaml) {
        return OpenSloSpecification.objects(yaml);
    }

    private static Map<String, Object> object(String kind, String name) {
        List<Map<String, Object>> all = objects(export(Map.of()));
        return all.stream()
                .filter(one -> kind.equals(one.get("kind"))
                        && name.equals(at(one, "metadata").get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(all.stream()
                        .map(one -> String.valueOf(at(one, "metadata").get("name")))
                        .collect(Collectors.joining(" "))));
    }

    private static String because(JsonPath leftOut, String id) {
        return leftOut.param("id", id).getString("find { it.id == id }.because");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> objective(Map<String, Object> slo) {
        return ((List<Map<String, Object>>) at(slo, "spec").get("objectives")).get(0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> object, String... path) {
        Map<String, Object> inner = object;
        for (String key : path) {
            inner = (Map<String, Object>) inner.get(key);
        }
        return inner;
    }
}
