package io.dabiao.ingest.folder;

import io.dabiao.ingest.source.ArrivingFilesContract;
import io.dabiao.ingest.source.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest extends ArrivingFilesContract {

    @TempDir
    Path folder;

    @Override
    protected Place.Fetched place(String files) {
        return new WatchedFolder.Folder(contents(), folder, files, Duration.ZERO, Optional.empty());
    }

    @Override
    protected void put(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
    }

    @Override
    protected boolean cut() throws IOException {
        return Files.deleteIfExists(folder.resolve("a.csv")) && Files.deleteIfExists(folder);
    }
}
