package io.dabiao.cli;

import io.dabiao.postgres.backup.BackupFailure;
import io.dabiao.postgres.backup.Manifest;
import io.dabiao.postgres.backup.Snapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a backup of the whole database, while the service runs or while it does not. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Writes everything that is in the database into one file: events, figures, history, sealed reports, evidence,"
                    + " tokens. The service may run and goes on taking events; what it had taken when the backup began"
                    + " is in it.",
            "The files of dabiao.declarations, dabiao.calendars, dabiao.scoring and dabiao.alerts go along. Exported"
                    + " months of the event archive do not: they never change, and are listed in the manifest."
        },
        footer = {
            "",
            "The file holds what the database holds, hashes of tokens too: only its owner may read it. It is to be run as"
                    + " the service's user, or with the external database's settings in the environment.",
            "Example: dabiao backup /var/backups/dabiao/"
        })
final class BackupCommand implements Callable<Integer> {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> OWN_FILES = List.of("declarations", "calendars", "scoring", "alerts");

    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE|DIR", description = "The file to write, or the folder to write it in.")
    private Path where;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The service's data directory (DABIAO_DATA_DIR, data).")
    private Path directory;

    BackupCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Database database = Database.configured(directory);
        Instant now = clock.instant();
        Path target = Files.isDirectory(where) ? where.resolve("dabiao-" + STAMP.format(now) + ".backup") : where;
        if (!Files.isDirectory(target.toAbsolutePath().getParent())) {
            throw new CommandFailure(
                    "there is no folder " + target.toAbsolutePath().getParent());
        }
        Map<String, Path> files = ownFiles(database);
        long begun = System.nanoTime();
        Manifest manifest;
        try {
            manifest = database.use(source -> {
                try (Connection connection = source.getConnection()) {
                    return Snapshot.take(connection, files, Version.release(), now, target);
                } catch (SQLException away) {
                    throw new CommandFailure("the database cannot be reached: " + away.getMessage());
                }
            });
        } catch (BackupFailure failed) {
            throw new CommandFailure(failed.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s: %,d events, %,d rows in %d tables, %,d bytes, in %.1f s; read back and whole%n",
                target,
                manifest.rows("event"),
                manifest.rows(),
                manifest.tables().size(),
                Files.size(target),
                (System.nanoTime() - begun) / 1e9);
        if (!files.isEmpty()) {
            out.printf("with %d files of your own: %s%n", files.size(), String.join(", ", files.keySet()));
        }
        if (!manifest.exports().isEmpty()) {
            out.printf(
                    "not in it: %d files of the event archive. They never change: copy them once.%n",
                    manifest.exports().size());
        }
        return CommandLine.ExitCode.OK;
    }

    private static Map<String, Path> ownFiles(Database database) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (String name : OWN_FILES) {
            var path = database.settings()
                    .getOptionalValue("dabiao." + name, String.class)
                    .map(Path::of);
            if (path.isPresent() && Files.exists(path.get())) {
                try (Stream<Path> tree = Files.walk(path.get())) {
                    for (Path file : tree.filter(Files::isRegularFile).toList()) {
                        Path inside = path.get().equals(file)
                                ? file.getFileName()
                                : path.get().relativize(file);
                        files.put(name + "/" + inside, file);
                    }
                }
            }
        }
        return files;
    }
}
