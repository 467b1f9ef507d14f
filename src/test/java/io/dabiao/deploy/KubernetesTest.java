package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The manifests as kustomize builds them, without a cluster. */
class KubernetesTest {

    private static final Path OVERLAYS = Path.of("deploy", "k8s", "overlays");

    @ParameterizedTest
    @ValueSource(strings = {"single", "production"})
    void everyOverlayBuildsOfflineAndHoldsNoFieldThatKubernetesDoesNotKnow(String overlay) throws Exception {
        List<HasMetadata> objects = build(overlay);

        assertThat(objects).hasSizeGreaterThanOrEqualTo(5);
        for (HasMetadata object : objects) {
            List<String> unknown = new ArrayList<>();
            unknown(object, object.getKind() + " " + object.getMetadata().getName(), unknown);
            assertThat(unknown).isEmpty();
            assertThat(object.getMetadata().getLabels()).containsEntry("app.kubernetes.io/name", "dabiao");
        }
    }

    @Test
    void productionHasEverythingThatAnOperatorExpects() throws Exception {
        assertThat(build("production"))
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder(
                        "Namespace",
                        "ServiceAccount",
                        "Service",
                        "Job",
                        "Deployment",
                        "PodDisruptionBudget",
                        "HorizontalPodAutoscaler",
                        "NetworkPolicy",
                        "ServiceMonitor",
                        "PrometheusRule",
                        "ConfigMap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "production"})
    void noPodRunsAsRootOrWritesItsRootFileSystemOrIsWithoutBounds(String overlay) throws Exception {
        List<PodSpec> pods = build(overlay).stream()
                .map(KubernetesTest::pod)
                .flatMap(Optional::stream)
                .toList();

        assertThat(pods).isNotEmpty();
        for (PodSpec pod : pods) {
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            for (Container container : pod.getContainers()) {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsKey("memory");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "production"})
    void aServingPodIsKilledForItselfAloneAndNeverForItsDatabase(String overlay) throws Exception {
        List<Container> serving = build(overlay).stream()
                .filter(object -> object instanceof Deployment || object instanceof StatefulSet)
                .map(KubernetesTest::pod)
                .flatMap(Optional::stream)
                .flatMap(pod -> pod.getContainers().stream())
                .toList();

        assertThat(serving).hasSize(1);
        assertThat(serving.get(0).getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
        assertThat(serving.get(0).getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
        assertThat(serving.get(0).getStartupProbe().getHttpGet().getPath()).isEqualTo("/q/health/started");
    }

    @Test
    @SuppressWarnings("unchecked")
    void theOperatorsRulesAreThoseThatAPrometheusIsGiven() throws Exception {
        Map<String, Object> plain =
                new Yaml().load(Files.readString(Path.of("deploy", "prometheus", "dabiao-service.rules.yml")));
        Map<String, Object> resource =
                new Yaml().load(Files.readString(OVERLAYS.resolve("production/prometheus-rule.yaml")));

        assertThat((Map<String, Object>) resource.get("spec")).isEqualTo(plain);
    }

    private static Optional<PodSpec> pod(HasMetadata object) {
        if (object instanceof Deployment deployment) {
            return Optional.of(deployment.getSpec().getTemplate().getSpec());
        }
        if (object instanceof StatefulSet set) {
            return Optional.of(set.getSpec().getTemplate().getSpec());
        }
        return object instanceof Job job
                ? Optional.of(job.getSpec().getTemplate().getSpec())
                : Optional.empty();
    }

    /** Fields that the model kept aside because the type has none of that name: mistyped ones. */
    private static void unknown(Object object, String where, List<String> found) throws ReflectiveOperationException {
        if (object instanceof Collection<?> items) {
            for (Object item : items) {
                unknown(item, where, found);
            }
        } else if (object instanceof Map<?, ?> map) {
            for (Object value : map.values()) {
                unknown(value, where, found);
            }
        } else if (object != null && object.getClass().getName().startsWith("io.fabric8.")) {
            for (Method method : object.getClass().getMethods()) {
                if (method.getParameterCount() == 0 && method.getName().startsWith("get")) {
                    Object value = method.invoke(object);
                    if (method.getName().equals("getAdditionalProperties")) {
                        ((Map<?, ?>) value).keySet().forEach(key -> found.add(where + ": " + key));
                    } else {
                        unknown(value, where + "." + method.getName().substring("get".length()), found);
                    }
                }
            }
        }
    }

    private static List<HasMetadata> build(String overlay) throws Exception {
        Path kubectl = Path.of("/usr/bin/kubectl");
        assumeTrue(Files.isExecutable(kubectl), "SKIPPED: kubectl is missing; install it to check the manifests");
        Process process = new ProcessBuilder(
                        kubectl.toString(),
                        "kustomize",
                        OVERLAYS.resolve(overlay).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] built = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : new Yaml().loadAll(new String(built, StandardCharsets.UTF_8))) {
            try (InputStream in =
                    new ByteArrayInputStream(new Yaml().dump(document).getBytes(StandardCharsets.UTF_8))) {
                objects.add(new KubernetesSerialization().unmarshal(in));
            }
        }
        return objects;
    }
}
