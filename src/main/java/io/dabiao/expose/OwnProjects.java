package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.declare.Declarations;
import io.quarkus.security.ForbiddenException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Who is limited to projects knows of these alone: programme owners, and tokens made so. Of the API they have what is about one of
 * them by its path, or by the parameter of a route that is {@link OneProject}; whatever is about several, or about the service, is
 * refused, so that a route that is added later cannot tell more than it should.
 *
 * <p>The right is checked on the project that the word in the request finds, not on the word: a project may bear another's id as
 * its name.
 */
@ApplicationScoped
class OwnProjects {

    private static final String API = "/api/";
    private static final String PROJECT = "project";
    private static final String YEAR = "year";

    private final Caller caller;
    private final Declarations declarations;

    OwnProjects(Caller caller, Declarations declarations) {
        this.caller = caller;
        this.declarations = declarations;
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    void check(ContainerRequestContext context, ResourceInfo resource) {
        if (!context.getUriInfo().getPath().startsWith(API)) {
            return;
        }
        Optional<Set<String>> own = caller.projects();
        if (own.isEmpty()) {
            return;
        }
        MultivaluedMap<String, String> path = context.getUriInfo().getPathParameters();
        List<String> asked = path.getOrDefault(PROJECT, List.of());
        if (asked.isEmpty() && resource.getResourceMethod().isAnnotationPresent(OneProject.class)) {
            asked = context.getUriInfo().getQueryParameters().getOrDefault(PROJECT, List.of());
        }
        if (asked.isEmpty() || !asked.stream().allMatch(word -> own.get().contains(id(path.getFirst(YEAR), word)))) {
            throw new ForbiddenException();
        }
    }

    /** The id of the project that a word means in a year; the word itself where it means none. */
    private String id(String year, String word) {
        try {
            return declarations
                    .inForce()
                    .project(Integer.parseInt(year), word)
                    .map(found -> found.declaration().project())
                    .orElse(word);
        } catch (NumberFormatException none) {
            return word; // Nothing is found under it either.
        }
    }
}
