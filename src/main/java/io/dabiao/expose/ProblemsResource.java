package io.dabiao.expose;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the codes of errors mean: the address that {@code type} of a problem names. Open: it says nothing of the installation. */
@Path("/api/v1/problems")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@Tag(name = "service")
public class ProblemsResource {

    /**
     * A code.
     *
     * @param code stable, for programs
     * @param status of HTTP
     */
    @Schema(name = "ProblemCode")
    public record CodeView(String code, int status, String title, String titleZh) {

        static CodeView of(ErrorCode code) {
            return new CodeView(
                    code.code(),
                    code.status(),
                    code.title().english(),
                    code.title().chinese());
        }
    }

    @GET
    @SecurityRequirements
    @Operation(operationId = "listProblems", summary = "The codes of errors")
    public List<CodeView> codes() {
        return Arrays.stream(ErrorCode.values()).map(CodeView::of).toList();
    }

    @GET
    @Path("{code}")
    @SecurityRequirements
    @Operation(operationId = "getProblem", summary = "What the code of an error means")
    public CodeView code(@PathParam("code") String code) {
        return ErrorCode.named(code)
                .map(CodeView::of)
                .orElseThrow(() -> new Problem(ErrorCode.NOT_FOUND, "no error has the code '" + code + "'"));
    }
}
