package io.dabiao.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @TempDir
    Path folder;

    @Test
    void isTheContentOfItsFileWithoutTheSpaceAroundIt() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), " abc 1\n");
        Source source = new Source("alerts.yaml", "{file: '" + file + "'}");

        assertThat(source.root().flatMap(Secret::read)).isEqualTo(Optional.of("abc 1"));
        assertThat(source.faults()).isEmpty();
    }

    @Test
    void isTheValueOfItsEnvironmentVariable() {
        Source source = new Source("alerts.yaml", "{env: PATH}");

        assertThat(source.root().flatMap(Secret::read))
                .contains(System.getenv("PATH").strip());
        assertThat(source.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{env: hunter2}",
                "{file: /no/such/hunter2}",
                "{env: hunter2, file: hunter2}",
                "{}",
            })
    void whatCannotBeReadIsOneFaultThatDoesNotShowIt(String text) {
        Source source = new Source("alerts.yaml", text);

        assertThat(source.root().flatMap(Secret::read)).isEmpty();
        assertThat(source.faults()).hasSize(1);
        assertThat(source.faults().toString()).doesNotContain("hunter2");
    }
}
