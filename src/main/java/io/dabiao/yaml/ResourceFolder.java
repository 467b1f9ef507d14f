package io.dabiao.yaml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Where the YAML files are: in the product, or in a folder of the user's. Results are in the order of the names. */
public final class ResourceFolder {

    private static final int DEEPEST = 12;

    private ResourceFolder() {}

    /**
     * The {@code .yaml} files below a folder of the class path, from directories and from jars.
     *
     * <p>A jar need not have entries for its directories, and a class loader need not list them, so the place that this
     * class itself was loaded from is looked through as well as what the class loader finds.
     *
     * @throws UncheckedIOException where the product itself cannot be read
     */
    public static List<FileText> shipped(String folder) {
        Map<String, FileText> files = new TreeMap<>();
        try {
            for (Path root : roots(folder)) {
                if (Files.isRegularFile(root)) {
                    packed(root, folder + "/").forEach(files::putIfAbsent);
                } else if (Files.isDirectory(root.resolve(folder))) {
                    folder(root.resolve(folder)).forEach(file -> files.putIfAbsent(file.file(), file));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("the shipped folder " + folder + " cannot be read", broken);
        }
        return List.copyOf(files.values());
    }

    /** Jars, and the directories that hold the folder. */
    private static Set<Path> roots(String folder) throws IOException {
        Set<Path> roots = new LinkedHashSet<>();
        CodeSource here = ResourceFolder.class.getProtectionDomain().getCodeSource();
        if (here != null && here.getLocation() != null) {
            path(here.getLocation().toString()).ifPresent(roots::add);
        }
        ClassLoader loader = ResourceFolder.class.getClassLoader();
        for (URL url : Collections.list(loader.getResources(folder))) {
            root(url, folder).ifPresent(roots::add);
        }
        return roots;
    }

    private static Optional<Path> root(URL url, String folder) {
        String text = url.toString();
        int inside = text.indexOf("!/");
        if (url.getProtocol().equals("jar") && inside > 0) {
            return path(text.substring("jar:".length(), inside));
        }
        Optional<Path> found = path(text);
        return found.map(path -> {
            Path root = path;
            for (int depth = Path.of(folder).getNameCount(); depth > 0; depth--) {
                root = root.getParent();
            }
            return root;
        });
    }

    private static Optional<Path> path(String url) {
        // Quarkus's and other loaders may end a jar's URL with "!/".
        String plain = url.startsWith("jar:") ? url.substring("jar:".length()) : url;
        String file = plain.endsWith("!/") ? plain.substring(0, plain.length() - 2) : plain;
        try {
            return file.startsWith("file:") ? Optional.of(Path.of(new URI(file))) : Optional.empty();
        } catch (URISyntaxException unescaped) {
            return Optional.of(Path.of(file.substring("file:".length())));
        }
    }

    private static Map<String, FileText> packed(Path jar, String prefix) throws IOException {
        Map<String, FileText> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().startsWith(prefix) && yaml(entry.getName()) && !entry.isDirectory()) {
                    String name = entry.getName().substring(prefix.length());
                    files.put(name, FileText.read(name, () -> zip.getInputStream(entry)));
                }
            }
        }
        return files;
    }

    /**
     * The {@code .yaml} and {@code .yml} files in a folder and the folders in it. Links are followed; what begins with a
     * dot is not looked at, such as the {@code ..data} that a mounted ConfigMap keeps its files in.
     *
     * <p>What cannot be read, the folder itself included, is told in its place.
     */
    public static List<FileText> folder(Path folder) {
        Map<String, FileText> files = new TreeMap<>();
        walk(
                folder,
                (file, found) -> files.put(file, FileText.read(file, () -> Files.newInputStream(found.path()))),
                (file, failed) -> files.put(
                        file,
                        FileText.unreadable(
                                file,
                                "nothing readable (" + failed + ")",
                                "a folder or file",
                                "look at its path and permissions")));
        return List.copyOf(files.values());
    }

    /** Changes when a file of the folder is added, removed or written: names, sizes and times, no content. */
    public static String fingerprint(Path folder) {
        Map<String, String> files = new TreeMap<>();
        walk(
                folder,
                (file, found) -> files.put(
                        file,
                        found.attributes().size() + " "
                                + found.attributes().lastModifiedTime().toInstant() + " "
                                + found.attributes().fileKey()),
                (file, failed) -> files.put(file, failed.toString()));
        return files.toString();
    }

    private record Found(Path path, BasicFileAttributes attributes) {}

    private static void walk(Path folder, BiConsumer<String, Found> file, BiConsumer<String, IOException> failure) {
        SimpleFileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                return hidden(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                // A pipe would never end; a link that leads nowhere is reported by reading it.
                boolean readable = attributes.isRegularFile() || attributes.isSymbolicLink();
                if (readable && yaml(path.toString()) && !hidden(path)) {
                    file.accept(name(path), new Found(path, attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failed) {
                if (!(failed instanceof FileSystemLoopException) && !hidden(path)) {
                    failure.accept(name(path), failed);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failed) {
                if (failed != null) {
                    failure.accept(name(dir), failed);
                }
                return FileVisitResult.CONTINUE;
            }

            private String name(Path path) {
                return path.equals(folder)
                        ? folder.toString()
                        : folder.relativize(path).toString().replace('\\', '/');
            }

            private boolean hidden(Path path) {
                return !path.equals(folder) && path.getFileName().toString().startsWith(".");
            }
        };
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, visitor);
        } catch (IOException failed) {
            failure.accept(folder.toString(), failed);
        }
    }

    private static boolean yaml(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }
}
