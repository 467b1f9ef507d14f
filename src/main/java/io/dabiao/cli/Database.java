package io.dabiao.cli;

import io.dabiao.launch.Service;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The database that a service started here would use.
 *
 * @param directory of the embedded one
 * @param external the configured one, absent where the embedded one is used
 */
record Database(SmallRyeConfig settings, Path directory, Optional<DataSource> external) {

    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** @param directory as an option says; null where it does not, and then configuration says it */
    static Database configured(Path directory) {
        try {
            SmallRyeConfig settings = Service.settings();
            Path data = directory != null
                    ? directory
                    : Path.of(settings.getOptionalValue("dabiao.data-dir", String.class)
                            .orElse("data"));
            Optional<DataSource> external = directory != null
                    ? Optional.empty()
                    : settings.getOptionalValue("quarkus.datasource.jdbc.url", String.class)
                            .map(url -> source(url, settings));
            return new Database(settings, data, external);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static DataSource source(String url, SmallRyeConfig settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        settings.getOptionalValue("quarkus.datasource.username", String.class).ifPresent(source::setUser);
        settings.getOptionalValue("quarkus.datasource.password", String.class).ifPresent(source::setPassword);
        return source;
    }

    /** Something to be done with a database. */
    @FunctionalInterface
    interface Work<T> {
        T on(DataSource database);
    }

    /** Does it with the running service's database, and where no service runs with the embedded one, started for it. */
    <T> T use(Work<T> work) {
        if (external.isPresent()) {
            return work.on(external.get());
        }
        if (!EmbeddedPostgres.isIn(directory)) {
            throw new CommandFailure("there is no database in " + directory
                    + ": name the service's data directory with --data-dir or DABIAO_DATA_DIR");
        }
        Optional<DataSource> running = EmbeddedPostgres.running(directory);
        if (running.isPresent()) {
            return work.on(running.get());
        }
        try (EmbeddedPostgres started = EmbeddedPostgres.start(directory, PATIENCE)) {
            return work.on(started.dataSource());
        }
    }
}
