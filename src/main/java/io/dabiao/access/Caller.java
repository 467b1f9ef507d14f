package io.dabiao.access;

import io.dabiao.access.person.Session;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.Set;

/** Anyone who makes the current request. */
@RequestScoped
public class Caller {

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** For the record. */
    public String name() {
        return grant().map(Grant::name).orElse("anybody");
    }

    /** Whether it is known who calls: false where reading is open and neither a token nor a session came along. */
    public boolean signedIn() {
        return known(identity);
    }

    static boolean known(SecurityIdentity identity) {
        Grant grant = identity.getAttribute(BearerMechanism.GRANT);
        return grant != null && grant != BearerMechanism.ANYBODY;
    }

    /** Whether the caller has a role of {@link Role}. */
    public boolean has(String role) {
        return identity.hasRole(role);
    }

    /** What the caller may send. */
    public Sender sender() {
        return grant().map(Grant::sender).orElseThrow(ForbiddenException::new);
    }

    /** Empty where no one has signed in and reading is not open. */
    public Set<String> roles() {
        return grant().map(Grant::roles).orElse(Set.of());
    }

    /** The only projects, by id, of which the caller may know; absent for any. */
    public Optional<Set<String>> projects() {
        return grant().flatMap(Grant::projects);
    }

    /** The session of a person who has signed in; empty for a token and for anybody. */
    public Optional<Session> session() {
        return Optional.ofNullable(identity.getAttribute(Session.ATTRIBUTE));
    }

    private Optional<Grant> grant() {
        return Optional.ofNullable(identity.getAttribute(BearerMechanism.GRANT));
    }
}
