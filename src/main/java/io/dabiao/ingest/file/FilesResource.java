package io.dabiao.ingest.file;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/files}: a spreadsheet, each row an event, in one transaction. */
@Path("/api/v1/files")
@Tag(name = "events")
public class FilesResource {

    private static final int FIRST_YEAR = 1990;
    private static final int LAST_YEAR = 2100;

    private final Spreadsheets spreadsheets;
    private final Caller caller;

    FilesResource(Spreadsheets spreadsheets, Caller caller) {
        this.spreadsheets = spreadsheets;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.INGEST, Role.REPORT, Role.ADMIN})
    @Blocking
    @Operation(
            operationId = "uploadSpreadsheet",
            summary = "Takes a spreadsheet, each row an event",
            description =
                    "CSV in UTF-8, UTF-16 or GB18030, XLSX, XLS, ODS, or Excel's XML of 2003. With dryRun=true it says row by row what would be taken,"
                            + " and which figures change. All of it is taken in one transaction, or nothing where a row is wrong.")
    @APIResponse(responseCode = "200", description = "Taken; or what would be taken.")
    @APIResponse(
            responseCode = "409",
            description =
                    "Rows say something else than before, or are missing, and no reason is given; nothing was taken.")
    @APIResponse(responseCode = "422", description = "Rows are wrong; nothing was taken.")
    public Spreadsheets.Answer take(
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
            @Parameter(
                            description =
                                    "What a column is, as title=attribute, such as 阅读数=value; title= for one that is not"
                                            + " to be taken. It is remembered for the table's next file once this one was taken.")
                    @QueryParam("column")
                    List<String> columns,
            @Parameter(description = "The year of days and months that bear none, such as 1月 across a table.")
                    @QueryParam("year")
                    Integer year,
            @Context SecurityContext security) {
        if (blank(type) || blank(series)) {
            throw new Problem(
                    ErrorCode.NOT_SAID, "type says which events the rows are, series names the table they come from");
        }
        if (missing != null && !missing.equals("keep") && !missing.equals("withdraw")) {
            throw new Problem(ErrorCode.NO_SUCH_WORD, "missing is keep or withdraw, not '" + missing + "'");
        }
        if (year != null && (year < FIRST_YEAR || year > LAST_YEAR)) {
            throw new Problem(ErrorCode.UNKNOWN_YEAR, "year must be from 1990 to 2100, not " + year);
        }
        Map<String, String> said = said(columns);
        try (Spooled file = Spooled.read(body, Spreadsheets.LIMIT)) {
            return spreadsheets.take(
                    file::bytes,
                    new Spreadsheets.Wanted(
                            type,
                            series,
                            dryRun,
                            Optional.ofNullable(reason).filter(text -> !text.isBlank()),
                            "withdraw".equals(missing),
                            name,
                            caller.sender(),
                            security.isUserInRole(Role.REPORT) || security.isUserInRole(Role.ADMIN),
                            said,
                            year == null ? OptionalInt.empty() : OptionalInt.of(year)),
                    Spreadsheets.LISTED,
                    Spreadsheets.Listener.NONE);
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (IOException broken) {
            throw new StoreUnavailable("the body broke off: send the file again", broken);
        }
    }

    /** What stands behind the last sign of equality: a title may hold others. */
    private static Map<String, String> said(List<String> columns) {
        Map<String, String> said = new LinkedHashMap<>();
        for (String column : columns) {
            int at = column.lastIndexOf('=');
            if (at < 1) {
                throw new Problem(
                        ErrorCode.NO_SUCH_COLUMN,
                        "column is a title and an attribute, such as 阅读数=value, not '" + column + "'");
            }
            said.put(column.substring(0, at).strip(), column.substring(at + 1).strip());
        }
        Spreadsheets.sound(said);
        return said;
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
