package io.dabiao.access.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code sign_in_failure}: failed tries by the name typed, whether somebody has it or not. */
@Entity
@Table(name = "sign_in_failure")
class SignInFailure extends PanacheEntityBase {

    @Id
    public String name;

    public int failures;

    @Column(name = "failed_at")
    public Instant failedAt;

    @Column(name = "locked_until")
    public Instant lockedUntil;
}
