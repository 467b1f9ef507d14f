package io.dabiao.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the bearer of a token, or a person who has signed in, may do.
 *
 * @param sources the only sources it may speak for; empty for any
 * @param types the only event types it may send; empty for any
 * @param projects the only projects, by id, of which it may know; absent for any
 * @param expiresAt empty for never
 */
public record Grant(
        String name,
        Set<String> roles,
        Set<String> sources,
        Set<String> types,
        Optional<Set<String>> projects,
        Optional<Instant> expiresAt) {

    boolean inForce(Instant now) {
        return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
    }

    Sender sender() {
        boolean reports = roles.contains(Role.REPORT) || roles.contains(Role.ADMIN);
        return new Sender(name, sources, types, reports, projects);
    }
}
