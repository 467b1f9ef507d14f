package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.store.Demonstration;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code DELETE /api/v1/demonstration}. */
@Path("/api/v1/demonstration")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Blocking
@Tag(name = "administration", description = "What an administrator does.")
public class DemonstrationResource {

    /** @param events how many were removed */
    @Schema(name = "DemonstrationRemoved")
    public record Answer(long events) {}

    private final Demonstration demonstration;
    private final Caller caller;
    private final Clock clock;

    DemonstrationResource(Demonstration demonstration, Caller caller, Clock clock) {
        this.demonstration = demonstration;
        this.caller = caller;
        this.clock = clock;
    }

    @DELETE
    @Operation(
            operationId = "removeDemonstration",
            summary = "Removes the demonstration's events",
            description = "Those whose source begins with " + Demonstration.SOURCES
                    + " and no others, with their identities, rejections and conflicts. Ingestion waits meanwhile.")
    public Answer remove() {
        return new Answer(demonstration.remove(caller.name(), clock.instant()));
    }
}
