package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dabiao.access.Role;
import io.dabiao.check.Assignment;
import io.dabiao.check.ProbeResult;
import io.dabiao.check.Probing;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.WebSubject;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The sites that are probed. Neither headers nor bodies are shown: they may be secret. */
@Path("/api/v1/probes")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Tag(name = "probes", description = "The sites that the service looks at from outside.")
public class ProbesResource {

    /**
     * @param kind such as {@code http} or {@code tcp}
     * @param url the address, as people write it for the kind
     * @param method null where the kind has none
     * @param probedHere whether the replica that answers probes it
     * @param last what that replica found last; null where it probes it not, or not yet
     * @param state {@code up}, {@code down} or {@code unknown}, by what that replica found last
     * @param because the site because of which it is unknown; null where it is not
     * @param dependsOn the sites without which it cannot be reached
     * @param hours in which it is promised; null for always
     * @param alsoDeclaredBy further projects that declare a probe of the site; the first one's is run
     */
    @Schema(name = "Probe")
    public record ProbeView(
            String site,
            String project,
            int year,
            String kind,
            String url,
            @JsonInclude(JsonInclude.Include.NON_NULL) String method,
            BigDecimal intervalSeconds,
            BigDecimal timeoutSeconds,
            String source,
            boolean probedHere,
            String state,
            @JsonInclude(JsonInclude.Include.NON_NULL) String because,
            List<String> dependsOn,
            @JsonInclude(JsonInclude.Include.NON_NULL) WordsView hours,
            ResultView last,
            List<WindowView> maintenance,
            List<String> alsoDeclaredBy) {}

    /** In English and in Chinese. */
    public record WordsView(String words, String wordsZh) {}

    /** A maintenance window, and how reports print it. */
    @Schema(name = "MaintenanceWindow")
    public record WindowView(String id, String words, String wordsZh, String because) {}

    /** @param phases in seconds */
    @Schema(name = "ProbeResult")
    public record ResultView(
            Instant slot,
            boolean ok,
            BigDecimal seconds,
            Map<String, BigDecimal> phases,
            Integer status,
            @JsonInclude(JsonInclude.Include.NON_NULL) String reason,
            @JsonInclude(JsonInclude.Include.NON_NULL) String phase,
            @JsonInclude(JsonInclude.Include.NON_NULL) String detail,
            @JsonInclude(JsonInclude.Include.NON_NULL) String detailZh,
            Long certificateDays,
            int tries) {}

    private final Probing probing;

    ProbesResource(Probing probing) {
        this.probing = probing;
    }

    @GET
    @Operation(
            operationId = "listProbes",
            summary = "The probed sites, how often each is looked at, and what this replica found last")
    public List<ProbeView> probes() {
        return probing.sites().values().stream().map(this::view).toList();
    }

    private ProbeView view(Assignment one) {
        var probe = one.probe();
        ProbeResult last = probing.last().get(probe.site());
        return new ProbeView(
                probe.site(),
                one.project(),
                one.year(),
                probe.subject().kind(),
                probe.subject().address(),
                probe.subject() instanceof WebSubject page ? page.request().method() : null,
                seconds(probe.interval().toNanos()),
                seconds(probe.timeout().toNanos()),
                probe.source(),
                probing.here(probe.site()),
                state(last),
                last == null ? null : last.because().orElse(null),
                probe.dependsOn(),
                probe.hours()
                        .map(hours -> new WordsView(
                                hours.words().english(), hours.words().chinese()))
                        .orElse(null),
                last == null ? null : result(last),
                one.maintenance().stream().map(ProbesResource::window).toList(),
                one.others());
    }

    private static String state(ProbeResult last) {
        if (last == null || !last.saysOfTheSite() || last.because().isPresent()) {
            return "unknown";
        }
        return last.look().ok() ? "up" : "down";
    }

    static WindowView window(Maintenance window) {
        return new WindowView(
                window.id(),
                window.when().words().english(),
                window.when().words().chinese(),
                window.because());
    }

    private static ResultView result(ProbeResult result) {
        ProbeOutcome probeOutcome = result.look();
        Map<String, BigDecimal> phases = new TreeMap<>();
        probeOutcome.phases().forEach((phase, nanos) -> phases.put(phase.word(), seconds(nanos)));
        return new ResultView(
                result.slot(),
                probeOutcome.ok(),
                seconds(probeOutcome.nanos()),
                phases,
                probeOutcome.status().isPresent() ? probeOutcome.status().getAsInt() : null,
                probeOutcome.failure().map(failure -> failure.reason().word()).orElse(null),
                probeOutcome.failure().map(failure -> failure.phase().word()).orElse(null),
                probeOutcome.failure().map(ProbeOutcome.Failure::detail).orElse(null),
                probeOutcome.failure().map(failure -> failure.words().chinese()).orElse(null),
                probeOutcome.certificateSeconds().isPresent()
                        ? (Long) Math.floorDiv(probeOutcome.certificateSeconds().getAsLong(), 86_400L)
                        : null,
                result.tries());
    }

    private static BigDecimal seconds(long nanos) {
        BigDecimal seconds = BigDecimal.valueOf(Math.round(nanos / 1000.0), 6).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }
}
