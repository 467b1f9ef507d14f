package io.dabiao.check.icmp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The system's ping: this service itself may not send echoes, but that program mostly may. */
final class Ping {

    private Ping() {}

    private static final class Found {
        static final Optional<String> TROUBLE = unusable(program());
    }

    /** Why it cannot be used here, in words; empty where it can. */
    static Optional<String> unusable() {
        return Found.TROUBLE;
    }

    static Optional<Path> program() {
        return List.of((System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/bin:/sbin").split(":")).stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "ping"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The same of a program. */
    static Optional<String> unusable(Optional<Path> program) {
        if (program.isEmpty()) {
            return Optional.of("there is no program ping on this machine");
        }
        try {
            Process process = started(program.get(), "127.0.0.1", 1);
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("ping does not end on this machine");
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("ping may not run on this machine: " + said.strip());
        } catch (IOException failed) {
            return Optional.of("ping cannot be started on this machine: " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of("ping was interrupted");
        }
    }

    /** @param seconds for which it waits */
    static Process started(String address, int seconds) throws IOException {
        return started(program().orElseThrow(() -> new IOException("there is no program ping")), address, seconds);
    }

    private static Process started(Path program, String address, int seconds) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(program.toString(), "-n", "-c", "1", "-W", String.valueOf(seconds), address);
        builder.environment().put("LC_ALL", "C");
        return builder.redirectErrorStream(true).start();
    }
}
