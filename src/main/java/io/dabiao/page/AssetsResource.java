package io.dabiao.page;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Hands out what pages load. */
@Path("/assets")
@PermitAll
public class AssetsResource {

    private final Assets assets;

    AssetsResource(Assets assets) {
        this.assets = assets;
    }

    @GET
    @Path("{digest}/{name}")
    public Response asset(
            @PathParam("digest") String digest,
            @PathParam("name") String name,
            @HeaderParam(HttpHeaders.ACCEPT_ENCODING) String encodings) {
        Assets.Asset asset =
                assets.find(name).filter(one -> one.digest().equals(digest)).orElseThrow(NotFoundException::new);
        boolean gzip = encodings != null && encodings.contains("gzip");
        Response.ResponseBuilder response = Response.ok(gzip ? asset.gzipped() : asset.content(), asset.type())
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        return (gzip ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response).build();
    }
}
