package io.dabiao.alert;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/** A row of {@code trouble}: what fails at a replica, as it last said. */
@Entity
@Table(name = "trouble")
@IdClass(Trouble.Key.class)
class Trouble extends PanacheEntityBase {

    /** Whose, and what. */
    public record Key(String replica, String part) implements Serializable {}

    @Id
    public String replica;

    @Id
    public String part;

    public Instant since;
    public String reason;
    public Instant seen;

    static List<Trouble> seenAfter(Instant since) {
        return list("seen > ?1 order by part, replica", since);
    }
}
