package io.dabiao.declare;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A row of {@code own_event_type}: a version of an event type that people defined over the API or on a page. Never changed. */
@Entity
@Table(name = "own_event_type")
class OwnEventType extends PanacheEntityBase {

    /** Where a definition came from, for its faults. */
    static final String ORIGIN = "stored over the API";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String type;

    /** 1 and more, of each type. */
    public int version;

    /** YAML; null where the definition was removed. */
    public String definition;

    public String author;
    public String reason;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    /** The versions of a type, the newest first. */
    static List<OwnEventType> of(String type) {
        return list("type = ?1 order by version desc", type);
    }

    /** A version of a type. */
    static Optional<OwnEventType> of(String type, int version) {
        return find("type = ?1 and version = ?2", type, version).firstResultOptional();
    }

    /** The newest version of each type that has a definition, in the order of their names. */
    static List<OwnEventType> standing() {
        Map<String, OwnEventType> newest = new LinkedHashMap<>();
        OwnEventType.<OwnEventType>list("order by type, version").forEach(one -> newest.put(one.type, one));
        List<OwnEventType> standing = new ArrayList<>(newest.values());
        standing.removeIf(one -> one.definition == null);
        return standing;
    }

    EventTypeVersion version() {
        return new EventTypeVersion(type, version, Optional.ofNullable(definition), author, reason, recordedAt);
    }
}
