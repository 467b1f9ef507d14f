package io.dabiao.access.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code recovery_code}: one that has not been used. The code itself is nowhere. */
@Entity
@Table(name = "recovery_code")
class RecoveryCode extends PanacheEntityBase {

    @Id
    public String hash;

    @Column(name = "person_id")
    public long personId;
}
