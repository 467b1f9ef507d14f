package io.dabiao.expose;

import io.dabiao.access.AccessToken;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.access.Tokens;
import io.dabiao.declare.Declarations;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Nearest;
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
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which tokens there are, and what they may do. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Blocking
@Tag(name = "access", description = "Who may do what, and who did what.")
public class TokensResource {

    /**
     * What a new token may do.
     *
     * @param name for the audit log
     * @param roles of ingest, report, view and admin
     * @param sources limits what it may send; absent or empty for any source
     * @param types likewise for event types
     * @param projects ids of the only projects that it may know of; absent or empty for any. Such a token has the roles view and report
     *     only, and has of the API what is about one of its projects
     * @param expiresAt within ten years; absent for a year from now
     * @param sha256 of a secret that was made elsewhere, in lower-case hex; absent where the service is to draw one
     */
    @Schema(name = "TokenWanted")
    public record Wanted(
            String name,
            Set<String> roles,
            Set<String> sources,
            Set<String> types,
            Set<String> projects,
            OffsetDateTime expiresAt,
            String sha256) {}

    /**
     * A token without its secret; one without an end was made before tokens had to have one, or is the first administrator's.
     *
     * @param fingerprint the first twelve digits of its secret's SHA-256, by which one knows it again
     */
    @Schema(name = "Token")
    public record TokenView(
            long id,
            String name,
            String fingerprint,
            List<String> roles,
            List<String> sources,
            List<String> types,
            List<String> projects,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            Instant revokedAt,
            String revokedBy) {

        static TokenView of(AccessToken token) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.fingerprint(),
                    token.roles(),
                    token.sources(),
                    token.types(),
                    token.projects(),
                    token.createdAt(),
                    token.createdBy(),
                    token.expiresAt().orElse(null),
                    token.revokedAt().orElse(null),
                    token.revokedBy().orElse(null));
        }
    }

    /** @param secret the bearer token itself, shown this once and kept nowhere; null where it was made elsewhere */
    @Schema(name = "TokenMade")
    public record MadeView(TokenView token, String secret) {}

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final Tokens tokens;
    private final Declarations declarations;
    private final Caller caller;

    TokensResource(Tokens tokens, Declarations declarations, Caller caller) {
        this.tokens = tokens;
        this.declarations = declarations;
        this.caller = caller;
    }

    @GET
    @Path("tokens")
    @Operation(operationId = "listTokens", summary = "All tokens, ended ones included, without their secrets")
    public List<TokenView> all() {
        return tokens.all().stream().map(TokenView::of).toList();
    }

    @GET
    @Path("tokens/{id}")
    @Operation(operationId = "getToken", summary = "A token, ended or not, without its secret")
    public TokenView one(@PathParam("id") long id) {
        return tokens.token(id)
                .map(TokenView::of)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_TOKEN, "no token has the id " + id));
    }

    @POST
    @Path("tokens")
    @Operation(
            operationId = "createToken",
            summary = "Makes a token",
            description =
                    "Its secret is in the answer and nowhere else. It ends after a year unless expiresAt says otherwise. With"
                            + " sha256 the secret was made elsewhere, and the answer has none.")
    @APIResponse(
            responseCode = "201",
            description = "It is made; Location names it.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = MadeView.class)))
    public Response create(Wanted wanted) {
        if (wanted == null) {
            throw new Problem(ErrorCode.NO_NAME, Tokens.Fault.NO_NAME.words());
        }
        Tokens.Wanted token = new Tokens.Wanted(
                wanted.name() == null ? "" : wanted.name().strip(),
                words("roles", wanted.roles()),
                words("sources", wanted.sources()),
                words("types", wanted.types()),
                words("projects", wanted.projects()),
                Optional.ofNullable(wanted.expiresAt()).map(OffsetDateTime::toInstant));
        tokens.fault(token).ifPresent(fault -> {
            throw new Problem(code(fault), fault.words() + given(fault, token));
        });
        declared(token.projects());
        if (wanted.sha256() != null) {
            return ofSecret(token, wanted.sha256());
        }
        Tokens.Made made = tokens.create(token, caller.name());
        return Response.created(URI.create("/api/v1/tokens/" + made.token().id()))
                .entity(new MadeView(TokenView.of(made.token()), made.bearer()))
                .build();
    }

    private Response ofSecret(Tokens.Wanted token, String sha256) {
        if (!SHA_256.matcher(sha256).matches()) {
            throw new Problem(ErrorCode.NO_SUCH_VALUE, "sha256 must be 64 digits of lower-case hex");
        }
        AccessToken made = tokens.createOf(token, sha256, caller.name())
                .orElseThrow(
                        () -> new Problem(ErrorCode.NAME_TAKEN, "a token in force has this secret; revoke it first"));
        return Response.created(URI.create("/api/v1/tokens/" + made.id()))
                .entity(new MadeView(TokenView.of(made), null))
                .build();
    }

    private static Set<String> words(String name, Set<String> given) {
        if (given != null && given.contains(null)) {
            throw new Problem(ErrorCode.NO_SUCH_WORD, name + " lists texts, null is none");
        }
        return given == null ? Set.of() : given;
    }

    private static ErrorCode code(Tokens.Fault fault) {
        return switch (fault) {
            case NO_NAME -> ErrorCode.NO_NAME;
            case NO_SUCH_ROLE, NO_LIMIT_FOR_ROLE -> ErrorCode.NO_SUCH_ROLE;
            case PAST, TOO_FAR -> ErrorCode.NO_SUCH_END;
            case TOO_LONG -> ErrorCode.NO_SUCH_LIMIT;
        };
    }

    private static String given(Tokens.Fault fault, Tokens.Wanted token) {
        return switch (fault) {
            case NO_SUCH_ROLE, NO_LIMIT_FOR_ROLE -> ", not " + new TreeSet<>(token.roles());
            case PAST, TOO_FAR -> ", not at " + token.expiresAt().orElseThrow();
            case NO_NAME, TOO_LONG -> "";
        };
    }

    private void declared(Set<String> projects) {
        Set<String> known = declarations.inForce().byKey().keySet().stream()
                .map(Declarations.Key::project)
                .collect(Collectors.toCollection(TreeSet::new));
        String unknown = projects.stream()
                .filter(project -> !known.contains(project))
                .sorted()
                .map(project -> "no project has the id '" + project + "': "
                        + Nearest.mend(project, known, "declared are " + String.join(", ", known)))
                .collect(Collectors.joining("; "));
        if (!unknown.isEmpty()) {
            throw new Problem(ErrorCode.UNKNOWN_PROJECT, unknown);
        }
    }

    @DELETE
    @Path("tokens/{id}")
    @Operation(
            operationId = "revokeToken",
            summary = "Revokes a token",
            description = "At once here, within seconds at other replicas.")
    @APIResponse(responseCode = "204", description = "It is revoked.")
    public Response revoke(@PathParam("id") long id) {
        if (!tokens.revoke(id, caller.name())) {
            throw new Problem(ErrorCode.NO_SUCH_TOKEN, "no token in force has the id " + id);
        }
        return Response.noContent().build();
    }
}
