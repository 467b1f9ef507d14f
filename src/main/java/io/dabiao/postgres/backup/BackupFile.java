package io.dabiao.postgres.backup;

import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A backup to read from. Not thread-safe. */
public final class BackupFile implements AutoCloseable {

    static final String MANIFEST = "manifest.json";
    static final String DIGEST = "manifest.sha256";

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(Path file, ZipFile zip, Manifest manifest) {
        this.file = file;
        this.zip = zip;
        this.manifest = manifest;
    }

    /** @throws BackupFailure where it is none, or was cut off */
    public static BackupFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BackupFailure("there is no file " + file);
        }
        try {
            ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
            try {
                byte[] bytes = bytes(file, zip, MANIFEST);
                String digest = new String(bytes(file, zip, DIGEST), StandardCharsets.US_ASCII);
                if (!Digesting.of(new java.io.ByteArrayInputStream(bytes)).equals(digest)) {
                    throw damaged(file, "its manifest has changed");
                }
                int format = Snapshot.JSON.readTree(bytes).path("format").asInt();
                if (format != Manifest.FORMAT) {
                    throw new BackupFailure(file + " has the format " + format + ", and this release reads "
                            + Manifest.FORMAT + ": restore it with the release that wrote it, or a newer one");
                }
                Manifest manifest = Snapshot.JSON
                        .readerFor(Manifest.class)
                        .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .readValue(bytes);
                return new BackupFile(file, zip, manifest);
            } catch (IOException | RuntimeException failed) {
                zip.close();
                throw failed;
            }
        } catch (IOException unreadable) {
            throw new BackupFailure(
                    file + " is not a backup, or a damaged one: " + unreadable.getMessage(), unreadable);
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /**
     * Reads everything once and compares it with the manifest.
     *
     * @throws BackupFailure which names what has changed
     */
    public void verify() {
        for (Manifest.Table table : manifest.tables()) {
            verify(table.entry(), table.sha256());
        }
        for (Manifest.Kept kept : manifest.files()) {
            verify(kept.entry(), kept.sha256());
        }
    }

    private void verify(String entry, String sha256) {
        try (InputStream in = entry(entry)) {
            if (!Digesting.of(in).equals(sha256)) {
                throw damaged(file, entry + " is not what was written");
            }
        } catch (IOException unreadable) {
            throw damaged(file, entry + " cannot be read: " + unreadable.getMessage());
        }
    }

    InputStream rows(Manifest.Table table) throws IOException {
        return entry(table.entry());
    }

    /** Writes the operator's files below a folder, over nothing that is there. */
    public void unpackFiles(Path folder) throws IOException {
        for (Manifest.Kept kept : manifest.files()) {
            Path target = folder.resolve(kept.path()).normalize();
            if (!target.startsWith(folder)) {
                throw damaged(file, kept.path() + " leads out of its folder");
            }
            Files.createDirectories(
                    target.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (InputStream in = entry(kept.entry())) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private InputStream entry(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged(file, name + " is missing");
        }
        return zip.getInputStream(entry);
    }

    private static byte[] bytes(Path file, ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged(file, name + " is missing");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static BackupFailure damaged(Path file, String what) {
        return new BackupFailure(file + " is not a whole backup: " + what + ". Nothing was restored from it.");
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException alreadyRead) {
            throw new java.io.UncheckedIOException(alreadyRead);
        }
    }
}
