package io.dabiao.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A token of a system that sends or reads, in force or not. Its secret is nowhere.
 *
 * @param name for the record; rejections belong to it
 * @param fingerprint the first twelve digits of its secret's SHA-256, by which one knows it again
 * @param roles some of {@link Role#ALL}; like the three that follow, in the order of their letters
 * @param sources the only ones that it may speak for; empty for any
 * @param types the only event types that it may send; empty for any
 * @param projects ids of the only ones that it may know of; empty for any
 * @param createdBy who made it, or what: {@code configuration}, {@code first start}
 * @param expiresAt empty for a token of the installation itself, which has no end
 * @param revokedAt empty where it was not revoked
 */
public record AccessToken(
        long id,
        String name,
        String fingerprint,
        List<String> roles,
        List<String> sources,
        List<String> types,
        List<String> projects,
        Instant createdAt,
        String createdBy,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt,
        Optional<String> revokedBy) {

    /** Whether it opens nothing any more. */
    public boolean over(Instant now) {
        return revokedAt.isPresent()
                || expiresAt.filter(end -> !end.isAfter(now)).isPresent();
    }
}
