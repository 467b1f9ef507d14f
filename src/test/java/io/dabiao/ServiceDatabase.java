package io.dabiao;

import io.dabiao.postgres.embedded.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of the tests' own, in a folder that goes with it, and everything else the service wants to be told. */
public class ServiceDatabase implements QuarkusTestResourceLifecycleManager {

    /** Bearer token of the first administrator. */
    public static final String ADMIN_TOKEN = "the-first-administrator-of-the-tests";

    /** 32 bytes of base 64. */
    private static final String ENCRYPTION_KEY = "a2VwdCBhcGFydCBmcm9tIHdoYXQgaXQgZW5jcnlwdHM=";

    private static final Duration PATIENCE = Patience.PATIENCE;

    private Path folder;
    private EmbeddedPostgres database;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("dabiao-test");
            Path data = folder.resolve("data");
            Path declarations = Files.createDirectory(folder.resolve("declarations"));
            Path sources = Files.createDirectory(folder.resolve("sources"));
            Path calendars = Files.createDirectory(folder.resolve("calendars"));
            Path alerts = Files.writeString(folder.resolve("alerts.yaml"), "receivers: {}\nroutes: []\n");
            database = EmbeddedPostgres.start(data, PATIENCE);
            return Map.ofEntries(
                    // Tests come from addresses of their own by saying so in X-Forwarded-For.
                    Map.entry("dabiao.trusted-proxies", "127.0.0.0/8"),
                    Map.entry("dabiao.encryption-key", ENCRYPTION_KEY),
                    Map.entry("quarkus.datasource.jdbc.url", database.jdbcUrl()),
                    Map.entry("quarkus.datasource.username", database.user()),
                    Map.entry("quarkus.datasource.password", database.password()),
                    Map.entry("quarkus.http.test-port", "0"),
                    // Half a minute, as it is otherwise, is too short where other tests share the machine.
                    Map.entry("quarkus.http.test-timeout", PATIENCE.toString()),
                    // A test asks as soon as the port is open.
                    Map.entry("dabiao.open-within", "5M"),
                    Map.entry("dabiao.data-dir", data.toString()),
                    Map.entry("dabiao.admin-token", ADMIN_TOKEN),
                    Map.entry("dabiao.allowed-origins", "https://board.example.org"),
                    Map.entry("dabiao.sources", sources.toString()),
                    Map.entry("dabiao.declarations", declarations.toString()),
                    Map.entry("dabiao.calendars", calendars.toString()),
                    Map.entry("dabiao.alerts", alerts.toString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
        if (folder != null) {
            delete(folder);
        }
    }

    /** Deletes a tree; what is in it is not followed. */
    public static void delete(Path tree) {
        try (Stream<Path> all = Files.walk(tree)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
