package io.dabiao.ingest.source;

import io.dabiao.access.TakesParts;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /hooks/{name}/{secret}}: what others' systems send in their own form. The secret is their permission. */
@Path("/hooks/{name}/{secret}")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@Blocking
@Tag(name = "sources")
public class HooksResource {

    /** In events of the largest size: a posting may hold several. */
    private static final int EVENTS = 16;

    /** What is read of a document takes so many times its bytes. */
    private static final int GROWS = 12;

    /**
     * What became of a posting.
     *
     * @param accepted events that count from now on
     * @param duplicates events that are known
     * @param corrected events that say something else from now on
     * @param rejected events that were set aside, for someone to look at; sending them again is no use
     * @param passed documents that are of no interest here
     */
    @Schema(name = "HookReceipt")
    public record HookReceipt(long accepted, long duplicates, long corrected, long rejected, long passed) {}

    private final Sources sources;
    private final SourceStates states;
    private final SourceRuns runs;
    private final SourceTrial trial;
    private final WorkBudget budget;
    private final long limit;

    HooksResource(
            Sources sources,
            SourceStates states,
            SourceRuns runs,
            SourceTrial trial,
            WorkBudget budget,
            Settings settings) {
        this.budget = budget;
        this.sources = sources;
        this.states = states;
        this.runs = runs;
        this.trial = trial;
        this.limit = EVENTS * settings.eventLimit().asLongValue();
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @TakesParts
    @SecurityRequirements
    @Operation(
            operationId = "postToHook",
            summary = "Takes what a system sends in its own form",
            description =
                    "A JSON document, an array of them, or a form, also in parts, by the mapping of the declared source. What is"
                            + " sent twice counts once.")
    @APIResponse(
            responseCode = "200",
            description = "What could be taken is durable; the rest is set aside.",
            content = @Content(schema = @Schema(implementation = HookReceipt.class)))
    @APIResponse(responseCode = "400", description = "Neither JSON nor a form.")
    @APIResponse(responseCode = "404", description = "No such hook, or another secret or signature.")
    @APIResponse(responseCode = "503", description = "Paused, or it cannot be taken now; a later try is right.")
    public HookReceipt post(
            @PathParam("name") String name,
            @PathParam("secret") String secret,
            InputStream body,
            @Context HttpHeaders headers,
            @Context UriInfo uri) {
        return read(name, secret, body, headers, uri, (source, page) -> {
            if (states.of(name).paused().isPresent()) {
                throw new StoreUnavailable("the source " + name + " is paused", null);
            }
            SourceStates.Counted counted = runs.taken(source, page);
            return new HookReceipt(
                    counted.accepted(),
                    counted.duplicates(),
                    counted.corrected(),
                    counted.rejected(),
                    counted.passed());
        });
    }

    @POST
    @Path("trial")
    @Consumes(MediaType.WILDCARD)
    @TakesParts
    @SecurityRequirements
    @Operation(
            operationId = "tryHook",
            summary = "Shows what a system's posting would become, and stores nothing",
            description =
                    "The same body, header values and signature as the hook itself takes, paused or not. Of an array the first 100"
                            + " documents are shown.")
    @APIResponse(
            responseCode = "200",
            description = "What was sent, its events, and what is odd about them.",
            content = @Content(schema = @Schema(implementation = SourceTrial.Trial.class)))
    @APIResponse(responseCode = "400", description = "Neither JSON nor a form.")
    @APIResponse(responseCode = "404", description = "No such hook, or another secret or signature.")
    public SourceTrial.Trial trial(
            @PathParam("name") String name,
            @PathParam("secret") String secret,
            InputStream body,
            @Context HttpHeaders headers,
            @Context UriInfo uri) {
        return read(
                name,
                secret,
                body,
                headers,
                uri,
                (source, page) -> trial.tried(source, List.of(), page.rows(), SourceTrial.MOST));
    }

    private <T> T read(
            String name,
            String secret,
            InputStream body,
            HttpHeaders headers,
            UriInfo uri,
            BiFunction<DeclaredSource, Rows.Page, T> then) {
        DeclaredSource source = posted(name, secret); // Of a stranger nothing is read.
        try (Spooled whole = Spooled.read(body, limit);
                WorkBudget.Place place = budget.begin(Work.BODY, GROWS * whole.length())) {
            place.allowance().check();
            return then.apply(source, page(source, posting(whole.bytes(), headers, uri, secret)));
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (IOException broken) {
            throw new Problem(ErrorCode.NOT_READABLE, "the body broke off");
        }
    }

    /** The bytes as they came: signatures are over them. */
    private static Posting posting(byte[] body, HttpHeaders headers, UriInfo uri, String secret) {
        Map<String, String> first = new HashMap<>();
        headers.getRequestHeaders().forEach((key, values) -> first.put(key.toLowerCase(Locale.ROOT), values.get(0)));
        Map<String, String> query = new HashMap<>();
        uri.getQueryParameters().forEach((key, values) -> query.put(key, values.get(0)));
        Optional<String> type = Optional.ofNullable(headers.getMediaType())
                .map(media -> (media.getType() + "/" + media.getSubtype()).toLowerCase(Locale.ROOT));
        return new Posting(body, first, type, query, secret);
    }

    private static Rows.Page page(DeclaredSource source, Posting posting) {
        try {
            return ((Place.Posted) source.place()).rows(posting);
        } catch (PostRefused refused) {
            throw refused.why() == PostRefused.Why.UNREADABLE
                    ? new Problem(ErrorCode.NOT_READABLE, refused.getMessage())
                    : unknown();
        }
    }

    private DeclaredSource posted(String name, String secret) {
        return sources.source(name)
                .filter(one -> one.place() instanceof Place.Posted hook && hook.knows(secret))
                .orElseThrow(HooksResource::unknown);
    }

    /** The same for a name, a secret and a signature that are not known: it tells no one which of them are. */
    private static Problem unknown() {
        return new Problem(ErrorCode.NO_SUCH_HOOK, "there is no such hook, or its secret or signature is another");
    }
}
