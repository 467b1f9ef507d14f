package io.dabiao.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** Where and of what a figure was taken: without it no figure means anything. */
final class Machine {

    private Machine() {}

    /** One line of Markdown. */
    static String described() throws IOException {
        return String.format(
                Locale.ROOT,
                "%s, commit %s. %d cores (%s), %.0f GiB memory, %s %s, data on %s, JDK %s.",
                LocalDate.now(),
                commit(),
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                memoryKiB() / 1048576.0,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                        .type(),
                Runtime.version());
    }

    private static long memoryKiB() throws IOException {
        return field("/proc/meminfo", "MemTotal")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")))
                .orElse(0L);
    }

    private static Optional<String> field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    /** With a plus where the work tree differs from it. */
    private static String commit() throws IOException {
        String commit = git("rev-parse", "--short=10", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        return git("status", "--porcelain", "--untracked-files=no", "--", "src/main", "pom.xml")
                        .isEmpty()
                ? commit
                : commit + "+";
    }

    private static String git(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException notInstalled) {
            return "";
        }
    }
}
