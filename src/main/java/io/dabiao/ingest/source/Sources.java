package io.dabiao.ingest.source;

import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The sources that the files of the folder {@code dabiao.sources} declare, and those that were declared over the API, as they are now. A
 * wrong file changes nothing: what it declared before stays, and it keeps no other out; so with what is wrong with one of the API. Safe for use by
 * several threads.
 */
@ApplicationScoped
public class Sources {

    private static final Logger LOG = Logger.getLogger(Sources.class);

    private final Settings settings;
    private final Instance<SourceKind> kinds;
    private volatile Map<String, DeclaredSource> declared = Map.of();
    private volatile List<Fault> faults = List.of();
    private final KeptSources kept;
    private String fingerprint = "";

    Sources(Settings settings, @Any Instance<SourceKind> kinds, KeptSources kept) {
        this.settings = settings;
        this.kinds = kinds;
        this.kept = kept;
    }

    /** By name. */
    Map<String, DeclaredSource> declared() {
        return declared;
    }

    Optional<DeclaredSource> source(String name) {
        return Optional.ofNullable(declared.get(name));
    }

    /** What is wrong in the folder; empty where it is as it is read. */
    List<Fault> faults() {
        return faults;
    }

    /** Reads them again where something changed. @return whether sources did */
    synchronized boolean look(Instant now) {
        String found = settings.sources().map(ResourceFolder::fingerprint).orElse("") + " " + kept.revision(now);
        if (found.equals(fingerprint)) {
            return false;
        }
        fingerprint = found;
        List<FileText> files = files();
        KeptSources.Kept ofApi = kept.read();
        if (files.isEmpty() && ofApi.files().isEmpty() && declared.isEmpty()) {
            faults = List.of();
            return false;
        }
        SourcesReader.SourcesReading all = reader().read(files, ofApi);
        faults = all.faults();
        Map<String, DeclaredSource> sound = new TreeMap<>(all.sources());
        if (!faults.isEmpty()) {
            LOG.errorf("sources are refused, and what these files declared before stays: %s", told());
            Set<String> wrong = faults.stream().map(Fault::file).collect(Collectors.toSet());
            declared.values().stream()
                    .filter(before -> wrong.contains(before.file()))
                    .forEach(before -> sound.putIfAbsent(before.name(), before));
        }
        declared = sound;
        LOG.infof("sources are declared: %s", String.join(", ", declared.keySet()));
        return true;
    }

    private List<FileText> files() {
        return settings.sources().map(ResourceFolder::folder).orElse(List.of());
    }

    /** What would be wrong with all sources together; where the folder itself is wrong, of those over the API alone. */
    List<Fault> faultsWith(KeptSources.Kept ofApi) {
        List<FileText> files = files();
        return reader().read(reader().read(files).faults().isEmpty() ? files : List.of(), ofApi)
                .faults();
    }

    /** Reads sources as the installed kinds do. */
    SourcesReader reader() {
        Map<String, SourceKind> byName = kinds.stream().collect(Collectors.toMap(SourceKind::name, kind -> kind));
        return new SourcesReader(byName, settings.zone());
    }

    String told() {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("; "));
    }
}
