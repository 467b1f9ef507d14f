package io.dabiao.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @TempDir
    Path machine;

    @Test
    void aFolderThatIsMadeIsItsOwnersAlone() throws IOException {
        PrivateFiles.folder(machine.resolve("data/postgres"));

        assertThat(mode(machine.resolve("data"))).isEqualTo("rwx------");
        assertThat(mode(machine.resolve("data/postgres"))).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatOthersCouldReadIsTakenFromThem() throws IOException {
        Path data = Files.createDirectory(machine.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        PrivateFiles.folder(data);

        assertThat(mode(data)).isEqualTo("rwx------");
    }

    private static String mode(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
