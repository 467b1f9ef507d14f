package io.dabiao.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.dabiao.Tools;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kubernetes.client.openapi.models.V1Deployment;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    @ParameterizedTest
    @ValueSource(strings = {"single", "production"})
    void everyObjectConformsToKubernetesOwnDescription(String overlay) throws Exception {
        int checked = 0;
        for (HasMetadata object : build(overlay)) {
            Optional<Class<?>> described = described(object);
            if (described.isEmpty()) {
                assertThat(object.getApiVersion()).as(object.getKind()).startsWith("monitoring.coreos.com/");
                continue;
            }
            conforms(described.get(), new KubernetesSerialization().asJson(object));
            checked++;
        }
        assertThat(checked).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aContainerWithoutANameOrWithAMistypedFieldWouldNotConform() throws Exception {
        Class<?> deployment = V1Deployment.class;
        String manifest = """
                {"spec": {"selector": {}, "template": {"spec": {"containers": [{%s}]}}}}""";

        conforms(deployment, manifest.formatted("\"name\": \"a\", \"image\": \"b\""));
        assertThat(catchThrowable(() -> conforms(deployment, manifest.formatted("\"image\": \"b\""))))
                .hasMessageContaining("name");
        assertThat(catchThrowable(() ->
                        conforms(deployment, manifest.formatted("\"name\": \"a\", \"imagePullpolicy\": \"Always\""))))
                .hasMessageContaining("imagePullpolicy");
    }

    @Test
    void everySecretAndFileThatAPodTakesIsNamedInTheExampleOrOptional() throws Exception {
        Set<String> keys = new TreeSet<>();
        for (Object document :
                new Yaml().loadAll(Files.readString(OVERLAYS.resolve("production/secret.example.yaml")))) {
            keys.addAll(((Map<?, ?>) ((Map<?, ?>) document).get("stringData"))
                    .keySet().stream().map(String::valueOf).toList());
        }
        for (HasMetadata object : build("production")) {
            pod(object).ifPresent(pod -> {
                pod.getContainers()
                        .forEach(container -> container.getEnv().stream()
                                .filter(variable -> variable.getValueFrom() != null)
                                .map(variable -> variable.getValueFrom().getSecretKeyRef())
                                .forEach(secret -> assertThat(keys).contains(secret.getKey())));
                pod.getVolumes().stream()
                        .filter(volume -> volume.getSecret() != null)
                        .forEach(volume -> assertThat(volume.getSecret().getOptional())
                                .as(volume.getName())
                                .isTrue());
            });
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
    void noPodReachesTheAddressesOfCloudsCredentialsAndOnlyThePortOfTheServiceIsOpen(String overlay) throws Exception {
        NetworkPolicySpec policy = build(overlay).stream()
                .filter(NetworkPolicy.class::isInstance)
                .map(object -> ((NetworkPolicy) object).getSpec())
                .findFirst()
                .orElseThrow();

        assertThat(policy.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getPodSelector().getMatchLabels()).containsEntry("app.kubernetes.io/name", "dabiao");
        assertThat(policy.getIngress()).hasSize(1);
        assertThat(policy.getIngress().get(0).getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactly("http");
        assertThat(policy.getEgress())
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.getTo())
                        .as("a rule without addresses would allow all")
                        .isNotEmpty()
                        .allSatisfy(peer -> assertThat(peer.getIpBlock().getExcept())
                                .contains(
                                        peer.getIpBlock().getCidr().equals("::/0") ? "fe80::/10" : "169.254.0.0/16")));
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

    private static Optional<Class<?>> described(HasMetadata object) {
        String version = object.getApiVersion().replaceFirst(".*/", "");
        String name = "io.kubernetes.client.openapi.models."
                + version.substring(0, 1).toUpperCase(Locale.ROOT) + version.substring(1) + object.getKind();
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException custom) {
            return Optional.empty();
        }
    }

    /** By what Kubernetes' client for Java makes of Kubernetes' own OpenAPI: what must be there, and what there is. */
    private static void conforms(Class<?> described, String json) throws Exception {
        try {
            described.getMethod("validateJsonElement", JsonElement.class).invoke(null, JsonParser.parseString(json));
        } catch (InvocationTargetException said) {
            throw new IllegalArgumentException(json + ": " + said.getCause().getMessage(), said);
        }
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
        Tools.need("kubectl");
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
