package io.dabiao.postgres.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs and libraries for this platform, as packed in a jar on the class path. */
final class Binaries {

    private static final Pattern VERSION_OF_JAR = Pattern.compile("-(\\d+(?:\\.\\d+)+)\\.jar!");

    private Binaries() {}

    /**
     * Extracts the archive once into {@code <folder>/<version>}. A kill at any moment leaves a folder named
     * {@code .partial}, which the next call throws away.
     *
     * @param folder an existing folder in which nobody else works
     * @return the folder with {@code bin}, {@code lib} and {@code share}
     */
    static Path extractInto(Path folder, Account account) throws IOException {
        URL archive = archive();
        Path home = folder.resolve(version(archive));
        Path partial = PrivateFiles.partial(home);
        PrivateFiles.delete(partial);
        if (!Files.isDirectory(home)) {
            Files.createDirectory(partial, PrivateFiles.FOLDER);
            URLConnection connection = archive.openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                unpack(in, partial);
            }
            forceFolders(partial);
            account.own(partial);
            PrivateFiles.promote(partial, home);
        }
        return home;
    }

    /** Unpacks a tar.xz. An entry or a link that leads out of the folder is an error, as is an entry of any other kind. */
    static void unpack(InputStream archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)));
                BackgroundWriter writer = new BackgroundWriter()) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = inside(folder, folder.resolve(entry.getName()), entry);
                if (entry.isDirectory()) {
                    PrivateFiles.folder(path);
                    continue;
                }
                Path parent = PrivateFiles.folder(path.getParent());
                if (!parent.toRealPath().equals(parent)) {
                    // Below a link ".." means another place than it says, so the check above would not hold.
                    throw new IOException("The archive's entry " + entry.getName() + " lies below a symbolic link.");
                }
                if (entry.isSymbolicLink()) {
                    inside(folder, parent.resolve(entry.getLinkName()), entry);
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile() && !entry.isLink()) {
                    boolean program = (entry.getMode() & 0100) != 0;
                    writer.write(path, tar.readAllBytes(), program ? PrivateFiles.PROGRAM : PrivateFiles.FILE);
                } else {
                    throw new IOException("The archive holds " + entry.getName()
                            + ", which is neither a file nor a folder nor a symbolic link.");
                }
            }
        }
    }

    private static Path inside(Path folder, Path path, TarArchiveEntry entry) throws IOException {
        Path normal = path.normalize();
        if (!normal.startsWith(folder)) {
            throw new IOException("The archive's entry " + entry.getName() + " leads out of its folder, to " + normal
                    + ". Nothing of it was put to use.");
        }
        return normal;
    }

    /** Such as 17.11.0. */
    static String bundledVersion() throws IOException {
        return version(archive());
    }

    private static URL archive() {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String name = switch (processor) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
            default -> null;
        };
        URL found = "Linux".equals(system) && name != null
                ? Binaries.class.getClassLoader().getResource(name)
                : null;
        if (found == null) {
            throw new IllegalStateException(
                    "There is no built-in PostgreSQL for " + system + " on " + processor
                            + ", only for Linux on x86_64 and arm64. Start with the address of an external PostgreSQL instead.");
        }
        return found;
    }

    /**
     * The version in the jar's name. In a repacked jar without one, the archive's length stands in: all that matters is
     * that other binaries get another folder.
     */
    private static String version(URL archive) throws IOException {
        Matcher version = VERSION_OF_JAR.matcher(archive.toString());
        if (version.find()) {
            return version.group(1);
        }
        URLConnection connection = archive.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in == null ? "unknown" : "length-" + connection.getContentLengthLong();
        }
    }

    /** Forces the lists of names, as the files are already; else a power failure soon after could leave some out. */
    private static void forceFolders(Path top) throws IOException {
        try (Stream<Path> tree = Files.walk(top)) {
            for (Path folder : tree.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                PrivateFiles.force(folder);
            }
        }
    }
}
