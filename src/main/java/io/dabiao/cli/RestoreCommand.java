package io.dabiao.cli;

import io.dabiao.postgres.backup.BackupFailure;
import io.dabiao.postgres.backup.BackupFile;
import io.dabiao.postgres.backup.Loading;
import io.dabiao.postgres.backup.Manifest;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a database of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Makes a database of a backup, of this release's or an older one's. Every hash is compared first. Start the"
                    + " service afterwards as ever; where the backup is of an older release it brings it up to date then.",
            "With QUARKUS_DATASOURCE_JDBC_URL in the environment, and no --data-dir, it goes into that database, which"
                    + " must be empty."
        },
        footer = {"", "Example: dabiao restore dabiao-20261125T190000Z.backup --data-dir /var/lib/dabiao"})
final class RestoreCommand implements Callable<Integer> {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE", description = "The backup.")
    private Path file;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the database is made (DABIAO_DATA_DIR, data). The service must be stopped.")
    private Path directory;

    @Option(
            names = "--replace",
            description = "Where there is a database already, put it aside; it is kept under another name beside.")
    private boolean replace;

    @Option(names = "--check", description = "Only compare the hashes and say what the backup holds.")
    private boolean check;

    RestoreCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        try (BackupFile backup = BackupFile.open(file)) {
            backup.verify();
            tell(backup.manifest());
            return check ? CommandLine.ExitCode.OK : restore(backup);
        } catch (BackupFailure failed) {
            throw new CommandFailure(failed.getMessage());
        }
    }

    private void tell(Manifest manifest) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%s is whole: taken %s by release %s from PostgreSQL %s, %,d events, %,d rows in %d tables%n",
                        file,
                        manifest.takenAt(),
                        manifest.release(),
                        manifest.postgres(),
                        manifest.rows("event"),
                        manifest.rows(),
                        manifest.tables().size());
    }

    private int restore(BackupFile backup) throws IOException {
        Database database = Database.configured(directory);
        long begun = System.nanoTime();
        Loading.Loaded loaded;
        if (database.external().isPresent()) {
            if (replace) {
                throw new CommandFailure("--replace is for the embedded database; make an empty database instead");
            }
            loaded = Loading.load(backup, database.external().get());
        } else {
            if (EmbeddedPostgres.isIn(database.directory()) && !replace) {
                throw new CommandFailure("there is a database in " + database.directory()
                        + " already: --replace puts it aside, --data-dir names another place");
            }
            loaded = embedded(backup, database.directory());
        }
        PrintWriter out = spec.commandLine().getOut();
        loaded.remarks().forEach(out::println);
        out.printf("restored in %.1f s; start the service as ever%n", (System.nanoTime() - begun) / 1e9);
        files(backup, database.directory());
        return CommandLine.ExitCode.OK;
    }

    private Loading.Loaded embedded(BackupFile backup, Path data) {
        try {
            return EmbeddedPostgres.replace(
                    data,
                    "postgres-until-" + STAMP.format(clock.instant()),
                    Database.PATIENCE,
                    empty -> Loading.load(backup, empty));
        } catch (IllegalStateException refused) {
            throw new CommandFailure(refused.getMessage());
        }
    }

    private void files(BackupFile backup, Path data) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (!backup.manifest().files().isEmpty()) {
            Path folder = data.resolve("restored-files").toAbsolutePath();
            Files.createDirectories(folder);
            backup.unpackFiles(folder);
            out.printf("your own files as they were are in %s; settings were not changed%n", folder);
        }
        for (Manifest.Export export : backup.manifest().exports()) {
            out.printf(
                    "belongs to it and is not in it: %s of the event archive, SHA-256 %s%n",
                    export.file(), export.sha256());
        }
    }
}
