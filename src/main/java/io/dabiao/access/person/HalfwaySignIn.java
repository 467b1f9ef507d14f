package io.dabiao.access.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code sign_in_halfway}: a person whose password was right and whose code has not come yet. */
@Entity
@Table(name = "sign_in_halfway")
class HalfwaySignIn extends PanacheEntityBase {

    @Id
    public String hash;

    @Column(name = "person_id")
    public long personId;

    @Column(name = "leads_to")
    public String leadsTo;

    @Column(name = "created_at")
    public Instant createdAt;
}
