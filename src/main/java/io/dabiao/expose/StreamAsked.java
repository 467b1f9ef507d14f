package io.dabiao.expose;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** {@code GET /api/v1/changes} asked for as server-sent events is the stream of changes. */
class StreamAsked {

    private static final String CHANGES = "/api/v1/changes";

    @ServerRequestFilter(preMatching = true)
    void lead(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (accept != null
                && accept.contains(MediaType.SERVER_SENT_EVENTS)
                && request.getMethod().equals("GET")
                && request.getUriInfo().getPath().equals(CHANGES)) {
            request.setRequestUri(
                    request.getUriInfo().getRequestUriBuilder().path("stream").build());
        }
    }
}
