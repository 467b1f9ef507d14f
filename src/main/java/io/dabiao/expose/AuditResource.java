package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditLog;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who did what. */
@Path("/api/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Blocking
@Tag(name = "access", description = "Who may do what, and who did what.")
public class AuditResource {

    private static final int LARGEST_PAGE = 1_000;

    /** The chain's newest entry at the time of the answer, as {@code ./dabiao audit verify --head} takes it. */
    static final String HEAD = "Dabiao-Audit-Head";

    /**
     * One act.
     *
     * @param id the entry's number in the chain
     * @param address from which the request came; null where no request was behind it
     * @param words the act in English
     * @param wordsZh the act in Chinese
     * @param subject what it was done to; the English name of its kind before a number
     * @param subjectZh the same with the kind in Chinese
     * @param detail what else is said of it, in English
     * @param detailZh the same in Chinese; as in {@code detail} in entries of releases that kept English alone
     * @param hash of this entry and all before it
     */
    @Schema(name = "AuditEntry")
    public record ActView(
            long id,
            Instant at,
            String actor,
            String address,
            String act,
            String words,
            String wordsZh,
            String subject,
            String subjectZh,
            String detail,
            String detailZh,
            String hash) {

        static ActView of(AuditLog.Entry entry) {
            Optional<AuditAct> act = AuditAct.ofWord(entry.act());
            return new ActView(
                    entry.number(),
                    entry.at(),
                    entry.actor(),
                    entry.address().orElse(null),
                    entry.act(),
                    act.map(known -> known.words().english()).orElse(entry.act()),
                    act.map(known -> known.words().chinese()).orElse(entry.act()),
                    entry.subject(),
                    act.map(known -> known.subject(entry.subject()).chinese()).orElse(entry.subject()),
                    entry.detail().english(),
                    entry.detail().chinese(),
                    entry.hash());
        }
    }

    private final AuditLog log;

    AuditResource(AuditLog log) {
        this.log = log;
    }

    @GET
    @Operation(
            operationId = "listAuditEntries",
            summary = "Who did what, the newest first",
            description = "The header " + HEAD + " bears the head of the log's chain.")
    @APIResponse(
            responseCode = "200",
            description = "The entries; Dabiao-Audit-Head bears the head of the chain.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = ActView.class)))
    public Response audit(
            @QueryParam("before") @DefaultValue("9223372036854775807") long before,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("act") String act,
            @QueryParam("actor") String actor,
            @QueryParam("from") String from,
            @QueryParam("until") String until,
            @QueryParam("q") String text) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Problem(
                    ErrorCode.NO_SUCH_PAGE_SIZE, "limit must be from 1 to " + LARGEST_PAGE + ", not " + limit);
        }
        AuditLog.Filter filter = new AuditLog.Filter(
                given(act),
                given(actor),
                given(from).map(instant -> AtInstant.of(instant, null)),
                given(until).map(instant -> AtInstant.of(instant, null)),
                given(text));
        return Response.ok(log.find(filter, before, limit).stream()
                        .map(ActView::of)
                        .toList())
                .header(HEAD, log.head())
                .build();
    }

    private static Optional<String> given(String value) {
        return Optional.ofNullable(value).map(String::strip).filter(one -> !one.isEmpty());
    }
}
