package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * Puts a database that was made beside the one in use into its place. Whatever is killed whenever, the directory holds one
 * whole database afterwards: the one before, or the new one.
 *
 * <p>The new one is made in {@code incoming/}; the file {@code incoming.ready}, written when it is complete, says under which
 * name the one before is kept, and from then on every start finishes what was begun. Nothing is ever deleted that once was in
 * use. The caller holds the directory's lock.
 */
record Replacement(Path directory, Account account) {

    private static final Logger LOG = Logger.getLogger(Replacement.class);

    /** Where the new database is made: a data directory of its own. */
    Path incoming() {
        return directory.resolve("incoming");
    }

    private Path ready() {
        return directory.resolve("incoming.ready");
    }

    private Path current() {
        return directory.resolve("postgres");
    }

    /** What an earlier attempt began: finished where the new database was complete, else thrown away. */
    void settle() throws IOException {
        Path server = incoming().resolve("postgres").resolve("data").resolve("postmaster.pid");
        if (Files.exists(server)) {
            EmbeddedPostgres.launch(incoming(), account).close();
        }
        if (Files.exists(ready())) {
            Path kept = directory.resolve(Files.readString(ready()).strip());
            Path made = incoming().resolve("postgres");
            if (Files.exists(made)) {
                if (Files.exists(current())) {
                    PrivateFiles.promote(current(), kept);
                }
                PrivateFiles.promote(made, current());
                LOG.infof("a new database is in its place; the one before is kept in %s", kept);
            }
            PrivateFiles.delete(incoming());
            Files.delete(ready());
            PrivateFiles.force(directory);
        } else {
            PrivateFiles.delete(incoming());
        }
    }

    /**
     * Puts the complete and stopped database of {@link #incoming} into its place.
     *
     * @param name the beginning of the name under which the one before is kept
     * @return where it is kept; nothing is there if there was none
     */
    Path commit(String name) throws IOException {
        Path kept = directory.resolve(name);
        for (int number = 2; Files.exists(kept); number++) {
            kept = directory.resolve(name + "-" + number);
        }
        PrivateFiles.write(ready(), kept.getFileName() + "\n");
        settle();
        return kept;
    }
}
