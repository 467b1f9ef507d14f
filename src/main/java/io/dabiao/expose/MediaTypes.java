package io.dabiao.expose;

import io.dabiao.problem.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Media types that are none are the sender's mistake; the framework would take them for the service's. */
class MediaTypes {

    @ServerRequestFilter(preMatching = true)
    void readable(ContainerRequestContext request) {
        readable(request, HttpHeaders.CONTENT_TYPE, 415);
        readable(request, HttpHeaders.ACCEPT, 406);
    }

    private static boolean known(String charset) {
        try {
            return charset == null || Charset.isSupported(charset);
        } catch (IllegalCharsetNameException none) {
            return false;
        }
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
        for (String one : header.equals(HttpHeaders.ACCEPT) ? value.split(",") : new String[] {value}) {
            MediaType type;
            try {
                type = MediaType.valueOf(one.strip());
            } catch (IllegalArgumentException none) {
                throw new Problem(status, "no media type", header + " names no media type: '" + one.strip() + "'");
            }
            if (status == 415 && !known(type.getParameters().get(MediaType.CHARSET_PARAMETER))) {
                throw new Problem(
                        status,
                        "no character set",
                        header + " names a character set that is not known: '" + one.strip() + "'");
            }
            boolean form = status == 415 && type.getType().equalsIgnoreCase("multipart");
            if (form && type.getParameters().getOrDefault("boundary", "").isBlank()) {
                throw new Problem(
                        400, "no boundary", "a multipart body is parted by the boundary that its Content-Type names");
            }
        }
    }
}
