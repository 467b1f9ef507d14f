package io.dabiao.launch;

import io.dabiao.postgres.embedded.EmbeddedPostgres;
import io.dabiao.settings.SecretFiles;
import io.quarkus.runtime.Quarkus;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The service: the application, and before it the embedded database where no other is configured. */
public final class Service {

    /** After a crash a large database may have hours to recover; meanwhile the service lives and says what it waits for. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);

    private static volatile boolean embedded;

    private Service() {}

    /** Whether this process runs its database itself. */
    public static boolean embedded() {
        return embedded;
    }

    /**
     * Returns when the service has stopped, or ends the process with it.
     *
     * @throws StartRefused where it must not start with these settings
     */
    public static void run() throws IOException {
        SmallRyeConfig settings = settings();
        StartChecks.check(settings);
        if (settings.getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                .isPresent()) {
            Quarkus.run();
            return;
        }
        Path directory = Path.of(
                settings.getOptionalValue("dabiao.data-dir", String.class).orElse("data"));
        if (settings.getOptionalValue("dabiao.encryption-key", String.class).isEmpty()) {
            System.setProperty("dabiao.encryption-key", EncryptionKey.of(directory));
        }
        EmbeddedPostgres database = EmbeddedPostgres.launch(directory);
        embedded = true;
        System.setProperty("quarkus.datasource.jdbc.url", database.jdbcUrl());
        System.setProperty("quarkus.datasource.username", database.user());
        System.setProperty("quarkus.datasource.password", database.password());
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitClosed(closed), "dabiao-database-stop"));
        // Beside the application, which takes about as long.
        Thread start = new Thread(() -> awaitReady(database), "dabiao-database-start");
        start.setDaemon(true);
        start.start();
        Quarkus.run(null, (status, failure) -> stopped(database, closed, status, failure));
    }

    private static void awaitReady(EmbeddedPostgres database) {
        try {
            database.awaitReady(PATIENCE);
        } catch (Throwable failed) { // Errors too: the service would wait for ever for a database that never comes.
            if (!database.isClosed()) {
                Logger.getLogger(Service.class).error("the database cannot run", failed);
                Quarkus.asyncExit(1);
            }
        }
    }

    /** The database stops after the application has: requests under way still needed it. */
    private static void stopped(EmbeddedPostgres database, CountDownLatch closed, int status, Throwable failure) {
        if (failure != null) {
            Logger.getLogger(Service.class).error("the service cannot run", failure);
        }
        database.close();
        closed.countDown();
        System.exit(status);
    }

    /** On a signal the JVM ends as soon as its hooks have: this one keeps it until the database has stopped as well. */
    private static void awaitClosed(CountDownLatch closed) {
        try {
            if (!closed.await(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("dabiao: the database was left running; the next start takes it over");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the operator set, without Quarkus, whose start a command need not wait for: environment, system properties and config/application.properties. */
    public static SmallRyeConfig settings() throws IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addSystemSources();
        Path file = Path.of("config", "application.properties");
        if (Files.exists(file)) {
            URL url = file.toUri().toURL();
            builder.withSources(new PropertiesConfigSource(url, 260));
        }
        try {
            return builder.withSources(new SecretFiles()).build();
        } catch (IllegalArgumentException wrong) {
            throw new StartRefused(wrong.getMessage(), wrong);
        }
    }
}
