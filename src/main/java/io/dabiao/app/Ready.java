package io.dabiao.app;

import io.dabiao.database.Transactions;
import io.dabiao.ingest.source.SourceRuns;
import io.dabiao.ingest.stream.Streams;
import io.dabiao.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when events can be made durable: the database writes, and its disk has room. What is the matter with a stream or a
 * source is said beside it: a broker or a database that is away is no reason to send no one to this replica.
 */
@Readiness
@ApplicationScoped
class Ready implements HealthCheck {

    private static final long ROOM_NEEDED = 64L << 20;

    /** The job that asks the database most often. */
    private static final String WRITING = "folding";

    /** Longer than it may work at a time. */
    private static final Duration SILENT_AFTER = Duration.ofSeconds(40);

    private final Opening opening;
    private final BackgroundJobs jobs;
    private final Transactions transactions;
    private final Streams streams;
    private final SourceRuns sources;
    private final Optional<Path> data;

    Ready(
            Opening opening,
            BackgroundJobs jobs,
            Transactions transactions,
            Streams streams,
            SourceRuns sources,
            Settings settings) {
        this.opening = opening;
        this.jobs = jobs;
        this.transactions = transactions;
        this.streams = streams;
        this.sources = sources;
        this.data = Optional.of(settings.dataDir()).filter(Files::isDirectory);
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("events can be made durable");
        Optional<String> trouble = opening.waiting().or(transactions::trouble).or(this::silent);
        trouble.ifPresent(what -> response.withData("database", what));
        boolean room = true;
        if (data.isPresent()) {
            try {
                long free = Files.getFileStore(data.get()).getUsableSpace();
                room = free >= ROOM_NEEDED;
                response.withData("freeBytes", free);
            } catch (IOException unknown) {
                response.withData("freeBytes", "unknown: " + unknown.getMessage());
            }
        }
        streams.troubles().forEach((name, matter) -> response.withData("stream " + name, matter.orElse("works")));
        sources.troubles().forEach((name, matter) -> response.withData("source " + name, matter.orElse("works")));
        return response.status(trouble.isEmpty() && room).build();
    }

    /** A database that answers nothing at all is no failure for minutes yet, and takes nothing. */
    private Optional<String> silent() {
        return jobs.health().stream()
                .filter(health ->
                        health.name().equals(WRITING) && health.lastSuccess().compareTo(SILENT_AFTER) > 0)
                .map(health -> "nothing could be written: " + health.words())
                .findFirst();
    }
}
