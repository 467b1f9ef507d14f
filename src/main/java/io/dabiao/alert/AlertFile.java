package io.dabiao.alert;

import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The alert settings in force, from the file that {@code dabiao.alerts} names, or where it names none from what administrators keep on
 * pages. Safe for use by several threads: what is in
 * force is immutable and replaced as a whole. A wrong file changes nothing; its faults are kept until it is mended.
 */
@ApplicationScoped
public class AlertFile {

    private static final Logger LOG = Logger.getLogger(AlertFile.class);

    private final Optional<Path> file;
    private final AlertSettingsReader reader;
    private final KeptSettings kept;
    private volatile AlertSettings inForce = AlertSettings.NONE;
    private volatile List<Fault> faults = List.of();
    private Map<String, String> wrongTexts = Map.of();
    private Map<String, String> wrongTemplates = Map.of();
    private final ServiceHealth serviceHealth;
    private final ZoneId zone;
    private String seen = "";
    private String textsSeen = "";

    AlertFile(
            Settings settings,
            Instance<Channel> channels,
            AlertKinds kinds,
            KeptSettings kept,
            ServiceHealth serviceHealth) {
        this.kept = kept;
        this.file = settings.alerts();
        this.serviceHealth = serviceHealth;
        this.zone = settings.zone();
        Map<String, Channel> byName = channels.stream().collect(Collectors.toMap(Channel::name, channel -> channel));
        this.reader = new AlertSettingsReader(byName, kinds.words(), settings.zone());
    }

    AlertSettings inForce() {
        return inForce;
    }

    /** What is wrong in the file; empty where it is accepted or there is none. */
    public List<Fault> faults() {
        return faults;
    }

    /**
     * Reads the file, and the templates that it names, where they have changed since the last look; returns whether other settings are
     * in force now.
     */
    public synchronized boolean look(Instant now) {
        if (file.isEmpty()) {
            return lookAtKept();
        }
        boolean changed = false;
        if (!fingerprint(file.get()).equals(seen)) {
            changed = read(file.get());
            seen = fingerprint(file.get());
        }
        String texts = inForce.texts()
                .map(folder ->
                        Texts.files().map(folder::resolve).map(AlertFile::stamp).collect(Collectors.joining()))
                .orElse("");
        if (changed || !texts.equals(textsSeen)) {
            textsSeen = texts;
            wrongTexts = new Texts(inForce.texts(), zone).faults(now);
            Texts.files().map(Texts::part).forEach(serviceHealth::works);
        }
        tellOfTemplates(now);
        return changed;
    }

    private boolean lookAtKept() {
        return QuarkusTransaction.requiringNew().call(() -> {
            String now = "kept " + kept.revision();
            if (now.equals(seen)) {
                return false;
            }
            seen = now;
            return take(kept.read(reader));
        });
    }

    /** Of the file and of the templates that its receivers use. */
    private String fingerprint(Path path) {
        StringBuilder all = new StringBuilder(Files.isRegularFile(path) ? ResourceFolder.fingerprint(path) : "missing");
        inForce.receivers().values().stream()
                .flatMap(configuredReceiver -> configuredReceiver.receiver().template().stream())
                .map(own -> stamp(own.file()))
                .sorted()
                .forEach(all::append);
        return all.toString();
    }

    /** Changes when a file is written, replaced, made or removed. */
    private static String stamp(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return file + " " + found.size() + " " + found.lastModifiedTime().toInstant() + " " + found.fileKey()
                    + "\n";
        } catch (IOException absent) {
            return file + " is not there\n";
        }
    }

    /** Each wrong template is trouble of its own until it is mended. */
    private void tellOfTemplates(Instant now) {
        Map<String, String> wrong = new TreeMap<>();
        wrongTexts.forEach((name, words) -> wrong.put(Texts.part(name), words));
        inForce.receivers()
                .values()
                .forEach(configuredReceiver -> configuredReceiver
                        .receiver()
                        .template()
                        .flatMap(Receiver.OwnTemplate::fault)
                        .ifPresent(words -> wrong.put("template of receiver " + configuredReceiver.name(), words)));
        wrongTemplates.keySet().stream()
                .filter(part -> !wrong.containsKey(part))
                .forEach(serviceHealth::works);
        wrong.forEach((part, words) -> {
            if (!words.equals(wrongTemplates.get(part))) {
                LOG.errorf("%s is wrong, the shipped text is sent meanwhile: %s", part, words);
            }
            serviceHealth.fails(part, words + "; the shipped text is sent meanwhile", now);
        });
        wrongTemplates = Map.copyOf(wrong);
    }

    private boolean read(Path path) {
        FileText text = FileText.read(path.getFileName().toString(), () -> Files.newInputStream(path));
        if (text.unreadable().isPresent()) {
            refuse(List.of(text.unreadable().get()));
            return false;
        }
        return take(reader.read(text.file(), text.text()));
    }

    private boolean take(AlertSettingsReader.SettingsReading settingsReading) {
        if (settingsReading.settings().isEmpty()) {
            refuse(settingsReading.faults());
            return false;
        }
        AlertSettings before = inForce;
        inForce = settingsReading.settings().get();
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
