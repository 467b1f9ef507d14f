package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.core.rollup.Series;
import io.dabiao.evaluate.Assessor;
import io.dabiao.store.FactsReader;
import io.dabiao.store.Folding;
import io.dabiao.store.SeriesRegister;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the service itself is busy with. */
@Path("/api/v1/status")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
@Tag(name = "status", description = "What the service itself is busy with.")
public class StatusResource {

    /**
     * @param position the end of the event log
     * @param batchesToFold batches whose rollups are not folded yet; they take part in every evaluation all the same
     * @param filling measures that are being filled from the log
     */
    @Schema(name = "ServiceStatus")
    public record Status(String position, long batchesToFold, int series, List<Filling> filling) {}

    /** @param done events read so far, of {@code total} */
    public record Filling(String series, long done, long total) {}

    private final FactsReader reader;
    private final Folding folding;
    private final SeriesRegister register;
    private final Assessor assessor;

    StatusResource(FactsReader reader, Folding folding, SeriesRegister register, Assessor assessor) {
        this.reader = reader;
        this.folding = folding;
        this.register = register;
        this.assessor = assessor;
    }

    @GET
    @Operation(operationId = "getStatus", summary = "The position of the log, the backlog, and measures being filled")
    public Status status() {
        var needed = assessor.needed();
        List<Filling> filling =
                needed.stream().flatMap(series -> filling(series).stream()).toList();
        return new Status(reader.position().words(), folding.pending(), needed.size(), filling);
    }

    /** A series of a declaration that came into force a moment ago may not have been registered yet: nothing of it is read. */
    private Optional<Filling> filling(Series series) {
        var kept = register.kept(series);
        if (kept.isEmpty()) {
            return Optional.of(new Filling(series.key(), 0, 0));
        }
        return kept.filter(one -> !one.ready())
                .map(one -> new Filling(one.series().key(), one.done(), one.total()));
    }
}
