package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The chart as Helm renders it, and what is written from it: the overlays of kustomize and the example of an Ingress. */
class HelmChartTest {

    private static final Path CHART = Path.of("deploy", "helm", "dabiao");
    private static final Path K8S = Path.of("deploy", "k8s");
    private static final String REPLICAS = "mode: replicas\n";

    @TempDir
    Path folder;

    private String rendered(String values) throws IOException {
        return rendered(Files.writeString(folder.resolve("values.yaml"), values));
    }

    private static String rendered(Path values) {
        TemplateCommand template = new Helm(CHART).template().withName("dabiao").withNamespace("dabiao");
        return template.withValuesFile(values).call();
    }

    private static List<Map<String, Object>> objects(String rendered) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object document : new Yaml().loadAll(rendered)) {
            if (document instanceof Map<?, ?> map) {
                Map<String, Object> object = new java.util.LinkedHashMap<>();
                map.forEach((key, value) -> object.put(String.valueOf(key), value));
                objects.add(object);
            }
        }
        return objects;
    }

    private static Stream<Map<String, Object>> of(List<Map<String, Object>> objects, String kind) {
        return objects.stream().filter(one -> one.get("kind").equals(kind));
    }

    /** A value by the names that lead to it; null where there is none. */
    private static Object at(Object from, Object... names) {
        Object at = from;
        for (Object name : names) {
            at = name instanceof Integer index ? ((List<?>) at).get(index) : ((Map<?, ?>) at).get(name);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private static void written(Path file, String text) throws IOException {
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as("%s: write it with -Dgolden=write", file)
                .isEqualTo(text);
    }

    @Test
    void theOverlaysAreWrittenFromTheChart() throws IOException {
        String head = "# Written from deploy/helm/dabiao; kustomization.yaml says how.\n";

        written(K8S.resolve("overlays/single/dabiao.yaml"), head + rendered(""));
        Path production = K8S.resolve("overlays/production");
        written(production.resolve("dabiao.yaml"), head + rendered(production.resolve("values.yaml")));
    }

    @Test
    void theExampleOfAnIngressIsWrittenFromTheChart() throws IOException {
        String all = rendered("ingress: {enabled: true}\n");
        String ingress = Stream.of(all.split("(?m)^---\n"))
                .filter(one -> one.contains("kind: Ingress"))
                .findFirst()
                .orElseThrow();

        written(
                K8S.resolve("ingress.example.yaml"),
                "# Written from deploy/helm/dabiao with ingress.enabled, for ingress-nginx. Applied by no overlay: host and class are yours.\n"
                        + ingress);
        assertThat(at(objects(ingress).get(0), "spec", "rules", 0, "http", "paths", 0, "backend", "service", "name"))
                .isEqualTo("dabiao");
    }

    @Test
    void theRulesOfTheChartAreThoseThatAPrometheusIsGiven() throws IOException {
        written(
                CHART.resolve("files/dabiao-service.rules.yml"),
                Files.readString(Path.of("deploy", "prometheus", "dabiao-service.rules.yml")));
    }

    @Test
    void helmsLinterFindsNothingWrong() {
        assertThat(new Helm(CHART).lint().strict().call().getMessages())
                .noneMatch(one -> one.contains("[ERROR]") || one.contains("[WARNING]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: single\n", REPLICAS})
    void everyImageHasATagAndEveryContainerABoundOnWhatItWrites(String values) throws IOException {
        List<Map<String, Object>> objects = objects(rendered(values));
        List<Object> containers = new ArrayList<>();
        for (String kind : List.of("StatefulSet", "Deployment", "Job")) {
            of(objects, kind)
                    .forEach(one -> containers.addAll((List<?>) at(one, "spec", "template", "spec", "containers")));
        }

        assertThat(containers).isNotEmpty().allSatisfy(container -> {
            assertThat((String) at(container, "image")).matches("dabiao:\\d+\\.\\d+\\.\\d+");
            for (String kind : List.of("requests", "limits")) {
                assertThat(((Map<?, ?>) at(container, "resources", kind))
                                .keySet()
                                .toString())
                        .contains("memory", "ephemeral-storage");
            }
        });
        assertThat((String) at(objects(rendered("image: {tag: 0.2.0-rc1}\n")), 0, "kind"))
                .isNotEmpty();
        assertThat(rendered("image: {repository: registry.example.org/dabiao, tag: 0.2.0-rc1}\n"))
                .contains("image: registry.example.org/dabiao:0.2.0-rc1");
    }

    @Test
    void theNumberOfReplicasIsSaidByTheAutoscalerOrByTheDeploymentAndNeverByBoth() throws IOException {
        List<Map<String, Object>> scaled = objects(rendered(REPLICAS));
        assertThat(of(scaled, "HorizontalPodAutoscaler")).hasSize(1);
        assertThat(of(scaled, "Deployment")).hasSize(1).allMatch(one -> at(one, "spec", "replicas") == null);

        List<Map<String, Object>> fixed = objects(rendered(REPLICAS + "replicas: 2\nautoscaling: {enabled: false}\n"));
        assertThat(of(fixed, "HorizontalPodAutoscaler")).isEmpty();
        assertThat(of(fixed, "Deployment"))
                .hasSize(1)
                .allMatch(one -> at(one, "spec", "replicas").equals(2));
    }

    @Test
    void theStatefulSetHasAHeadlessServiceThatClientsDoNotUse() throws IOException {
        List<Map<String, Object>> objects = objects(rendered("ingress: {enabled: true}\n"));
        Map<String, Object> set = of(objects, "StatefulSet").findFirst().orElseThrow();
        Map<String, Object> headless = of(objects, "Service")
                .filter(one -> at(one, "metadata", "name").equals(at(set, "spec", "serviceName")))
                .findFirst()
                .orElseThrow();

        assertThat(at(headless, "spec", "clusterIP")).isEqualTo("None");
        Map<?, ?> labels = (Map<?, ?>) at(set, "spec", "template", "metadata", "labels");
        for (Map<String, Object> service : of(objects, "Service").toList()) {
            ((Map<?, ?>) at(service, "spec", "selector"))
                    .forEach((key, value) ->
                            assertThat(labels.get(key)).as("%s", key).isEqualTo(value));
        }
        assertThat(at(
                        of(objects, "Ingress").findFirst().orElseThrow(),
                        "spec",
                        "rules",
                        0,
                        "http",
                        "paths",
                        0,
                        "backend",
                        "service",
                        "name"))
                .isNotEqualTo(at(headless, "metadata", "name"));
    }

    @Test
    void whereTheIngressIsTrustedTheServiceIsToldSo() throws IOException {
        assertThat(rendered("ingress: {enabled: true}\n")).doesNotContain("TRUSTED_PROXIES");
        assertThat(rendered("ingress: {enabled: true, trustedProxies: 10.1.0.0/16}\n"))
                .contains(
                        "{name: DABIAO_TRUSTED_PROXIES, value: \"10.1.0.0/16\"}",
                        "{name: QUARKUS_HTTP_PROXY_TRUSTED_PROXIES, value: \"10.1.0.0/16\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mode: several | mode",
                "replicas: many | replicas",
                "image: {tag: latest} | tag",
                "ingres: {enabled: true} | ingres",
                "autoscaling: {cpu: 700} | cpu"
            })
    void aWrongOrMistypedValueIsRefused(String values, String named) {
        assertThatThrownBy(() -> rendered(values + "\n")).hasMessageContaining(named);
    }

    @Test
    void everyVariableThatTheChartSetsIsASettingOfTheService() throws IOException {
        String settings = Files.readString(Path.of("docs", "reference", "configuration.md"));
        String all = rendered(REPLICAS + "ingress: {enabled: true, trustedProxies: 10.1.0.0/16}\n") + rendered("");

        assertThat(java.util.regex.Pattern.compile("name: (DABIAO_[A-Z_]+)")
                        .matcher(all)
                        .results()
                        .map(one -> one.group(1).toLowerCase(java.util.Locale.ROOT))
                        .distinct())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(settings.replaceAll("[.-]", "_")).contains(name));
    }

    @Test
    @Tag("long")
    void everyObjectConformsToTheSchemasOfKubernetesModels() throws Exception {
        Tools.need("npm");
        Daemon.run(
                folder,
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--no-progress",
                "--ignore-scripts",
                "kubernetes-models@4.5.1");
        Path check = Files.copy(
                Path.of("src", "test", "resources", "deploy", "check-objects.js"), folder.resolve("check.js"));
        for (String values : List.of(
                "ingress: {enabled: true}\n", REPLICAS + "ingress: {enabled: true, trustedProxies: 10.1.0.0/16}\n")) {
            Path objects = folder.resolve("objects.json");
            Files.writeString(objects, new ObjectMapper().writeValueAsString(objects(rendered(values))));
            Daemon.run(folder, "node", check.toString(), objects.toString());
        }
        Files.writeString(
                folder.resolve("objects.json"),
                new ObjectMapper()
                        .writeValueAsString(
                                objects(rendered("").replace("containerPort: 8080", "containerPort: none"))));
        assertThatThrownBy(() -> Daemon.run(
                        folder,
                        "node",
                        check.toString(),
                        folder.resolve("objects.json").toString()))
                .hasMessageContaining("1 wrong");
    }
}
