package io.dabiao.ingest.stream;

import io.dabiao.ingest.Intake;
import io.dabiao.lifecycle.Draining;
import io.dabiao.lifecycle.StoreOpened;
import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The streams that the file which {@code dabiao.streams} names declares. Without it nothing here does anything. */
@ApplicationScoped
public class Streams {

    private static final Logger LOG = Logger.getLogger(Streams.class);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final Settings settings;
    private final Instance<Broker> brokers;
    private final Intake intake;
    private final MeterRegistry meters;
    private volatile List<Feed> feeds = List.of();
    private boolean begun;

    Streams(Settings settings, Instance<Broker> brokers, Intake intake, MeterRegistry meters) {
        this.settings = settings;
        this.brokers = brokers;
        this.intake = intake;
        this.meters = meters;
    }

    /** @throws IllegalStateException where the file is wrong: the service does not start, and says all that is wrong */
    void read(@Observes StartupEvent started) {
        settings.streams().ifPresent(file -> {
            int limit = Math.toIntExact(settings.eventLimit().asLongValue());
            feeds = declared(file).stream()
                    .map(stream -> new Feed(stream, intake, limit, meters))
                    .toList();
        });
    }

    void start(@Observes @Priority(StoreOpened.SOURCES) StoreOpened store) {
        if (!feeds.isEmpty() && !begun) {
            begun = true;
            feeds.forEach(Feed::start);
            LOG.infof(
                    "streams are read: %s",
                    feeds.stream().map(feed -> feed.stream().name()).collect(Collectors.joining(", ")));
        }
    }

    private List<Stream> declared(Path file) {
        FileText text = FileText.read(file.getFileName().toString(), () -> Files.newInputStream(file));
        if (text.unreadable().isPresent()) {
            throw refused(List.of(text.unreadable().get()));
        }
        Map<String, Broker> byName = brokers.stream().collect(Collectors.toMap(Broker::name, broker -> broker));
        StreamsReader.StreamsReading streamsReading =
                new StreamsReader(byName, settings.zone()).read(text.file(), text.text());
        if (!streamsReading.faults().isEmpty()) {
            throw refused(streamsReading.faults());
        }
        return streamsReading.streams();
    }

    private static IllegalStateException refused(List<Fault> faults) {
        return new IllegalStateException("the file of streams (dabiao.streams) is refused: "
                + faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    }

    void stop(@Observes @Priority(Draining.GIVERS) ShutdownEvent stopping) throws InterruptedException {
        for (Feed feed : feeds) {
            feed.stop(STOP_PATIENCE);
        }
    }

    /** What is the matter with each stream, by name; empty where nothing is. */
    public Map<String, Optional<String>> troubles() {
        Map<String, Optional<String>> troubles = new TreeMap<>();
        feeds.forEach(feed -> troubles.put(feed.stream().name(), feed.trouble()));
        return troubles;
    }

    /** @throws IllegalStateException where a stream cannot take messages, for the one who tells of troubles */
    public void expectWell() {
        String troubles = troubles().entrySet().stream()
                .filter(one -> one.getValue().isPresent())
                .map(one -> one.getKey() + ": " + one.getValue().get())
                .collect(Collectors.joining("; "));
        if (!troubles.isEmpty()) {
            throw new IllegalStateException(troubles);
        }
    }
}
