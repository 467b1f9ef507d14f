package io.dabiao.page;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Where a browser goes after a form: a page that may be loaded again without sending the form again. */
public final class Redirect {

    private Redirect() {}

    /** @param path of this service */
    public static Response to(String path) {
        return builder(path).build();
    }

    public static Response.ResponseBuilder builder(String path) {
        return Response.status(303).header(HttpHeaders.LOCATION, path);
    }
}
