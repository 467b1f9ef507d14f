package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A year's promises as service level objectives for tools that read OpenSLO v1, over what {@code /metrics} shows. */
@Path("/api/v1/years/{year}/openslo")
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "indicators", description = "What was promised and how it stands, at any instant.")
public class OpenSloResource {

    private static final String YAML = "application/yaml;charset=UTF-8";

    /** An indicator that OpenSLO cannot say, and why. */
    @Schema(name = "OpenSloLeftOut")
    public record LeftOutView(String id, String project, String name, String because, String becauseZh) {}

    private final Declarations declarations;
    private final Clock clock;

    OpenSloResource(Declarations declarations, Clock clock) {
        this.declarations = declarations;
        this.clock = clock;
    }

    @GET
    @OneProject
    @Produces(YAML)
    @Operation(
            operationId = "getOpenSlo",
            summary = "The indicators that OpenSLO v1 can say, as YAML documents",
            description = "A DataSource, and for each project a Service with an SLI and an SLO for each indicator; the"
                    + " targets are those in force now. What is left out stands in a comment before them.")
    public String objectives(
            @PathParam("year") int year,
            @Parameter(description = "A project's id or name.") @QueryParam("project") String project,
            @Parameter(
                            description = "For how much of the time a level, such as a response time, is to be kept:"
                                    + " from 0, below 1; 0.99 by default, as forms declare none.")
                    @QueryParam("share")
                    String share,
            @Parameter(description = "Address of the Prometheus that scrapes the service, for the DataSource.")
                    @QueryParam("prometheus")
                    String prometheus) {
        return export(year, project, share, prometheus).yaml();
    }

    @GET
    @OneProject
    @Path("left-out")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listOpenSloLeftOut",
            summary = "The indicators that OpenSLO v1 cannot say, each with the reason")
    public List<LeftOutView> leftOut(
            @PathParam("year") int year,
            @Parameter(description = "A project's id or name.") @QueryParam("project") String project) {
        return export(year, project, null, null).leftOut().stream()
                .map(one -> new LeftOutView(
                        one.standing().declaration().project() + "/"
                                + one.indicator().id(),
                        one.standing().declaration().name(),
                        one.indicator().name(),
                        one.because().english(),
                        one.because().chinese()))
                .toList();
    }

    private OpenSlo export(int year, String project, String share, String prometheus) {
        List<EffectiveDeclaration> standing = declarations.inForce().year(year);
        if (standing.isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_YEAR, "nothing is declared for " + year);
        }
        List<EffectiveDeclaration> wanted = project == null
                ? standing
                : declarations.inForce().project(year, project).stream().toList();
        if (wanted.isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' in " + year);
        }
        return OpenSlo.of(wanted, clock.instant(), new OpenSlo.Wanted(share(share), address(prometheus)));
    }

    private static BigDecimal share(String asked) {
        if (asked == null || asked.isBlank()) {
            return OpenSlo.USUAL_SHARE;
        }
        try {
            BigDecimal share = new BigDecimal(asked.strip());
            if (share.signum() >= 0 && share.compareTo(BigDecimal.ONE) < 0 && share.scale() <= 6) {
                return share;
            }
        } catch (NumberFormatException none) {
            throw new Problem(ErrorCode.NO_SUCH_SHARE, "share must be a number such as 0.99, not '" + asked + "'");
        }
        throw new Problem(
                ErrorCode.NO_SUCH_SHARE, "share must be from 0, below 1, with at most six digits, not " + asked);
    }

    private static Optional<URI> address(String asked) {
        if (asked == null || asked.isBlank()) {
            return Optional.empty();
        }
        try {
            URI address = new URI(asked.strip());
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getUserInfo() == null) {
                return Optional.of(address);
            }
        } catch (URISyntaxException none) {
            throw new Problem(ErrorCode.NO_SUCH_ADDRESS, "prometheus is no address: " + none.getMessage());
        }
        throw new Problem(
                ErrorCode.NO_SUCH_ADDRESS, "prometheus must be an http or https address without a password: " + asked);
    }
}
