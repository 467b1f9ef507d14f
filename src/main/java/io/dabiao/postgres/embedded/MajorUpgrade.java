package io.dabiao.postgres.embedded;

import io.dabiao.postgres.backup.BackupFile;
import io.dabiao.postgres.backup.Loading;
import io.dabiao.postgres.backup.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Takes a database that an older major version of PostgreSQL made to the one that this release brings.
 *
 * <p>The older release left its programs beside the data; they serve it once more, a backup is taken from it, and loaded into a
 * new database beside. Only when that is whole does it take the place; the older one is kept as it was. {@code pg_upgrade}
 * would be quicker, but is not among the programs, and works on files that cannot be used by the older release afterwards.
 */
record MajorUpgrade(Path directory, Account account) {

    private static final Logger LOG = Logger.getLogger(MajorUpgrade.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration TO_CONNECT = Duration.ofSeconds(10);

    /** Does nothing where there is no database yet, or one of the version that this release brings. */
    void run() throws IOException {
        Path version = directory.resolve("postgres").resolve("data").resolve("PG_VERSION");
        if (!Files.exists(version)) {
            return;
        }
        String written = Files.readString(version).strip();
        if (!written.matches("\\d{1,4}")) {
            return; // No PostgreSQL since 10 writes that: the server says what it makes of it.
        }
        int from = Integer.parseInt(written);
        String bundled = Binaries.bundledVersion();
        if (!bundled.matches("\\d+\\..*")) {
            return;
        }
        int to = Integer.parseInt(bundled.substring(0, bundled.indexOf('.')));
        if (from == to) {
            return;
        }
        if (from > to) {
            throw new IllegalStateException("The database in " + directory + " is of PostgreSQL " + from
                    + ", and this release brings " + bundled + ". Start the newer release again, or restore a backup"
                    + " into another data directory: ./dabiao restore FILE --data-dir DIR.");
        }
        Path home = home(from)
                .orElseThrow(() -> new IllegalStateException("The database in " + directory
                        + " is of PostgreSQL " + from + ", this release brings " + bundled + ", and the programs of "
                        + from
                        + " are no longer in " + directory.resolve("postgres")
                        + ". Start the release before this one once (it"
                        + " brings them) and stop it, then start this one again; or take ./dabiao backup FILE with it and then"
                        + " ./dabiao restore FILE --replace with this one."));
        demandRoom();
        LOG.infof("taking the database from PostgreSQL %s to %s; the one before is kept", home.getFileName(), bundled);
        move(home, bundled);
    }

    private void move(Path home, String bundled) throws IOException {
        Replacement replacement = new Replacement(directory, account);
        Path incoming = PrivateFiles.folder(replacement.incoming());
        account.own(incoming);
        Path file = incoming.resolve("upgrade.backup");
        Cluster old = Cluster.served(directory, account, home);
        Optional<Postmaster> orphan = Postmaster.adopt(old);
        Postmaster server = orphan.isPresent() ? orphan.get() : Postmaster.launch(old, old.port());
        try {
            if (!Wait.until(() -> server.isReady() || !server.isAlive(), PATIENCE) || !server.isAlive()) {
                throw new IllegalStateException("The database's older PostgreSQL (" + home
                        + ") did not start, so that nothing was done. It said:\n" + server.output());
            }
            try (Connection connection = old.connect(server.port(), Cluster.NAME, TO_CONNECT)) {
                connection.setNetworkTimeout(Runnable::run, 0);
                // The instant is of no matter: the file is gone in a moment.
                Snapshot.take(connection, Map.of(), bundled, Instant.EPOCH, file);
            }
        } catch (SQLException failed) {
            throw new IOException("The older database could not be read", failed);
        } finally {
            server.stop();
        }
        try (BackupFile backup = BackupFile.open(file);
                EmbeddedPostgres made = EmbeddedPostgres.start(incoming, PATIENCE)) {
            Loading.load(backup, made.dataSource()).remarks().forEach(LOG::warn);
        }
        Files.delete(file);
        Path kept = replacement.commit("postgres-" + home.getFileName());
        LOG.infof("the database is of PostgreSQL %s now; delete %s when you are content", bundled, kept);
    }

    /** The programs of an older release, which lie in the folder of the data since they were unpacked there. */
    private Optional<Path> home(int major) throws IOException {
        return Cluster.homes(directory).stream()
                .filter(folder -> folder.getFileName().toString().matches(major + "(\\.\\d+)+"))
                .max(Comparator.comparing(folder -> folder.getFileName().toString(), MajorUpgrade::compare));
    }

    private static int compare(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    /** A second database and its backup have to fit beside the first; a full disk half way would only cost time. */
    private void demandRoom() throws IOException {
        long size;
        try (Stream<Path> tree = Files.walk(directory.resolve("postgres").resolve("data"))) {
            size = tree.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < size + size / 4) {
            throw new IllegalStateException("Taking the database to a newer PostgreSQL needs " + (size + size / 4 >> 20)
                    + " MiB beside it in " + directory + ", and " + (free >> 20) + " MiB are free. Nothing was done.");
        }
    }
}
