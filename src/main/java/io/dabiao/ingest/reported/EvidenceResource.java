package io.dabiao.ingest.reported;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.Evidence;
import io.dabiao.store.StoreUnavailable;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Documents behind reported values. */
@Path("/api/v1/evidence")
@Blocking
@Tag(name = "values", description = "What people report, and the documents behind it.")
public class EvidenceResource {

    private static final int LONGEST_NAME = 200;

    /** @param existed whether the same content was there before, under whatever name */
    public record Added(Evidence.Document document, boolean existed) {}

    private final Evidence evidence;
    private final Caller caller;
    private final Settings settings;
    private final Clock clock;

    EvidenceResource(Evidence evidence, Caller caller, Settings settings, Clock clock) {
        this.evidence = evidence;
        this.caller = caller;
        this.settings = settings;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            summary = "Keeps a document that a reported value rests on",
            description = "The body is the document itself. Its kind is told by its content, whatever the headers say."
                    + " The same content twice is kept once.")
    @APIResponse(responseCode = "201", description = "Kept.")
    @APIResponse(responseCode = "200", description = "It was there before.")
    @APIResponse(responseCode = "413", description = "Larger than dabiao.evidence-limit.")
    @APIResponse(responseCode = "415", description = "No kind of document that is taken.")
    public Response add(
            InputStream body,
            @Parameter(description = "The file's name.", required = true) @QueryParam("name") String name) {
        String plain = name(name);
        byte[] content = content(body);
        DocumentType type = DocumentType.of(content)
                .orElseThrow(() -> new Problem(
                        415,
                        "no document",
                        "the content of " + plain + " is no document that is taken; taken are " + DocumentType.all()
                                + ", without macros"));
        if (!type.suits(plain)) {
            throw new Problem(
                    415,
                    "name and content differ",
                    plain + " holds " + type.name() + " (" + type.mediaType()
                            + "): give it the name's ending that it has");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Evidence.Document document = evidence.add(plain, type.mediaType(), content, now, caller.name());
        boolean existed = !document.addedAt().equals(now);
        return existed
                ? Response.ok(new Added(document, true)).build()
                : Response.created(URI.create("/api/v1/evidence/" + document.sha256()))
                        .entity(new Added(document, false))
                        .build();
    }

    private static String name(String given) {
        String name =
                given == null ? "" : given.replaceAll("[\\p{Cntrl}/\\\\]", "_").strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new Problem(400, "no name", "name must be the file's name, of 1 to " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private byte[] content(InputStream body) {
        long limit = settings.evidenceLimit().asLongValue();
        try {
            byte[] content = body.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 16));
            if (content.length > limit) {
                throw new Problem(
                        413,
                        "document too large",
                        "a document may have " + limit + " bytes at most (dabiao.evidence-limit)");
            }
            if (content.length == 0) {
                throw new Problem(400, "nothing sent", "the body must be the document");
            }
            return content;
        } catch (IOException broken) {
            throw new StoreUnavailable("the body broke off: send the document again", broken);
        }
    }

    @GET
    @Path("{sha256}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
    @Operation(
            summary = "The document, to be saved",
            description = "Always as an attachment: a browser shows nothing of it under this service's name.")
    public Response document(@PathParam("sha256") String sha256) {
        Evidence.Content found = evidence.content(sha256)
                .orElseThrow(() -> new Problem(404, "no such document", "no evidence has the SHA-256 " + sha256));
        String name = URLEncoder.encode(found.document().name(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return Response.ok(found.bytes(), MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"evidence\"; filename*=UTF-8''" + name)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .build();
    }
}
