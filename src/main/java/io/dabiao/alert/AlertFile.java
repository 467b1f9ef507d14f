package io.dabiao.alert;

import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.Shelf;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The alert settings in force, from the file that {@code dabiao.alerts} names. Safe for use by several threads: what is in
 * force is immutable and replaced as a whole. A wrong file changes nothing; its faults are kept until it is mended.
 */
@ApplicationScoped
public class AlertFile {

    private static final Logger LOG = Logger.getLogger(AlertFile.class);

    private final Optional<Path> file;
    private final AlertSettingsReader reader;
    private volatile AlertSettings inForce = AlertSettings.NONE;
    private volatile List<Fault> faults = List.of();
    private String seen = "";

    AlertFile(Settings settings, Instance<Channel> channels) {
        this.file = settings.alerts();
        Map<String, Channel> byName = channels.stream().collect(Collectors.toMap(Channel::name, channel -> channel));
        this.reader = new AlertSettingsReader(byName, settings.zone());
    }

    AlertSettings inForce() {
        return inForce;
    }

    /** What is wrong in the file; empty where it is accepted or there is none. */
    public List<Fault> faults() {
        return faults;
    }

    /** Reads the file where it has changed since the last look; returns whether other settings are in force now. */
    synchronized boolean look() {
        if (file.isEmpty()) {
            return false;
        }
        Path path = file.get();
        String fingerprint = Files.isRegularFile(path) ? Shelf.fingerprint(path) : "missing";
        if (fingerprint.equals(seen)) {
            return false;
        }
        seen = fingerprint;
        FileText text = FileText.read(path.getFileName().toString(), () -> Files.newInputStream(path));
        if (text.unreadable().isPresent()) {
            refuse(List.of(text.unreadable().get()));
            return false;
        }
        AlertSettingsReader.Outcome outcome = reader.read(text.file(), text.text());
        if (outcome.settings().isEmpty()) {
            refuse(outcome.faults());
            return false;
        }
        AlertSettings before = inForce;
        inForce = outcome.settings().get();
        faults = List.of();
        AlertSettingsReader.close(before);
        LOG.infof(
                "alerts go by %d routes to %s",
                inForce.routes().size(),
                new java.util.TreeSet<>(inForce.receivers().keySet()));
        return true;
    }

    private void refuse(List<Fault> told) {
        faults = List.copyOf(told);
        LOG.errorf(
                "alert settings refused, those in force stay: %s",
                told.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    }

    @PreDestroy
    void close() {
        AlertSettingsReader.close(inForce);
    }
}
