package io.dabiao.expose;

import io.dabiao.problem.ErrorCode;
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
        readable(request, HttpHeaders.CONTENT_TYPE, ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        readable(request, HttpHeaders.ACCEPT, ErrorCode.NOT_ACCEPTABLE);
    }

    private static boolean known(String charset) {
        try {
            return charset == null || Charset.isSupported(charset);
        } catch (IllegalCharsetNameException none) {
            return false;
        }
    }

    private static void readable(ContainerRequestContext request, String header, ErrorCode code) {
        String value = request.getHeaderString(header);
        if (value == null) {
            return;
        }
        if (value.isBlank()) {
            throw new Problem(code, header + " is empty: name a media type, or leave the header out");
        }
        for (String one : header.equals(HttpHeaders.ACCEPT) ? value.split(",") : new String[] {value}) {
            MediaType type;
            try {
                type = MediaType.valueOf(one.strip());
            } catch (IllegalArgumentException none) {
                throw new Problem(code, header + " names no media type: '" + one.strip() + "'");
            }
            if (code == ErrorCode.UNSUPPORTED_MEDIA_TYPE
                    && !known(type.getParameters().get(MediaType.CHARSET_PARAMETER))) {
                throw new Problem(code, header + " names a character set that is not known: '" + one.strip() + "'");
            }
            boolean form =
                    code == ErrorCode.UNSUPPORTED_MEDIA_TYPE && type.getType().equalsIgnoreCase("multipart");
            if (form && type.getParameters().getOrDefault("boundary", "").isBlank()) {
                throw new Problem(
                        ErrorCode.NO_BOUNDARY,
                        "a multipart body is parted by the boundary that its Content-Type names");
            }
        }
    }
}
