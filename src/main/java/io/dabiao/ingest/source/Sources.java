package io.dabiao.ingest.source;

import io.dabiao.settings.Settings;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.ResourceFolder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The sources that the files of the folder {@code dabiao.sources} declare, as they are now. Without it there are none. A wrong file
 * changes nothing: those that were declared before stay. Safe for use by several threads.
 */
@ApplicationScoped
public class Sources {

    private static final Logger LOG = Logger.getLogger(Sources.class);

    private final Settings settings;
    private final Instance<SourceKind> kinds;
    private volatile Map<String, DeclaredSource> declared = Map.of();
    private volatile List<Fault> faults = List.of();
    private String fingerprint = "";

    Sources(Settings settings, @Any Instance<SourceKind> kinds) {
        this.settings = settings;
        this.kinds = kinds;
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

    /** Reads the folder again where something in it changed. @return whether sources did */
    synchronized boolean look() {
        Optional<Path> folder = settings.sources();
        if (folder.isEmpty()) {
            return false;
        }
        String now = ResourceFolder.fingerprint(folder.get());
        if (now.equals(fingerprint)) {
            return false;
        }
        fingerprint = now;
        SourcesReader.SourcesReading reading = reader().read(ResourceFolder.folder(folder.get()));
        faults = reading.faults();
        if (!faults.isEmpty()) {
            LOG.errorf("the sources of %s are refused, and those of before stay: %s", folder.get(), told());
            return false;
        }
        declared = new TreeMap<>(reading.sources());
        LOG.infof("sources are declared: %s", String.join(", ", declared.keySet()));
        return true;
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
