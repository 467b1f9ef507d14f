package io.dabiao.launch;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The key of a service with an embedded database: a file in the data directory, beside the database and not in it. */
final class EncryptionKey {

    private static final String FILE = "encryption-key";

    private EncryptionKey() {}

    /** The key in base 64; it is drawn where there is none yet. */
    static String of(Path dataDirectory) throws IOException {
        Files.createDirectories(
                dataDirectory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = dataDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            byte[] key = new byte[StartChecks.KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Path drawn = Files.createTempFile(
                    dataDirectory,
                    FILE,
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    drawn,
                    Base64.getEncoder().encodeToString(key) + "\n",
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.SYNC).toArray(StandardOpenOption[]::new));
            try {
                // A link, not a move: a key that came meanwhile is never replaced.
                Files.createLink(file, drawn);
            } catch (FileAlreadyExistsException other) {
                return Files.readString(file).strip();
            } finally {
                Files.delete(drawn);
            }
        }
        return Files.readString(file).strip();
    }
}
