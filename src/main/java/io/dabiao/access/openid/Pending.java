package io.dabiao.access.openid;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code sign_in_pending}: somebody who has been sent to the provider and has not come back yet. */
@Entity
@Table(name = "sign_in_pending")
class Pending extends PanacheEntityBase {

    @Id
    public String hash;

    public String state;
    public String nonce;
    public String verifier;

    @Column(name = "leads_to")
    public String leadsTo;

    @Column(name = "created_at")
    public Instant createdAt;
}
