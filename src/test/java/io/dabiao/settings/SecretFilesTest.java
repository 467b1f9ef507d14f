package io.dabiao.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    @TempDir
    Path folder;

    private static SmallRyeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new SecretFiles())
                .build();
    }

    @Test
    void everySecretMayStandInAFileThatTheEnvironmentNames() throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String secret : SecretFiles.SECRETS) {
            Path file = Files.writeString(folder.resolve(secret), "  of " + secret + "\n");
            String variable = secret.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + "_FILE";
            environment.put(variable, file.toString());
        }
        SmallRyeConfig config = config(environment);
        for (String secret : SecretFiles.SECRETS) {
            assertThat(config.getValue(secret, String.class)).isEqualTo("of " + secret);
        }
    }

    @Test
    void aFileThatHoldsNoSecretIsNamedWithItsVariable() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        Path missing = folder.resolve("missing");
        for (Path wrong : new Path[] {empty, missing, folder}) {
            assertThatThrownBy(() -> config(Map.of("DABIAO_ADMIN_TOKEN_FILE", wrong.toString())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("DABIAO_ADMIN_TOKEN_FILE names " + wrong);
        }
    }

    @Test
    void aSecretAndItsFileAtOnceAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "one");
        assertThatThrownBy(
                        () -> config(Map.of("DABIAO_ADMIN_TOKEN_FILE", file.toString(), "DABIAO_ADMIN_TOKEN", "two")))
                .hasMessageContaining("DABIAO_ADMIN_TOKEN and DABIAO_ADMIN_TOKEN_FILE are both set");
    }
}
