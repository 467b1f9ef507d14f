package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.archive.Retention;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.EventExports;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.YearMonth;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** Months of events that left the log, and those that wait to. */
@Path("/api/v1/archive")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Blocking
@Tag(name = "administration", description = "What an administrator does.")
public class ArchiveResource {

    private static final Logger LOG = Logger.getLogger(ArchiveResource.class);
    private static final int LAST_YEAR = 9999;

    /**
     * @param retention null where events are kept in the log for ever
     * @param folder where the files are
     * @param log the months of which the log holds events
     */
    @Schema(name = "Archive")
    public record View(String retention, String folder, List<MonthView> log, List<FileView> files) {}

    /**
     * @param aged whether it is past the retention
     * @param waits why it stays; null where nothing but its age keeps it
     */
    @Schema(name = "ArchivedMonth")
    public record MonthView(String month, boolean aged, String waits) {}

    /** @param restoredAt since when its events are in the log again; null where they are in the file alone */
    @Schema(name = "ArchiveFile")
    public record FileView(
            String month,
            int part,
            String file,
            String sha256,
            long bytes,
            long events,
            Instant first,
            Instant last,
            long firstBatch,
            long lastBatch,
            String release,
            Instant exportedAt,
            String exportedBy,
            Instant restoredAt) {

        static FileView of(EventExports.Part part) {
            return new FileView(
                    part.month().toString(),
                    part.part(),
                    part.file(),
                    part.sha256(),
                    part.bytes(),
                    part.events(),
                    part.first(),
                    part.last(),
                    part.firstBatch(),
                    part.lastBatch(),
                    part.release(),
                    part.exportedAt(),
                    part.exportedBy(),
                    part.restoredAt().orElse(null));
        }
    }

    /** @param fault what is wrong with the file; null where nothing is */
    @Schema(name = "ArchiveVerified")
    public record Verified(String file, String fault) {}

    private final Retention retention;
    private final EventExports exports;
    private final Settings settings;
    private final Caller caller;

    ArchiveResource(Retention retention, EventExports exports, Settings settings, Caller caller) {
        this.retention = retention;
        this.exports = exports;
        this.settings = settings;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getArchive",
            summary = "The months of the log with what they wait for, and the files of the archive")
    public View archive() {
        return new View(
                settings.retention().map(Period::toString).orElse(null),
                exports.folder().toAbsolutePath().normalize().toString(),
                retention.months().stream()
                        .map(one -> new MonthView(
                                one.month().toString(), one.aged(), one.waits().orElse(null)))
                        .toList(),
                exports.parts().stream().map(FileView::of).toList());
    }

    @POST
    @Path("{month}/export")
    @Operation(
            operationId = "exportMonth",
            summary = "Exports a month's events now, whatever their age",
            description = "409 says what still needs them: an open year, a report that is not sealed, a measure being"
                    + " filled. Figures, history and identities stay.")
    public FileView export(@PathParam("month") String month) {
        YearMonth wanted = month(month);
        if (retention.months().stream().noneMatch(one -> one.month().equals(wanted))) {
            throw new Problem(ErrorCode.NO_SUCH_MONTH, "the log has no events of " + wanted);
        }
        try {
            return FileView.of(retention.export(wanted, caller.name()));
        } catch (UncheckedIOException unwritable) {
            LOG.errorf(unwritable, "the events of %s could not be exported", wanted);
            throw new Problem(
                    ErrorCode.CANNOT_BE_WRITTEN,
                    "the folder of the archive cannot be written; the events stay in the log, which says why");
        }
    }

    @POST
    @Path("{month}/restore")
    @Operation(
            operationId = "restoreMonth",
            summary = "Reads a month's events back into the log",
            description =
                    "With their identities; nothing is counted again. An empty list where they are there already.")
    public List<FileView> restore(@PathParam("month") String month) {
        YearMonth wanted = month(month);
        demandExported(wanted);
        return retention.restore(wanted, caller.name()).stream()
                .map(FileView::of)
                .toList();
    }

    @POST
    @Path("{month}/verify")
    @Operation(operationId = "verifyMonth", summary = "Compares a month's files with what is recorded of them")
    public List<Verified> verify(@PathParam("month") String month) {
        YearMonth wanted = month(month);
        demandExported(wanted);
        return exports.parts().stream()
                .filter(part -> part.month().equals(wanted))
                .map(part -> new Verified(part.file(), exports.verify(part).orElse(null)))
                .toList();
    }

    private void demandExported(YearMonth month) {
        if (exports.parts().stream().noneMatch(part -> part.month().equals(month))) {
            throw new Problem(ErrorCode.NO_SUCH_EXPORT, "no events of " + month + " were exported");
        }
    }

    private static YearMonth month(String month) {
        try {
            YearMonth wanted = YearMonth.parse(month);
            if (wanted.getYear() < 1 || wanted.getYear() > LAST_YEAR) {
                throw new Problem(ErrorCode.NOT_A_MONTH, "a month lies in the years 1 to " + LAST_YEAR);
            }
            return wanted;
        } catch (DateTimeException wrong) {
            throw new Problem(ErrorCode.NOT_A_MONTH, "a month is like 2024-01, not " + month);
        }
    }
}
