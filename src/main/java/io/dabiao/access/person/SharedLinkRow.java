package io.dabiao.access.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code shared_link}. */
@Entity
@Table(name = "shared_link")
class SharedLinkRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** SHA-256 of the secret, in hexadecimal. */
    public String hash;

    public String kind;
    public String name;
    public String query;

    @Column(name = "person_id")
    public long personId;

    @Column(name = "made_at")
    public Instant madeAt;

    public Instant ends;

    /** Null where it was not ended before its time. */
    @Column(name = "ended_at")
    public Instant endedAt;
}
