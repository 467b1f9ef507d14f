package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jboss.logging.Logger;

/** Files and folders that only their owner may read, and that are either there in full or not at all. */
final class PrivateFiles {

    private static final Logger LOG = Logger.getLogger(PrivateFiles.class);

    static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");
    static final FileAttribute<Set<PosixFilePermission>> PROGRAM = mode("rwx------");
    static final FileAttribute<Set<PosixFilePermission>> FOLDER = mode("rwx------");

    private PrivateFiles() {}

    /**
     * The folder, created with its parents where absent. One that is there and that others may read is taken from them, unless
     * it is somebody else's: a mounted volume belongs to the one who mounts it.
     */
    static Path folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, FOLDER);
            return folder;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        Set<PosixFilePermission> modes = view.readAttributes().permissions();
        if (!FOLDER.value().containsAll(modes)) {
            try {
                view.setPermissions(FOLDER.value());
            } catch (FileSystemException anothers) {
                LOG.warnf("others may read %s (%s), which is not this user's to change", folder, modes);
            }
        }
        return folder;
    }

    /** Writes a small file so that a reader finds the old content, the new content, or no file; never a part. */
    static void write(Path file, String content) throws IOException {
        Path partial = partial(file);
        Files.deleteIfExists(partial);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(partial, options, FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        promote(partial, file);
    }

    /** Where something is made before {@link #promote} gives it its name. On the same file system, so that a rename does. */
    static Path partial(Path finished) {
        return finished.resolveSibling(finished.getFileName() + ".partial");
    }

    /** Gives a finished file or folder its name in one step, and sees to it that the name outlives a power failure. */
    static void promote(Path partial, Path finished) throws IOException {
        Files.move(partial, finished, StandardCopyOption.ATOMIC_MOVE);
        force(finished.toAbsolutePath().getParent());
    }

    /** Forces a file's content, or a folder's list of names, to the disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a tree, following no link. Nothing happens where there is none. */
    static void delete(Path tree) throws IOException {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(tree, new Deletion());
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
