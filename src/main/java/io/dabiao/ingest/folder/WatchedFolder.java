package io.dabiao.ingest.folder;

import com.fasterxml.jackson.core.JsonPointer;
import io.dabiao.ingest.source.ArrivingFiles;
import io.dabiao.ingest.source.Contents;
import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Rows;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.ingest.source.Start;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder into which files are put. */
@ApplicationScoped
class WatchedFolder implements SourceKind {

    /** A file that was written to just now may be written to still. */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final Contents contents;

    WatchedFolder(Contents contents) {
        this.contents = contents;
    }

    @Override
    public String name() {
        return "folder";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        declaring.expect(fields.whole(), false, "a folder of the service's machine");
        Optional<Path> path = fields.required("path").flatMap(Cursor::word).map(Path::of);
        String files = fields.optional("files").flatMap(Cursor::word).orElse("*");
        Duration settle = fields.optional("settle")
                .flatMap(at -> Lengths.read(at, Duration.ZERO, Duration.ofDays(1)))
                .orElse(SETTLE);
        Optional<JsonPointer> items = fields.optional("items")
                .flatMap(at -> at.text()
                        .filter(text -> at.expect(
                                text.startsWith("/"),
                                "a place in the document",
                                "write it as a JSON pointer, such as /data")))
                .map(JsonPointer::compile);
        return path.map(folder -> new Folder(contents, folder, files, settle, items));
    }

    /** The folder as declared. */
    record Folder(Contents contents, Path path, String files, Duration settle, Optional<JsonPointer> items)
            implements Place.Fetched {

        @Override
        public Rows open(Start start) throws IOException {
            return new ArrivingFiles(new Listing(path, files, settle, start.now()), contents, items, start);
        }
    }

    /** The files in the folder itself; those in folders below are not looked at, and what begins with a dot is under way. */
    private record Listing(Path path, String glob, Duration settle, Instant now) implements ArrivingFiles.Store {

        @Override
        public List<ArrivingFiles.Arrived> files() throws IOException {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            List<ArrivingFiles.Arrived> arrived = new ArrayList<>();
            try (Stream<Path> all = Files.list(path)) {
                for (Path file : all.toList()) {
                    arrived(file, matcher).ifPresent(arrived::add);
                }
            } catch (NoSuchFileException none) {
                throw new IOException("there is no folder " + none.getFile(), none);
            }
            return arrived;
        }

        private Optional<ArrivingFiles.Arrived> arrived(Path file, PathMatcher matcher) throws IOException {
            String name = file.getFileName().toString();
            if (name.startsWith(".") || !matcher.matches(file.getFileName())) {
                return Optional.empty();
            }
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                Instant written = attributes.lastModifiedTime().toInstant();
                return attributes.isRegularFile() && !written.isAfter(now.minus(settle))
                        ? Optional.of(
                                new ArrivingFiles.Arrived(name, attributes.size(), attributes.size() + " " + written))
                        : Optional.empty();
            } catch (NoSuchFileException gone) {
                return Optional.empty(); // It was renamed or taken away just now.
            }
        }

        @Override
        public Optional<byte[]> read(ArrivingFiles.Arrived file) throws IOException {
            Path at = path.resolve(file.name());
            try {
                byte[] content = Files.readAllBytes(at);
                return Optional.of(content).filter(read -> read.length == file.size() && mark(at).equals(file.mark()));
            } catch (NoSuchFileException gone) {
                return Optional.empty();
            }
        }

        private static String mark(Path file) {
            try {
                BasicFileAttributes now =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return now.size() + " " + now.lastModifiedTime().toInstant();
            } catch (IOException gone) {
                return "";
            }
        }

        @Override
        public void close() {
            // Nothing is held open between files.
        }
    }
}
