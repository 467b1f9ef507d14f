package io.dabiao;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A program {@code ping} before the system's, which waits for a moment and hears nothing while it is shut; for a process whose
 * {@code PATH} begins with its folder.
 */
final class PingGate implements Door {

    private static final String ASKING = "asking.";

    private final Path folder;

    private PingGate(Path folder) {
        this.folder = folder;
    }

    /** @param folder an empty one */
    static PingGate in(Path folder, Path ping, Duration wait) throws IOException {
        Path program = Files.writeString(
                folder.resolve("ping"), """
                #!/bin/sh
                : > %1$s/%2$s$$
                trap 'rm -f %1$s/%2$s'$$ EXIT
                sleep %3$s
                [ -e %1$s/shut ] || %4$s "$@"
                """.formatted(folder, ASKING, wait.toMillis() / 1_000.0, ping));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new PingGate(folder);
    }

    /** One that was killed has not taken its mark away: it is alive that counts. */
    @Override
    public int inside() {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(ASKING))
                    .map(name -> Long.parseLong(name.substring(ASKING.length())))
                    .filter(pid -> ProcessHandle.of(pid).isPresent())
                    .count();
        } catch (IOException gone) {
            return 0;
        }
    }

    @Override
    public void shut(boolean now) {
        Path mark = folder.resolve("shut");
        try {
            if (now) {
                Files.write(mark, new byte[0]);
            } else {
                Files.deleteIfExists(mark);
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        shut(false);
    }
}
