package io.dabiao.ingest.file;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.ingest.Intake;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.CorrectionLog;
import io.dabiao.store.Corrections;
import io.dabiao.store.Identities;
import io.dabiao.store.StoreUnavailable;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/files}: a spreadsheet, each row an event, in one transaction. */
@Path("/api/v1/files")
@Tag(name = "events")
public class FilesResource {

    private static final int LIMIT = 32 << 20;
    private static final int LISTED = 1_000;
    private static final int PATIENCE_SECONDS = 60;

    /**
     * What became of a file, or would.
     *
     * @param counts of the rows by outcome
     * @param rows those that are not simply new, at most 1,000; where room is left, the new ones too
     * @param columns each header with the attribute it was taken for
     * @param ignoredColumns headers that were not understood
     * @param figures those that the file changes, before and after
     * @param correction its number where rows of earlier files were replaced or withdrawn, else null
     */
    public record Answer(
            boolean dryRun,
            Map<String, Long> counts,
            List<UploadedRows.Row> rows,
            Map<String, String> columns,
            List<String> ignoredColumns,
            List<CorrectionLog.Change> figures,
            Long correction) {}

    private final Intake intake;
    private final Identities identities;
    private final Caller caller;
    private final Settings settings;
    private final Clock clock;
    /** One file at a time: the memory that the largest needs is needed once. */
    private final Semaphore turn = new Semaphore(1, true);

    FilesResource(Intake intake, Identities identities, Caller caller, Settings settings, Clock clock) {
        this.intake = intake;
        this.identities = identities;
        this.caller = caller;
        this.settings = settings;
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Blocking
    @Operation(
            summary = "Takes a spreadsheet, each row an event",
            description =
                    "CSV in UTF-8, UTF-16 or GB18030, or XLSX. With dryRun=true it says row by row what would be taken,"
                            + " and which figures change. All of it is taken in one transaction, or nothing where a row is wrong.")
    @APIResponse(responseCode = "200", description = "Taken; or what would be taken.")
    @APIResponse(
            responseCode = "409",
            description =
                    "Rows say something else than before, or are missing, and no reason is given; nothing was taken.")
    @APIResponse(responseCode = "422", description = "Rows are wrong; nothing was taken.")
    public Answer take(
            InputStream body,
            @QueryParam("type") String type,
            @QueryParam("series") String series,
            @QueryParam("dryRun") boolean dryRun,
            @Parameter(
                            description =
                                    "Why rows of earlier files are replaced; a correction needs one, and the role report.")
                    @QueryParam("reason")
                    String reason,
            @Parameter(
                            description = "keep (the default): rows of earlier files that are not in this one stay."
                                    + " withdraw: the file is the whole table, they are withdrawn.")
                    @QueryParam("missing")
                    String missing,
            @Parameter(description = "The file's name, for the record.") @QueryParam("name") String name,
            @Context SecurityContext security) {
        if (blank(type) || blank(series)) {
            throw new Problem(
                    400, "not said", "type says which events the rows are, series names the table they come from");
        }
        if (missing != null && !missing.equals("keep") && !missing.equals("withdraw")) {
            throw new Problem(400, "no such word", "missing is keep or withdraw, not '" + missing + "'");
        }
        byte[] file = read(body);
        try {
            if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreUnavailable("other files are being read: send this one again", null);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("stopped while waiting for a turn", stopped);
        }
        try {
            Wanted wanted = new Wanted(
                    type,
                    series,
                    dryRun,
                    Optional.ofNullable(reason).filter(text -> !text.isBlank()),
                    "withdraw".equals(missing),
                    origin(name, file),
                    security.isUserInRole(Role.REPORT) || security.isUserInRole(Role.ADMIN));
            return take(file, wanted);
        } finally {
            turn.release();
        }
    }

    /** @param whole whether rows of earlier files that are missing are to be withdrawn */
    private record Wanted(
            String type,
            String series,
            boolean dryRun,
            Optional<String> reason,
            boolean whole,
            String origin,
            boolean mayCorrect) {}

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static byte[] read(InputStream body) {
        try {
            byte[] file = body.readNBytes(LIMIT + 1);
            if (file.length > LIMIT) {
                throw new Problem(413, "file too large", "a file may have 32 MB at most");
            }
            return file;
        } catch (IOException broken) {
            throw new StoreUnavailable("the body broke off: send the file again", broken);
        }
    }

    private static String origin(String name, byte[] file) {
        String plain = blank(name) ? "" : name.strip().replaceAll("[\\p{Cntrl}/\\\\]", "_");
        String cut = plain.length() > 200 ? plain.substring(0, 200) : plain;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(file);
            return (cut + " sha256:" + HexFormat.of().formatHex(hash)).strip();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Answer take(byte[] file, Wanted wanted) {
        Instant now = clock.instant();
        UploadedRows uploaded = rows(file, wanted, now);
        uploaded.compare(
                identities.known(uploaded.arrivals()),
                wanted.whole() && wanted.reason().isPresent()
                        ? UploadedRows.Withdrawn.COUNT_AGAIN
                        : UploadedRows.Withdrawn.STAY);
        boolean sound = uploaded.counts().get(UploadedRows.Outcome.WRONG.word()) == 0;
        List<Corrections.Step> steps = new ArrayList<>();
        uploaded.changed().forEach(arrival -> steps.add(new Corrections.Replacement(arrival)));
        if (wanted.whole() && sound) {
            uploaded.missing(identities.counting(wanted.series()))
                    .forEach(id -> steps.add(new Corrections.Withdrawal(wanted.series(), id)));
        }
        if (!wanted.dryRun()) {
            if (!sound) {
                throw refused(
                        422, "rows are wrong", "nothing was taken: mend the rows and send the file again", uploaded);
            }
            permitted(steps, wanted, uploaded);
        }
        Corrections.Change change = new Corrections.Change(
                uploaded.fresh(),
                steps,
                wanted.reason().orElse("a file that was tried"),
                caller.name(),
                now,
                Optional.of(wanted.origin()));
        Corrections.Made made = made(change, wanted.dryRun() ? Corrections.Mode.TRIED : Corrections.Mode.MADE);
        return new Answer(
                wanted.dryRun(),
                uploaded.counts(),
                uploaded.listed(LISTED),
                uploaded.header().understood(),
                uploaded.header().ignored(),
                made.figures().stream()
                        .filter(Corrections.Consequence::changed)
                        .map(CorrectionLog.Change::of)
                        .toList(),
                made.no().orElse(null));
    }

    private UploadedRows rows(byte[] file, Wanted wanted, Instant now) {
        try {
            Vocabulary vocabulary = vocabulary();
            UploadedRows uploaded =
                    new UploadedRows(wanted.type(), wanted.series(), vocabulary, settings.zone(), now, caller.sender());
            uploaded.read(Sheet.read(file));
            return uploaded;
        } catch (Unfit unfit) {
            throw new Problem(400, "not a table", unfit.words().english())
                    .with("detailZh", unfit.words().chinese());
        }
    }

    private Vocabulary vocabulary() {
        return Vocabularies.of(settings);
    }

    private void permitted(List<Corrections.Step> steps, Wanted wanted, UploadedRows uploaded) {
        if (steps.isEmpty()) {
            return;
        }
        if (wanted.reason().isEmpty()) {
            throw refused(
                    409,
                    "rows have changed",
                    "nothing was taken: rows say something else than before, or are missing; give a reason to correct them",
                    uploaded);
        }
        if (!wanted.mayCorrect()) {
            throw new Problem(403, "not permitted", "correcting rows of earlier files needs the role report");
        }
    }

    private Corrections.Made made(Corrections.Change change, Corrections.Mode mode) {
        try {
            return intake.corrected(change, mode);
        } catch (Corrections.NotCorrectable not) {
            throw new Problem(
                    409,
                    "expired",
                    "nothing was taken: the row " + not.id() + " was expired from the log, so that its days cannot be"
                            + " computed anew");
        }
    }

    private static Problem refused(int status, String title, String detail, UploadedRows uploaded) {
        return new Problem(status, title, detail)
                .with("counts", uploaded.counts())
                .with("rows", uploaded.listed(LISTED));
    }
}
