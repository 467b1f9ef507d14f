package io.dabiao.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstTokenTest {

    @TempDir
    Path folder;

    private final AtomicBoolean wantsFirst = new AtomicBoolean(true);

    @Test
    void withoutATerminalItIsInAFileThatOnlyTheServicesUserReadsUntilThereIsAnAdministrator() throws IOException {
        Path data = folder.resolve("not/there/yet");
        Path file = data.resolve("first-admin-token");
        FirstToken first = new FirstToken(data, Optional.empty(), wantsFirst::get);

        first.tell("dab_one");
        first.tell("dab_two");

        assertThat(file).hasContent("dab_two\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        first.forgetWhenUsed();
        assertThat(file).exists();
        wantsFirst.set(false);
        first.forgetWhenUsed();
        assertThat(file).doesNotExist();
        first.forgetWhenUsed();
    }

    @Test
    void aTokenThatCannotBeToldIsNotMade() throws IOException {
        Path file = Files.writeString(folder.resolve("a file"), "");
        FirstToken first = new FirstToken(file, Optional.empty(), wantsFirst::get);
        assertThatThrownBy(() -> first.tell("dab_one"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("DABIAO_ADMIN_TOKEN_FILE");
    }
}
