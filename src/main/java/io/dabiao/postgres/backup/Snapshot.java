package io.dabiao.postgres.backup;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;

/**
 * Takes a backup: every table as of one instant, by COPY in one repeatable-read transaction.
 *
 * <p>No one waits for it: writers go on, and what they commit after the start is not in it. What was committed before is, all
 * of it. The file is a ZIP with one entry a table and a manifest at its end; it gets its name when all of it is on the disk
 * and was read back.
 */
public final class Snapshot {

    /** Rows compress to a fifth at the quickest level already; a better level costs three times as long for a tenth more. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Snapshot() {}

    /**
     * @param connection to the database, of no one else, to be closed afterwards; a transaction that only reads is begun on it
     * @param files the operator's own files to take along, by the path they get in the backup
     * @param target must not exist; its folder must
     * @throws BackupFailure where it could not be made; then there is no file of that name and no part of one
     */
    public static Manifest take(
            Connection connection, Map<String, Path> files, String release, Instant now, Path target) {
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            if (Files.exists(target)) {
                throw new BackupFailure(target + " is there already; a backup never replaces a file");
            }
            Manifest manifest;
            try {
                manifest = write(connection, files, release, now, partial);
                try (BackupFile written = BackupFile.open(partial)) {
                    written.verify();
                }
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
                try (FileChannel folder =
                        FileChannel.open(target.toAbsolutePath().getParent())) {
                    folder.force(true);
                }
            } finally {
                Files.deleteIfExists(partial);
            }
            return manifest;
        } catch (FileAlreadyExistsException other) {
            throw new BackupFailure(
                    partial + " is there: another backup is being written, or was killed; then delete it");
        } catch (IOException | SQLException failed) {
            throw new BackupFailure(
                    "the backup " + target + " could not be made: " + failed.getMessage()
                            + "; nothing of it was left behind, and the service is as it was",
                    failed);
        }
    }

    private static Manifest write(
            Connection connection, Map<String, Path> files, String release, Instant now, Path partial)
            throws IOException, SQLException {
        // A backup that was killed leaves its part behind. Only a file that no one writes any more can be one of the
        // past,
        // and that cannot be told here: so it is not replaced but named.
        try (FileChannel channel = FileChannel.open(
                        partial,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                ZipOutputStream zip = new ZipOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16), StandardCharsets.UTF_8)) {
            zip.setLevel(LEVEL);
            Manifest manifest = new Writing(connection, zip).all(files, release, now);
            Digesting digesting = entry(zip, BackupFile.MANIFEST);
            JSON.writer()
                    .without(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .writeValue(digesting, manifest);
            zip.closeEntry();
            entry(zip, BackupFile.DIGEST).write(digesting.hex().getBytes(StandardCharsets.US_ASCII));
            zip.closeEntry();
            zip.finish();
            zip.flush();
            channel.force(true);
            // Not after a failure: it only read, and a late word about a cancelled statement would hide the reason.
            connection.rollback();
            return manifest;
        }
    }

    private static Digesting entry(ZipOutputStream zip, String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        return new Digesting(zip);
    }

    /** One backup under way. */
    private record Writing(Connection connection, ZipOutputStream zip) {

        Manifest all(Map<String, Path> files, String release, Instant now) throws IOException, SQLException {
            connection.setAutoCommit(false);
            Catalogue catalogue = new Catalogue(connection);
            catalogue.begin();
            List<Manifest.Table> tables = new ArrayList<>();
            for (Manifest.Table table : catalogue.tables()) {
                tables.add(rows(table));
            }
            List<Manifest.Kept> kept = new ArrayList<>();
            for (Map.Entry<String, Path> file : new TreeMap<>(files).entrySet()) {
                kept.add(file(file.getKey(), file.getValue()));
            }
            // After the tables: sequences are outside of transactions, and theirs may only be ahead of the rows.
            return new Manifest(
                    Manifest.FORMAT,
                    release,
                    now.toString(),
                    connection.getMetaData().getDatabaseProductVersion(),
                    catalogue.migrations(),
                    tables,
                    catalogue.sequences(),
                    catalogue.roles(),
                    kept,
                    catalogue.exports());
        }

        private Manifest.Table rows(Manifest.Table table) throws IOException, SQLException {
            Digesting out = entry(zip, table.entry());
            long rows;
            try {
                rows = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy " + Catalogue.copied(table) + " to stdout", (OutputStream) out);
            } catch (SQLException cancelled) {
                // Where the file could not be written the driver tells of the statement that it therefore ended.
                out.demandWritten();
                throw cancelled;
            }
            zip.closeEntry();
            return new Manifest.Table(
                    table.name(), table.columns(), table.partitionOf(), table.bound(), rows, out.bytes(), out.hex());
        }

        private Manifest.Kept file(String path, Path file) throws IOException {
            Digesting out = entry(zip, "files/" + path);
            Files.copy(file, out);
            zip.closeEntry();
            return new Manifest.Kept(path, out.bytes(), out.hex());
        }
    }
}
