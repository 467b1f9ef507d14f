package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.core.event.EventTypes;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EventTypeVersion;
import io.dabiao.declare.OwnEventTypes;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.FileText;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Event types that an installation defines itself, with their versions, and the catalogue as evaluations used it. */
@Path("/api/v1/types")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.INGEST, Role.ADMIN})
@Blocking
@Tag(name = "events")
public class OwnTypesResource {

    private static final String YAML = "application/yaml";

    /** The catalogue that is in force. */
    private static final String CURRENT = "current";

    /**
     * A version of a definition.
     *
     * @param removed whether it ended the definition, so that it has no text
     */
    @Schema(name = "EventTypeVersion")
    public record TypeVersionView(
            String type, int version, boolean removed, String author, String reason, OffsetDateTime recordedAt) {

        static TypeVersionView of(EventTypeVersion row, ZoneId zone) {
            return new TypeVersionView(
                    row.type(),
                    row.version(),
                    row.definition().isEmpty(),
                    row.author(),
                    row.reason(),
                    IndicatorViews.time(row.recordedAt(), zone));
        }
    }

    private final OwnEventTypes own;
    private final Declarations declarations;
    private final Caller caller;
    private final WorkBudget budget;

    OwnTypesResource(OwnEventTypes own, Declarations declarations, Caller caller, WorkBudget budget) {
        this.own = own;
        this.declarations = declarations;
        this.caller = caller;
        this.budget = budget;
    }

    @PUT
    @Path("{type}")
    @Consumes({YAML, "text/yaml", MediaType.TEXT_PLAIN})
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "defineType",
            summary = "Defines an event type",
            description =
                    "The body is one type, as an item of a file of types has it. It stands in the place of a shipped one"
                            + " within seconds, and what selectors of it rely on is filled again from the log. Refused while a file"
                            + " of one's own defines the type.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = YAML, schema = @Schema(type = SchemaType.STRING), example = """
                            type: enquiry.phone
                            name: {zh: 电话咨询, en: Phone enquiry}
                            description: {zh: 一次电话咨询。, en: One enquiry by phone.}
                            sentBy: {zh: 电话系统, en: telephone system}
                            attributes:
                              - {name: answered, kind: boolean, zh: 是否接听, en: Answered}
                            """))
    @APIResponse(
            responseCode = "200",
            description = "It would be taken: a trial.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TypeVersionView.class)))
    @APIResponse(
            responseCode = "201",
            description = "It is stored as a version more; where the newest says the same, that one stays.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TypeVersionView.class)))
    public Response define(
            @PathParam("type") String type,
            @QueryParam("reason") String reason,
            @Parameter(description = "true stores nothing, and answers 200 where it would be taken.")
                    @QueryParam("dryRun")
                    boolean dryRun,
            InputStream body) {
        reasoned(reason);
        String text = text(body);
        try {
            EventTypes.Type read = OwnEventTypes.read(text);
            if (!read.name().equals(type)) {
                throw new Problem(
                        ErrorCode.FAULTS_IN_THE_TYPE,
                        "the definition is of '" + read.name() + "', and the address says '" + type + "'");
            }
            if (dryRun) {
                own.refuseFiled(type);
                return Response.ok(new TypeVersionView(type, own.next(type), false, caller.name(), reason, null))
                        .build();
            }
            EventTypeVersion row = own.define(text, caller.name(), reason);
            return Response.created(UriBuilder.fromPath("/api/v1/types/{type}/versions/{version}")
                            .build(row.type(), row.version()))
                    .entity(TypeVersionView.of(row, declarations.zone()))
                    .build();
        } catch (OwnEventTypes.Refused refused) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_TYPE, refused.getMessage()).with("faults", refused.faults());
        }
    }

    private String text(InputStream body) {
        try (Spooled file = Spooled.read(body, OwnEventTypes.LONGEST);
                WorkBudget.Place place = budget.begin(Work.DECLARATION)) {
            place.allowance().check();
            FileText text = FileText.read(Declarations.STORED, file::stream);
            if (text.unreadable().isPresent()) {
                throw new Problem(
                        ErrorCode.FAULTS_IN_THE_TYPE, text.unreadable().get().toString());
            }
            return text.text();
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (IOException broken) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_TYPE, "the body broke off: " + broken.getMessage());
        }
    }

    private static void reasoned(String reason) {
        if (reason == null || reason.isBlank()) {
            throw new Problem(ErrorCode.NO_REASON, "a version needs a reason, for the record: ?reason=");
        }
    }

    @DELETE
    @Path("{type}")
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "removeType",
            summary = "Removes the definition of an event type",
            description = "The shipped one stands again, if there is one. Its versions stay.")
    public TypeVersionView remove(@PathParam("type") String type, @QueryParam("reason") String reason) {
        reasoned(reason);
        return TypeVersionView.of(own.remove(type, caller.name(), reason), declarations.zone());
    }

    @GET
    @Path("{type}/versions")
    @Operation(
            operationId = "listTypeVersions",
            summary = "The versions of an event type that was defined over the API or on a page, the newest first")
    public List<TypeVersionView> versions(@PathParam("type") String type) {
        return own.versions(type).stream()
                .map(row -> TypeVersionView.of(row, declarations.zone()))
                .toList();
    }

    @GET
    @Path("{type}/versions/{version}")
    @Produces(YAML)
    @Operation(operationId = "getTypeVersion", summary = "The text of a version")
    @APIResponse(
            responseCode = "200",
            description = "The text, as it was defined.",
            content = @Content(mediaType = YAML, schema = @Schema(type = SchemaType.STRING)))
    public Response text(@PathParam("type") String type, @PathParam("version") int version) {
        return own.version(type, version)
                .flatMap(EventTypeVersion::definition)
                .map(text -> Response.ok(text).build())
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_VERSION, "no version " + version + " of '" + type + "' has a text"));
    }

    @GET
    @Path("catalogues/{catalogue}")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(
            operationId = "getCatalogue",
            summary = "What selectors could rely on under a version of the catalogue",
            description =
                    "A line a type, and under it its attributes with their kinds; a question mark stands after what is"
                            + " optional. Recorded changes of verdicts name the version that they used; current is the one in force,"
                            + " and ETag says which that is.")
    @APIResponse(
            responseCode = "200",
            description = "The catalogue.",
            content = @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)))
    public Response catalogue(@PathParam("catalogue") String catalogue) {
        Declarations.InForce inForce = declarations.inForce();
        String digest = catalogue.equals(CURRENT) ? inForce.typesDigest() : catalogue;
        return Declarations.types(digest)
                .map(types -> Response.ok(types.written()).tag(digest).build())
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_VERSION, "no version '" + catalogue + "' of the catalogue is recorded"));
    }
}
