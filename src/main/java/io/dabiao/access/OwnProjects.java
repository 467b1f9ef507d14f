package io.dabiao.access;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A programme owner knows of his own projects alone. Of the API he has what is about one of them by its path; whatever is about several, or
 * about the service, is refused, so that a path that is added later cannot tell more than it should.
 */
@ApplicationScoped
class OwnProjects {

    private static final String API = "/api/";

    private final CurrentIdentityAssociation identity;

    OwnProjects(CurrentIdentityAssociation identity) {
        this.identity = identity;
    }

    @ServerRequestFilter
    void check(ContainerRequestContext context) {
        if (!context.getUriInfo().getPath().startsWith(API)) {
            return;
        }
        Grant grant = identity.getIdentity().getAttribute(BearerMechanism.GRANT);
        if (grant == null || grant.projects().isEmpty()) {
            return;
        }
        Set<String> own = grant.projects().get();
        List<String> asked = context.getUriInfo().getPathParameters().getOrDefault("project", List.of());
        if (asked.isEmpty() || !own.containsAll(asked)) {
            throw new ForbiddenException();
        }
    }
}
