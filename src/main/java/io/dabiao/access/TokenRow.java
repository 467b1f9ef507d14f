package io.dabiao.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A row of {@code access_token}. The token itself is nowhere: only its SHA-256 is kept. */
@Entity
@Table(name = "access_token")
class TokenRow extends PanacheEntityBase {

    /** In digits. */
    private static final int FINGERPRINT = 12;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String name;
    public String hash;
    public String[] roles;
    public String[] sources;
    public String[] types;

    public String[] projects;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "created_by")
    public String createdBy;

    @Column(name = "expires_at")
    public Instant expiresAt;

    @Column(name = "revoked_at")
    public Instant revokedAt;

    @Column(name = "revoked_by")
    public String revokedBy;

    AccessToken token() {
        return new AccessToken(
                id,
                name,
                hash.substring(0, FINGERPRINT),
                List.of(roles),
                List.of(sources),
                List.of(types),
                List.of(projects),
                createdAt,
                createdBy,
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(revokedAt),
                Optional.ofNullable(revokedBy));
    }
}
