package io.dabiao.declare;

import io.dabiao.core.event.EventTypes;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code event_types_version}: what selectors could rely on, as it was known at some time. Never changed. */
@Entity
@Table(name = "event_types_version")
class EventTypesVersion extends PanacheEntityBase {

    /** Of the content. */
    @Id
    public String digest;

    /** As {@link EventTypes#written} says it. */
    public String content;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    EventTypes types() {
        return EventTypes.read(content);
    }
}
