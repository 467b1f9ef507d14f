package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.comment.Comment;
import io.dabiao.comment.Comments;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What people say of an indicator while its year runs. */
@Path("/api/v1/years/{year}/indicators/{project}/{indicator}/comments")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "indicators")
public class CommentsResource {

    /** @param about absent for the whole year */
    @Schema(name = "CommentWanted")
    public record Wanted(String text, LocalDate about) {}

    private final Comments comments;
    private final Caller caller;

    CommentsResource(Comments comments, Caller caller) {
        this.comments = comments;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "listComments",
            summary = "What people said of an indicator",
            description = "The newest first, 200 at most; what was withdrawn is left out.")
    public List<Comment> comments(
            @PathParam("year") int year, @PathParam("project") String project, @PathParam("indicator") String id) {
        return comments.of(new IndicatorRef(year, project, id));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(operationId = "createComment", summary = "Say something of an indicator, for all who see it")
    @APIResponse(
            responseCode = "201",
            description = "It is said; Location names the list that it stands in.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Comment.class)))
    public Response say(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            Wanted wanted) {
        if (wanted == null) {
            throw new Problem(ErrorCode.NOTHING_SAID, "send {\"text\": \"…\"}");
        }
        Comment said = comments.say(
                new IndicatorRef(year, project, id), wanted.text(), Optional.ofNullable(wanted.about()), caller.name());
        return Response.created(UriBuilder.fromResource(CommentsResource.class).build(year, project, id))
                .entity(said)
                .build();
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "withdrawComment",
            summary = "Withdraw a comment of one's own",
            description = "An administrator withdraws anyone's.")
    @APIResponse(responseCode = "204", description = "It is withdrawn.")
    public Response withdraw(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @PathParam("id") long id) {
        comments.withdraw(new IndicatorRef(year, project, indicator), id, caller.name(), caller.has(Role.ADMIN));
        return Response.noContent().build();
    }
}
