package io.dabiao.postgres.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;

/**
 * Loads a backup into an empty database, of whatever version that is: first the migrations that the backup's database had,
 * then its rows. Later migrations are left to the service's next start.
 */
public final class Loading {

    /**
     * What did not come along, in sentences: accounts that read, and tables that are not the service's. What is the service's
     * came along whole, or an exception was thrown.
     */
    public record Loaded(List<String> remarks) {}

    private static final String SCRIPTS = "db/migration/";

    private Loading() {}

    /**
     * @param database an empty one; it is left empty, or with tables without rows, where this fails
     * @throws BackupFailure where the backup does not fit this release, or the database is not empty
     */
    public static Loaded load(BackupFile backup, DataSource database) {
        try {
            try (Connection connection = database.getConnection()) {
                demandEmpty(connection);
            }
            migrate(backup.manifest(), database);
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                List<String> remarks = rows(backup, connection);
                connection.commit();
                connection.setAutoCommit(true);
                analyze(connection);
                remarks.addAll(roles(backup.manifest(), connection));
                return new Loaded(remarks);
            }
        } catch (IOException | SQLException failed) {
            throw new BackupFailure("the backup could not be loaded: " + failed.getMessage(), failed);
        }
    }

    private static void demandEmpty(Connection connection) throws SQLException {
        if (!new Catalogue(connection).tables().isEmpty()) {
            throw new BackupFailure("the database " + connection.getMetaData().getURL()
                    + " is not empty; a backup is restored into an empty one");
        }
    }

    /** By this release's own scripts and none from the file: nothing that a backup says is executed. */
    private static void migrate(Manifest manifest, DataSource database) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("dabiao-migrations");
        try {
            for (Manifest.Migration migration : manifest.migrations()) {
                String name = Path.of(migration.script()).getFileName().toString();
                try (InputStream script = Loading.class.getClassLoader().getResourceAsStream(SCRIPTS + name)) {
                    if (script == null) {
                        throw new BackupFailure("the backup is of the newer release " + manifest.release() + " (it has "
                                + name + "): restore it with that one");
                    }
                    Files.copy(script, folder.resolve(name));
                }
            }
            // The same scripts in the order of their numbers; in which order a database once got them makes no
            // difference.
            Flyway.configure(Loading.class.getClassLoader())
                    .dataSource(database)
                    .locations("filesystem:" + folder)
                    .load()
                    .migrate();
        } finally {
            delete(folder);
        }
        try (Connection connection = database.getConnection()) {
            Map<String, Integer> made = new Catalogue(connection)
                    .migrations().stream()
                            .collect(Collectors.toMap(Manifest.Migration::script, Manifest.Migration::checksum));
            for (Manifest.Migration migration : manifest.migrations()) {
                if (!made.get(migration.script()).equals(migration.checksum())) {
                    throw new BackupFailure("the backup's database was made by another " + migration.script()
                            + " than this release has: restore it with the release " + manifest.release());
                }
            }
        }
    }

    private static List<String> rows(BackupFile backup, Connection connection) throws IOException, SQLException {
        Manifest manifest = backup.manifest();
        List<String> remarks = new ArrayList<>();
        List<Manifest.Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = 0");
            for (Manifest.Table table : manifest.tables()) {
                boolean missing = absent(connection, table.name());
                if (missing && table.partitionOf() == null) {
                    remarks.add("the table " + table.name() + " is none of the service's and was left out");
                    continue;
                }
                tables.add(table);
                if (missing) {
                    statement.execute("create table " + Catalogue.quoted(table.name()) + " partition of "
                            + Catalogue.quoted(table.partitionOf()) + " " + bound(table));
                }
            }
            // What migrations wrote themselves is in the backup, too.
            statement.execute("truncate "
                    + tables.stream()
                            .map(table -> Catalogue.quoted(table.name()))
                            .collect(Collectors.joining(", ")));
        }
        for (Manifest.Table table : tables) {
            try (InputStream rows = backup.rows(table)) {
                long loaded = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + Catalogue.copied(table) + " from stdin", rows, 1 << 16);
                if (loaded != table.rows()) {
                    throw new BackupFailure("of " + table.name() + " came " + loaded + " rows, not " + table.rows());
                }
            }
        }
        for (Manifest.Sequence sequence : manifest.sequences()) {
            if (absent(connection, sequence.name())) {
                continue;
            }
            try (var statement = connection.prepareStatement("select setval(?::regclass, ?, ?)")) {
                statement.setString(1, Catalogue.quoted(sequence.name()));
                statement.setLong(2, sequence.last());
                statement.setBoolean(3, sequence.called());
                statement.execute();
            }
        }
        return remarks;
    }

    private static boolean absent(Connection connection, String table) throws SQLException {
        try (var statement = connection.prepareStatement("select to_regclass(?)")) {
            statement.setString(1, Catalogue.quoted(table));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1) == null;
            }
        }
    }

    private static String bound(Manifest.Table table) {
        if (!table.bound().matches("DEFAULT|FOR VALUES FROM \\('[-+:. 0-9]+'\\) TO \\('[-+:. 0-9]+'\\)")) {
            throw new BackupFailure("the partition " + table.name() + " has the unknown bound " + table.bound());
        }
        return table.bound();
    }

    /** Else the first evaluations after a large restore would be planned as if there were nothing. */
    private static void analyze(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
    }

    private static List<String> roles(Manifest manifest, Connection connection) {
        List<String> remarks = new ArrayList<>();
        for (Manifest.Role role : manifest.roles()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("create role " + Catalogue.quoted(role.name()) + (role.login() ? " login" : "")
                        + (role.verifier() == null ? "" : " password " + literal(role.verifier())));
                for (String builtIn : role.memberOf()) {
                    statement.execute("grant " + Catalogue.quoted(builtIn) + " to " + Catalogue.quoted(role.name()));
                }
                for (Manifest.Grant grant : role.grants()) {
                    if (grant.privilege().matches("[A-Z]+")) {
                        statement.execute("grant " + grant.privilege() + " on "
                                + (grant.object() == null
                                        ? "schema " + Catalogue.quoted(grant.schema())
                                        : Catalogue.quoted(grant.schema()) + "." + Catalogue.quoted(grant.object()))
                                + " to " + Catalogue.quoted(role.name()));
                    }
                }
            } catch (SQLException refused) {
                remarks.add("the account " + role.name() + " was not made as it was: " + refused.getMessage());
            }
        }
        return remarks;
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
