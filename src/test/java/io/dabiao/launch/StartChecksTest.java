package io.dabiao.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartChecksTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static void check(Map<String, String> environment) {
        StartChecks.check(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .build());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "tok,                      -,           false",
                "tok,                      0.0.0.0,     false",
                "tok,                      10.1.2.3,    false",
                "tok,                      ::,          false",
                "tok,                      dabiao.local, false",
                "tok,                      127.0.0.1,   true",
                "tok,                      127.9.9.9,   true",
                "tok,                      localhost,   true",
                "tok,                      ::1,         true",
                "tok,                      [::1],       true",
                "change-me,                -,           false",
                "23-characters-are-too-f,  -,           false",
                "24-characters-are-enough, -,           true",
                "-,                        -,           true",
                "'   ',                    -,           true",
            })
    void aShortTokenIsRefusedUnlessOnlyThisMachineIsListenedTo(String token, String host, boolean starts) {
        Map<String, String> environment = new HashMap<>();
        if (token != null) {
            environment.put("DABIAO_ADMIN_TOKEN", token);
        }
        if (host != null) {
            environment.put("QUARKUS_HTTP_HOST", host);
        }
        if (starts) {
            assertThatCode(() -> check(environment)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> check(environment))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("DABIAO_ADMIN_TOKEN")
                    .hasMessageContaining("at least 24")
                    .hasMessageNotContaining(token.length() < 10 ? "change-me" : token);
        }
    }

    @Test
    void aKeyIsThirtyTwoBytes() {
        check(Map.of("DABIAO_ENCRYPTION_KEY", KEY));
        assertThatThrownBy(() -> check(Map.of("DABIAO_ENCRYPTION_KEY", "c2hvcnQ=")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("32 random bytes");
        assertThatThrownBy(() -> check(Map.of("DABIAO_ENCRYPTION_KEY", "no base 64!")))
                .isInstanceOf(StartRefused.class);
    }

    @Test
    void aSecondFactorIsDemandedOnlyWhereItCanBeKept() {
        Map<String, String> external = Map.of(
                "DABIAO_SECOND_FACTOR", "administrators", "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db/dabiao");
        assertThatThrownBy(() -> check(external))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("dabiao.encryption-key");
        Map<String, String> keyed = new HashMap<>(external);
        keyed.put("DABIAO_ENCRYPTION_KEY", KEY);
        check(keyed);
        check(Map.of("DABIAO_SECOND_FACTOR", "all"));
    }

    @Test
    void theKeyOfADataDirectoryIsDrawnOnceAndReadByTheServicesUserAlone(@TempDir Path folder) throws IOException {
        String drawn = EncryptionKey.of(folder);
        assertThat(Base64.getDecoder().decode(drawn)).hasSize(32);
        assertThat(EncryptionKey.of(folder)).isEqualTo(drawn);
        Path file = folder.resolve("encryption-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
