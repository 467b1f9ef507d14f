package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Match;
import io.dabiao.alert.Severity;
import io.dabiao.alert.Silence;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Alerts that no one is told of for a while, with author and reason. Recurring ones stand in the alert settings. */
@Path("/api/v1/alerts/silences")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
@Tag(name = "alerts")
public class SilencesResource {

    /**
     * What is to be silent; of each list any, absent or empty for all, but not all of them empty.
     *
     * @param begins absent for now
     * @param kinds such as breached
     * @param levels first levels as printed
     */
    @Schema(name = "SilenceWanted")
    public record Wanted(
            String reason,
            OffsetDateTime begins,
            OffsetDateTime ends,
            Set<String> projects,
            Set<String> indicators,
            Set<String> kinds,
            Set<String> levels,
            Set<String> owners) {}

    /** @param endedBy who ended it before its time; null where no one did */
    @Schema(name = "Silence")
    public record SilenceView(
            long id,
            String author,
            String reason,
            Instant madeAt,
            Instant begins,
            Instant ends,
            String endedBy,
            List<String> projects,
            List<String> indicators,
            List<String> kinds,
            List<String> levels,
            List<String> owners) {

        static SilenceView of(Silence silence) {
            return new SilenceView(
                    silence.id,
                    silence.author,
                    silence.reason,
                    silence.madeAt,
                    silence.begins,
                    silence.ends,
                    silence.endedBy,
                    Arrays.asList(silence.projects),
                    Arrays.asList(silence.indicators),
                    Arrays.asList(silence.kinds),
                    Arrays.asList(silence.levels),
                    Arrays.asList(silence.owners));
        }
    }

    private final Alerts alerts;
    private final AlertKinds kinds;
    private final Caller caller;

    SilencesResource(Alerts alerts, AlertKinds kinds, Caller caller) {
        this.kinds = kinds;
        this.alerts = alerts;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "listSilences",
            summary = "Silences that have not ended, or all",
            description = "The newest first.")
    public List<SilenceView> silences(@QueryParam("ended") @DefaultValue("false") boolean ended) {
        List<Silence> all = ended ? Silence.<Silence>list("order by id desc") : alerts.silences();
        return all.stream().map(SilenceView::of).toList();
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getSilence", summary = "A silence, ended or not")
    public SilenceView silence(@PathParam("id") long id) {
        return Silence.<Silence>findByIdOptional(id)
                .map(SilenceView::of)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_SILENCE, "no silence has the id " + id));
    }

    @POST
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "createSilence",
            summary = "Silence alerts for a while",
            description = "What is named must be declared; ids of projects and indicators, no patterns.")
    @APIResponse(
            responseCode = "201",
            description = "It is made; Location names it.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SilenceView.class)))
    public Response make(Wanted wanted) {
        if (wanted == null) {
            throw new Problem(ErrorCode.NO_REASON, "send {\"reason\": \"…\", \"ends\": \"…\", \"projects\": [\"…\"]}");
        }
        Silence made = alerts.silence(
                match(wanted),
                Optional.ofNullable(wanted.begins()).map(OffsetDateTime::toInstant),
                wanted.ends() == null ? null : wanted.ends().toInstant(),
                caller.name(),
                wanted.reason());
        return Response.created(URI.create("/api/v1/alerts/silences/" + made.id))
                .entity(SilenceView.of(made))
                .build();
    }

    private Match match(Wanted wanted) {
        for (String word : words(wanted.kinds())) {
            if (kinds.ofWord(word).isEmpty()) {
                throw new Problem(
                        ErrorCode.NO_SUCH_KIND,
                        "kinds must be some of " + String.join(", ", kinds.words()) + ", not '" + word + "'");
            }
        }
        return new Match(
                words(wanted.projects()),
                words(wanted.indicators()),
                words(wanted.kinds()),
                words(wanted.levels()),
                words(wanted.owners()),
                Severity.INFO);
    }

    private static Set<String> words(Set<String> given) {
        if (given != null && given.contains(null)) {
            throw new Problem(ErrorCode.NO_SUCH_SCOPE, "a list of names has a null in it");
        }
        return given == null ? Set.of() : given;
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(operationId = "endSilence", summary = "End a silence now")
    @APIResponse(responseCode = "204", description = "It is ended.")
    public Response end(@PathParam("id") long id) {
        if (!alerts.endSilence(id, caller.name())) {
            throw new Problem(ErrorCode.NO_SUCH_SILENCE, "no silence that has not ended has the id " + id);
        }
        return Response.noContent().build();
    }
}
