package io.dabiao.access.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code second_factor}. */
@Entity
@Table(name = "second_factor")
class SecondFactorRow extends PanacheEntityBase {

    @Id
    @Column(name = "person_id")
    public long personId;

    /** As {@link SecretCipher} writes it. */
    public byte[] secret;

    @Column(name = "created_at")
    public Instant createdAt;

    /** Null until a first code has come: it is not asked for before. */
    @Column(name = "confirmed_at")
    public Instant confirmedAt;

    /** The newest step whose code was taken. */
    @Column(name = "last_step")
    public long lastStep;

    /** Whether a person must give a code at sign-in. */
    static boolean on(long personId) {
        return count("personId = ?1 and confirmedAt is not null", personId) > 0;
    }
}
