package io.dabiao.ingest.source;

import io.dabiao.yaml.Fields;
import java.util.Optional;

/** A kind of place where facts lie. Implementations are beans, found by their name; they keep nothing of a source. */
public interface SourceKind {

    /** As declarations of sources write it. */
    String name();

    /**
     * Reads the keys of a source that are the kind's own. Nothing is connected to.
     *
     * @return empty where faults were told
     */
    Optional<Place> place(Declaring declaring, Fields fields);
}
