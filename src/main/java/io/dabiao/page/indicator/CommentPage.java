package io.dabiao.page.indicator;

import io.dabiao.access.Role;
import io.dabiao.comment.Comment;
import io.dabiao.comment.Comments;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Cell;
import io.dabiao.page.Faults;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** Says something of an indicator, and withdraws it. What was said stands on the indicator's page. */
@Path("/years/{year}/{project}/{indicator}/comments")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class CommentPage {

    private static final Map<ErrorCode, String> FIELDS = Map.of(
            ErrorCode.NOTHING_SAID, "text",
            ErrorCode.TOO_LONG, "text",
            ErrorCode.NOT_TEXT, "text",
            ErrorCode.NOT_A_DAY, "about",
            ErrorCode.NOT_A_DAY_OF_THE_PERIOD, "about");

    /**
     * The form by itself: where JavaScript and the page around it are not there, and where something is wrong with what was typed.
     *
     * @param here the path of its indicator
     * @param first the first and the last day of which something can be said
     */
    @CheckedTemplate(basePath = "indicator", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record CommentForm(
            Frame frame, Messages say, Faults faults, String here, String text, String about, String first, String last)
            implements TemplateInstance {}

    /**
     * A comment as the indicator's page shows it.
     *
     * @param about the day of which it is said; empty for the whole
     * @param withdraw where it is withdrawn; empty where the reader may not
     */
    record Shown(String text, String about, String author, String saidAt, String withdraw) {

        static List<Shown> of(List<Comment> comments, PageContext pageContext, ZoneId zone, String here) {
            return comments.stream()
                    .map(one -> new Shown(
                            one.text(),
                            Objects.toString(one.about(), ""),
                            one.author(),
                            Cell.time(one.saidAt(), zone).text(),
                            pageContext.may(Role.ADMIN)
                                            || pageContext.may(Role.REPORT)
                                                    && one.author().equals(pageContext.name())
                                    ? here + "/comments/" + one.id() + "/withdraw"
                                    : ""))
                    .toList();
        }
    }

    private final Declarations declarations;
    private final Comments comments;
    private final PageContext pageContext;

    CommentPage(Declarations declarations, Comments comments, PageContext pageContext) {
        this.declarations = declarations;
        this.comments = comments;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page(
            @PathParam("year") int year, @PathParam("project") String project, @PathParam("indicator") String id) {
        return form(year, project, id, "", "", Faults.NONE);
    }

    @POST
    public Response say(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String id,
            @RestForm String text,
            @RestForm String about) {
        Messages messages = pageContext.say(CommentPage.class);
        String day = FieldText.stripped(about);
        Optional<LocalDate> meant = FieldText.day(day);
        Faults faults = Faults.NONE.and(!day.isEmpty() && meant.isEmpty(), "about", messages.of("commentNoDay"));
        if (!faults.any()) {
            try {
                // It is asked for as a page asks, so that who may not see the project learns nothing of it.
                declared(year, project);
                comments.say(new IndicatorRef(year, project, id), text, meant, pageContext.name());
                return pageContext.done(messages.of("commentSaid"), path(year, project, id) + "#comments");
            } catch (Problem problem) {
                if (!FIELDS.containsKey(problem.code())) {
                    throw problem;
                }
                faults = Faults.of(problem, messages, FIELDS);
            }
        }
        return Response.status(400)
                .entity(form(year, project, id, FieldText.asTyped(text), day, faults))
                .build();
    }

    @POST
    @Path("{id: \\d{1,18}}/withdraw")
    public Response withdraw(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("indicator") String indicator,
            @PathParam("id") long id,
            @RestForm String sure) {
        declared(year, project);
        comments.withdraw(
                new IndicatorRef(year, project, indicator), id, pageContext.name(), pageContext.may(Role.ADMIN));
        return pageContext.done(
                pageContext.say(CommentPage.class).of("commentWithdrawn"),
                path(year, project, indicator) + "#comments");
    }

    private EffectiveDeclaration declared(int year, String project) {
        return Year.of(declarations, pageContext, Optional.of(year)).project(project);
    }

    private static String path(int year, String project, String id) {
        return "/years/" + year + "/" + Paths.encoded(project) + "/" + Paths.encoded(id);
    }

    private CommentForm form(int year, String project, String id, String text, String about, Faults faults) {
        Messages messages = pageContext.say(CommentPage.class);
        EffectiveDeclaration declared = declared(year, project);
        Indicator indicator = declared.declaration()
                .indicator(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "' in " + project));
        Period period = declared.declaration().period();
        String here = path(year, project, id);
        return new CommentForm(
                pageContext.frame(
                        messages.of("commentTitle"),
                        new Frame.Crumb(messages.of("overview", year), "/overview?year=" + year),
                        new Frame.Crumb(declared.declaration().name(), "/years/" + year + "/" + Paths.encoded(project)),
                        new Frame.Crumb(indicator.name(), here)),
                messages,
                faults,
                here,
                text,
                about,
                period.from().toString(),
                period.until().minusDays(1).toString());
    }
}
