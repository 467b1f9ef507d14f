package io.dabiao.expose;

import io.dabiao.access.Role;
import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.forms.Cell;
import io.dabiao.forms.Draft;
import io.dabiao.forms.Form;
import io.dabiao.forms.FormReader;
import io.dabiao.forms.FormSource;
import io.dabiao.forms.work.OwnWords;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/declarations/draft}: what a form says, read and not stored. */
@Path("/api/v1/declarations/draft")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
@Tag(name = "declarations", description = "Declarations with their versions, what was refused, and the calendars.")
public class DraftsResource {

    private static final int LARGEST = 20_000_000;

    private final WorkBudget budget;
    private final OwnWords words;

    DraftsResource(WorkBudget budget, OwnWords words) {
        this.budget = budget;
        this.words = words;
    }

    /** What was read of a file. */
    @Schema(name = "FormDraft")
    public record Answer(List<ProjectView> projects) {}

    /**
     * @param budget in yuan; null where none was read
     * @param doubts about the project as a whole
     * @param narrative what the goal in words promises that no row of the table does, or otherwise than it
     * @param draft the declaration's YAML, every doubt in it
     */
    @Schema(name = "FormProject")
    public record ProjectView(
            String name,
            String unit,
            Integer year,
            BigDecimal budget,
            List<IndicatorView> indicators,
            List<UnreadView> unread,
            String department,
            String nature,
            String category,
            LocalDate from,
            LocalDate to,
            FundsView funds,
            String goal,
            String achieved,
            List<NarratedView> narrative,
            List<String> doubts,
            String draft) {}

    @Schema(name = "FormFunds")
    public record FundsView(BigDecimal treasury, BigDecimal carriedOver, BigDecimal other) {}

    /**
     * @param actual of a self-assessment; null in a declaration
     * @param line of a text; of other containers the row counted through the file
     */
    @Schema(name = "FormIndicator")
    public record IndicatorView(
            String level1,
            String level2,
            String name,
            String operator,
            String value,
            String unit,
            String printed,
            List<String> doubts,
            String actual,
            BigDecimal points,
            int line,
            String place) {}

    @Schema(name = "FormUnread")
    public record UnreadView(int line, String text, String reason, String place) {}

    public record NarratedView(String text, String indicator, boolean conflict) {}

    /** Of a file whose kind its sender does not know: its bytes have to tell. */
    private static final String UNTOLD = "application/octet-stream";

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "readForm",
            summary = "Reads a declaration form",
            description =
                    "Text, a page, DOCX, DOC, ODT, XLSX, XLS, ODS, OFD or PDF with a text layer, by its media type; where its bytes show "
                            + "what it is, they count. Nothing is stored.")
    @RequestBody(
            content = {
                @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)),
                @Content(
                        mediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "application/pdf", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Answer draft(@HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType, InputStream body) {
        String type =
                contentType == null ? "" : contentType.split(";")[0].strip().toLowerCase(Locale.ROOT);
        FormSource source = FormSource.ofMediaType(type.equals(UNTOLD) ? "text/plain" : type)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_KIND_OF_FORM,
                        "forms are read as "
                                + String.join(
                                        ", ",
                                        FormSource.all()
                                                .flatMap(one -> one.mediaTypes().stream())
                                                .toList())
                                + ", not as '" + type + "'"));
        try (Spooled file = Spooled.read(body, LARGEST);
                WorkBudget.Place place = budget.begin(Work.FORM)) {
            words.apply();
            Cell.Grid grid = FormSource.read(file.bytes(), source, place.allowance());
            List<Form> forms = FormReader.read(grid, place.allowance());
            if (forms.stream()
                    .allMatch(form -> form.name().isEmpty() && form.indicators().isEmpty())) {
                throw new Problem(ErrorCode.NO_FORM_RECOGNISED, FormReader.seen(grid));
            }
            List<ProjectView> views = new ArrayList<>();
            for (Form form : forms) {
                views.add(view(form, views.size() + 1));
            }
            return new Answer(views);
        } catch (FormSource.Unreadable unreadable) {
            throw new Problem(ErrorCode.UNREADABLE_FORM, unreadable.getMessage());
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (IOException broken) {
            throw new Problem(ErrorCode.UNREADABLE_FORM, "the form broke off: " + broken.getMessage());
        }
    }

    private static ProjectView view(Form form, int number) {
        return new ProjectView(
                form.name(),
                form.unit(),
                form.year().orElse(null),
                form.budget().total().orElse(null),
                form.indicators().stream().map(DraftsResource::view).toList(),
                form.unread().stream()
                        .map(one -> new UnreadView(one.line(), one.text(), one.reason(), one.place()))
                        .toList(),
                form.department(),
                form.nature(),
                form.category(),
                form.from().orElse(null),
                form.to().orElse(null),
                new FundsView(
                        form.budget().treasury().orElse(null),
                        form.budget().carriedOver().orElse(null),
                        form.budget().other().orElse(null)),
                form.goal(),
                form.achieved(),
                form.narrative().stream()
                        .map(one -> new NarratedView(one.text(), one.indicator().orElse(null), one.conflict()))
                        .toList(),
                form.doubts(),
                Draft.yaml(form, "project-" + number));
    }

    private static IndicatorView view(Form.FormRow formRow) {
        return new IndicatorView(
                formRow.level1(),
                formRow.level2(),
                formRow.name(),
                formRow.operator(),
                formRow.value(),
                formRow.unit(),
                formRow.printed(),
                formRow.doubts(),
                formRow.actual().orElse(null),
                formRow.points().orElse(null),
                formRow.line(),
                formRow.place());
    }
}
