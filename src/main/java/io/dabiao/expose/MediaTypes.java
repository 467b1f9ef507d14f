package io.dabiao.expose;

import io.dabiao.problem.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Media types that are none are the sender's mistake; the framework would take them for the service's. */
class MediaTypes {

    @ServerRequestFilter(preMatching = true)
    void readable(ContainerRequestContext request) {
        readable(request, HttpHeaders.CONTENT_TYPE, 415);
        readable(request, HttpHeaders.ACCEPT, 406);
    }

    private static void readable(ContainerRequestContext request, String header, int status) {
        String value = request.getHeaderString(header);
        if (value == null) {
            return;
        }
        if (value.isBlank()) {
            throw new Problem(
                    status, "no media type", header + " is empty: name a media type, or leave the header out");
        }
        for (String one : value.split(",")) {
            try {
                MediaType.valueOf(one.strip());
            } catch (IllegalArgumentException none) {
                throw new Problem(status, "no media type", header + " names no media type: '" + one.strip() + "'");
            }
        }
    }
}
