package io.dabiao.access.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code person_session}. The secret that the browser keeps is nowhere: only its SHA-256 is. */
@Entity
@Table(name = "person_session")
class SessionRow extends PanacheEntityBase {

    @Id
    public String hash;

    @Column(name = "person_id")
    public long personId;

    public String csrf;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "seen_at")
    public Instant seenAt;

    public String browser;
    public String flash;
}
