package io.dabiao.ingest.http;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** What a body says of itself. */
public final class ContentType {

    private ContentType() {}

    /**
     * The media type of a body that cannot be read without one. The framework lets a request that names none pass wherever a type is asked for.
     *
     * @param taken what the caller may send, for the refusal
     * @throws Problem 415 where none is named
     */
    public static MediaType of(HttpHeaders headers, String taken) {
        MediaType type = headers.getMediaType();
        if (type == null) {
            throw new Problem(ErrorCode.NO_CONTENT_TYPE, "Content-Type is missing; it is " + taken);
        }
        return type;
    }
}
