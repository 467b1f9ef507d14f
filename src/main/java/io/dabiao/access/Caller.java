package io.dabiao.access;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Whoever makes the current request. */
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

    /** What the caller may send. */
    public Sender sender() {
        return grant().map(Grant::sender).orElseThrow(ForbiddenException::new);
    }

    private Optional<Grant> grant() {
        return Optional.ofNullable(identity.getAttribute(BearerMechanism.GRANT));
    }
}
