package io.dabiao.ingest.source;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code kept_source}: a source as it was declared over the API. */
@Entity
@Table(name = "kept_source")
class KeptSourceRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String name;

    /** JSON, by the keys of a file; a secret is {@code {"kept": NAME}}. */
    public String settings;

    /** Encrypted; null for none. */
    public byte[] secrets;

    public String author;

    @Column(name = "changed_at")
    public Instant changedAt;
}
