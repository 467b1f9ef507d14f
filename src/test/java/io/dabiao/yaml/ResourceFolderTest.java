package io.dabiao.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.declare.Catalogue;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceFolderTest {

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void aFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("declarations"));
    }

    @Test
    void shippedFilesAreNamedFromTheirFolder() {
        assertThat(ResourceFolder.shipped("catalogue"))
                .extracting(FileText::file)
                .contains("2024/it-operations.yaml");
    }

    @Test
    void shippedFilesAreFoundInAJarWithoutDirectoryEntries() throws Exception {
        Path jar = temporary.resolve("with space/product.jar");
        Files.createDirectory(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            copyClasses(zip);
            entry(zip, "catalogue/2024/a.yaml", "project: a".getBytes(StandardCharsets.UTF_8));
            entry(zip, "catalogue/readme.txt", new byte[0]);
        }
        ClassLoader snakeYaml = new OnlyYaml();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, snakeYaml)) {
            Object files = loader.loadClass(ResourceFolder.class.getName())
                    .getMethod("shipped", String.class)
                    .invoke(null, "catalogue");

            assertThat(files).hasToString("[FileText[file=2024/a.yaml, text=project: a, unreadable=Optional.empty]]");
        }
    }

    @Test
    void aShippedFolderThatIsNotThereHoldsNothing() {
        assertThat(ResourceFolder.shipped("no-such-folder")).isEmpty();
    }

    @Test
    void bothEndingsAreReadAtAnyDepthInTheOrderOfTheirNames() throws IOException {
        write("b.yml", "b");
        write("a/c.yaml", "c");
        write("notes.txt", "no");

        assertThat(ResourceFolder.folder(folder))
                .containsExactly(FileText.of("a/c.yaml", "c"), FileText.of("b.yml", "b"));
    }

    @Test
    void aMountedConfigMapIsReadOnce() throws IOException {
        write("..2024_07_01/a.yaml", "a");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2024_07_01"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));

        assertThat(ResourceFolder.folder(folder)).containsExactly(FileText.of("a.yaml", "a"));
    }

    @Test
    void aLinkedFolderIsReadAndALinkInACircleIsNot() throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("a.yaml"), "a");
        Files.createSymbolicLink(folder.resolve("linked"), elsewhere);
        Files.createSymbolicLink(folder.resolve("circle"), folder);

        assertThat(ResourceFolder.folder(folder)).containsExactly(FileText.of("linked/a.yaml", "a"));
    }

    @Test
    void hiddenFilesAreNotRead() throws IOException {
        write(".a.yaml", "a");
        write(".git/b.yaml", "b");

        assertThat(ResourceFolder.folder(folder)).isEmpty();
    }

    @Test
    void aFileThatIsNotUtf8IsAFaultAtItsByte() throws IOException {
        Files.write(folder.resolve("a.yaml"), "project: a\nname: 达标".getBytes(Charset.forName("GBK")));

        assertThat(ResourceFolder.folder(folder))
                .singleElement()
                .extracting(file -> file.unreadable().orElseThrow().toString())
                .isEqualTo("a.yaml:2:7: found the byte 0xB4, expected UTF-8; mend: save the file as UTF-8");
    }

    @Test
    void aFileThatEndsInsideACharacterIsAFault() throws IOException {
        Files.write(folder.resolve("a.yaml"), new byte[] {'a', (byte) 0xE8, (byte) 0xBE});

        assertThat(ResourceFolder.folder(folder).get(0).unreadable())
                .get()
                .extracting(Fault::column)
                .isEqualTo(2);
    }

    @Test
    void aFileTooLongIsAFault() throws IOException {
        Files.write(folder.resolve("a.yaml"), new byte[Source.LIMIT + 1]);

        assertThat(ResourceFolder.folder(folder).get(0).unreadable()).isPresent();
    }

    @Test
    void aLinkThatLeadsNowhereIsAFault() throws IOException {
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("gone.yaml"));

        assertThat(ResourceFolder.folder(folder).get(0).unreadable()).isPresent();
    }

    @Test
    void aFolderThatIsNotThereIsAFault() {
        Path absent = temporary.resolve("absent");

        assertThat(Catalogue.load(ResourceFolder.folder(absent)).refused()).containsOnlyKeys(absent.toString());
    }

    @Test
    void theFingerprintChangesWithNamesSizesAndTimes() throws IOException {
        write("a.yaml", "a");
        Files.setLastModifiedTime(folder.resolve("a.yaml"), FileTime.from(Instant.EPOCH));
        String first = ResourceFolder.fingerprint(folder);
        assertThat(ResourceFolder.fingerprint(folder)).isEqualTo(first);

        Files.setLastModifiedTime(folder.resolve("a.yaml"), FileTime.from(Instant.EPOCH.plusSeconds(1)));
        String touched = ResourceFolder.fingerprint(folder);
        write("b.yaml", "b");

        assertThat(touched).isNotEqualTo(first);
        assertThat(ResourceFolder.fingerprint(folder)).isNotEqualTo(touched);
    }

    @Test
    void theFingerprintOfAFolderThatIsNotThereChangesOnceItIs() throws IOException {
        Path later = temporary.resolve("later");
        String absent = ResourceFolder.fingerprint(later);
        Files.createDirectory(later);

        assertThat(ResourceFolder.fingerprint(later)).isNotEqualTo(absent);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void copyClasses(ZipOutputStream zip) throws Exception {
        Path classes = Path.of(
                        ResourceFolder.class.getResource("ResourceFolder.class").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entry(zip, "io/dabiao/yaml/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** Hides this project's own classes, so that they come from the jar. */
    private static final class OnlyYaml extends ClassLoader {
        OnlyYaml() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.dabiao")) {
                throw new ClassNotFoundException(name);
            }
            return ResourceFolderTest.class.getClassLoader().loadClass(name);
        }
    }
}
