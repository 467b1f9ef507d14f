package io.dabiao.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.dabiao.Patience;
import io.dabiao.core.event.Event;
import io.dabiao.database.Transactions;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.lifecycle.News;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import io.dabiao.settings.Settings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database of a test class's own, as the service makes it, without the service: {@link #replica} is what a replica has of the store.
 * One server is started for all classes, and stopped after the last.
 */
final class StoreDatabase implements BeforeAllCallback, AfterAllCallback {

    /** When events are received. */
    static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");

    private static final String MIGRATED = "migrated";

    private Path archive;
    private AgroalDataSource dataSource;

    /** The server, and a database in it that the others are copies of. */
    private static final class Server implements AutoCloseable {

        private static final AtomicInteger COPIES = new AtomicInteger();

        private final Path folder;
        private final EmbeddedPostgres postgres;

        Server() {
            try {
                folder = Files.createTempDirectory("dabiao-store");
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
            postgres = EmbeddedPostgres.start(folder.resolve("data"), Patience.PATIENCE);
            execute("create database " + MIGRATED);
            Flyway.configure()
                    .dataSource(url(MIGRATED), postgres.user(), postgres.password())
                    .load()
                    .migrate();
        }

        private String url(String database) {
            String url = postgres.jdbcUrl();
            return url.substring(0, url.lastIndexOf('/') + 1) + database;
        }

        private void execute(String sql) {
            try (Connection connection =
                            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        AgroalDataSource copy() {
            String name = "copy" + COPIES.incrementAndGet();
            execute("create database " + name + " template " + MIGRATED);
            try {
                return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(8)
                                .acquisitionTimeout(Duration.ofMinutes(1))
                                .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url(name))
                                        .jdbcProperty("reWriteBatchedInserts", "true")
                                        .principal(new NamePrincipal(postgres.user()))
                                        .credential(new SimplePassword(postgres.password())))));
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Server server = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(StoreDatabase.class))
                .computeIfAbsent("server", any -> new Server(), Server.class);
        archive = Files.createTempDirectory("dabiao-archive");
        dataSource = server.copy();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        dataSource.close();
        delete(archive);
    }

    AgroalDataSource dataSource() {
        return dataSource;
    }

    /** Where exports lie. */
    Path archive() {
        return archive;
    }

    /** One replica's: what it remembers is its own. */
    Replica replica() {
        return new Replica(this);
    }

    /** What a replica has of the store. */
    static final class Replica {

        final Transactions transactions;
        final SeriesRegister register;
        final NameDictionary names;
        final EventLog log;
        final Folding folding;
        final EventExports exports;
        final Backfill backfill;
        final FactsReader facts;
        final Corrections corrections;

        private Replica(StoreDatabase database) {
            transactions = new Transactions(database.dataSource);
            register = new SeriesRegister(transactions);
            names = new NameDictionary(transactions);
            log = new EventLog(
                    transactions, register, names, new Partitions(transactions), new Refusals(transactions), silent());
            folding = new Folding(transactions);
            exports = new EventExports(transactions, names, settings(database.archive));
            backfill = new Backfill(transactions, register, exports);
            facts = new FactsReader(transactions, register, exports);
            corrections = new Corrections(transactions, register, log, facts);
            register.refresh();
        }

        /** Appends events; each is {@code id time data}. */
        EventLog.Appended append(String type, String... events) {
            return log.append(
                    Stream.of(events).map(event -> arrival(type, event)).toList(), List.of(), "test", RECEIVED);
        }
    }

    /** @param event {@code id time data}, the data as JSON */
    static Arrival arrival(String type, String event) {
        String[] parts = event.split(" ", 3);
        String body = "{\"specversion\":\"1.0\",\"source\":\"/" + type + "\",\"id\":\"" + parts[0] + "\",\"type\":\""
                + type + "\",\"time\":\"" + parts[1] + "\",\"data\":" + parts[2] + "}";
        CloudEvents.Reading reading = CloudEvents.read(body.getBytes(StandardCharsets.UTF_8), 0, RECEIVED);
        return reading.arrival()
                .orElseThrow(() -> new IllegalArgumentException(
                        reading.refusal().orElseThrow().detail().english()));
    }

    private static Settings settings(Path archive) {
        return (Settings) Proxy.newProxyInstance(
                Settings.class.getClassLoader(),
                new Class<?>[] {Settings.class},
                (any, method, arguments) -> switch (method.getName()) {
                    case "archive" -> Optional.of(archive);
                    case "dataDir" -> archive;
                    // The store asks for nothing else; a test that does is told which setting it lacks.
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** No one evaluates here. */
    @SuppressWarnings("unchecked")
    private static jakarta.enterprise.event.Event<News> silent() {
        return (jakarta.enterprise.event.Event<News>) Proxy.newProxyInstance(
                Event.class.getClassLoader(),
                new Class<?>[] {jakarta.enterprise.event.Event.class},
                (any, method, arguments) -> null);
    }
}
