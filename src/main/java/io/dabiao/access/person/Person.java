package io.dabiao.access.person;

import io.dabiao.access.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The account of somebody who signs in, without what they sign in with.
 *
 * @param shown as the pages and the audit log name the person
 * @param local whether they sign in here, with a password
 * @param issuer who vouches for a person that signs in elsewhere; empty for a local account
 * @param roles of {@link Role#OF_PEOPLE}
 * @param projects of a programme owner: the ids of the only projects that they see
 * @param ownerNames by what names declarations call this person or their office
 * @param createdBy who made the account: an administrator, the first one themselves, or the issuer
 * @param endedAt empty while the account is in use
 * @param visitedAt when the overview was last looked at; empty where it never was
 */
public record Person(
        long id,
        String shown,
        boolean local,
        Optional<String> issuer,
        List<String> roles,
        List<String> projects,
        List<String> ownerNames,
        Instant createdAt,
        String createdBy,
        Optional<Instant> endedAt,
        Optional<String> endedBy,
        Optional<Instant> visitedAt) {

    /** The only projects that they see; empty for all. An owner without a project sees none: only another role lifts the limit. */
    public Optional<Set<String>> limit() {
        boolean owner = roles.contains(Role.OWNER);
        boolean more = roles.stream().anyMatch(role -> !role.equals(Role.OWNER));
        return owner && !more ? Optional.of(Set.copyOf(projects)) : Optional.empty();
    }
}
