package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Figure;
import io.dabiao.report.Monitoring;
import io.dabiao.report.Remark;
import io.dabiao.report.Remarks;
import io.dabiao.report.Report;
import io.dabiao.report.Reports;
import io.dabiao.report.SelfAssessment;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** What people say of one row of a report, or of the whole: it replaces what was said before, which stays on record. */
@Path(Asked.PATH)
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class RowPage {

    private static final String NUMBER = "-?\\d{1,15}(\\.\\d{1,6})?";

    /** A form's fields as they were sent. */
    public static class Typed {
        @RestForm
        String explanation;

        @RestForm
        String improvement;

        @RestForm
        String cause;

        @RestForm
        String rectification;

        @RestForm
        String outcome;

        @RestForm
        String expected;

        @RestForm
        String score;

        @RestForm
        String reason;

        @RestForm
        String achieved;

        /** The newest remark that the person had seen. */
        @RestForm
        String seen;
    }

    /** The same, as they stand in the form. */
    public record Fields(
            String explanation,
            String improvement,
            String cause,
            String rectification,
            String outcome,
            String expected,
            String score,
            String reason,
            String achieved) {

        static Fields of(Remark remark) {
            return new Fields(
                    text(remark.explanation),
                    text(remark.improvement),
                    text(remark.cause),
                    text(remark.rectification),
                    text(remark.outcome),
                    text(remark.expected),
                    text(remark.score),
                    text(remark.reason),
                    text(remark.achieved));
        }

        static Fields of(Typed typed) {
            return new Fields(
                    text(typed.explanation),
                    text(typed.improvement),
                    text(typed.cause),
                    text(typed.rectification),
                    text(typed.outcome),
                    text(typed.expected),
                    text(typed.score),
                    text(typed.reason),
                    text(typed.achieved));
        }

        private static String text(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : Objects.toString(value, "");
        }
    }

    /**
     * @param what {@code assessed}, {@code monitored}, {@code assessment} or {@code monitoring}: which fields there are
     * @param computed the score by the rule; empty where the row is not scored
     * @param fault what is wrong; empty for nothing
     * @param seen id of the newest remark
     */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record ExplainedRow(
            Frame frame,
            Messages say,
            String what,
            String action,
            String back,
            boolean may,
            List<ReportPage.Fact> facts,
            String computed,
            List<ReportPage.VersionChoice> causes,
            Fields fields,
            String fault,
            String seen,
            DataTable.View history)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Reports reports;
    private final Remarks remarks;
    private final PageContext pageContext;

    RowPage(Declarations declarations, Reports reports, Remarks remarks, PageContext pageContext) {
        this.declarations = declarations;
        this.reports = reports;
        this.remarks = remarks;
        this.pageContext = pageContext;
    }

    /** The table's own words are Chinese; beside them their meaning. */
    static String cause(String cause, Messages messages) {
        return cause == null || !Remarks.CAUSES.contains(cause)
                ? ""
                : messages.of("cause_" + Remarks.CAUSES.indexOf(cause));
    }

    @GET
    @Path("rows/{indicator}")
    public TemplateInstance row(@BeanParam Asked asked, @PathParam("indicator") String indicator) {
        return current(subject(asked, indicator), indicator);
    }

    @GET
    @Path("whole")
    public TemplateInstance whole(@BeanParam Asked asked) {
        return current(Subject.of(asked, declarations, pageContext), Remark.WHOLE);
    }

    private Subject subject(Asked asked, String indicator) {
        Subject subject = Subject.of(asked, declarations, pageContext);
        subject.standing().declaration().indicator(indicator).orElseThrow(() -> absent(indicator));
        return subject;
    }

    private ExplainedRow current(Subject subject, String indicator) {
        List<Remark> history = remarks.history(subject.kind(), subject.scope(), indicator);
        Remark newest = history.isEmpty() ? new Remark() : history.get(0);
        return shown(subject, indicator, history, Fields.of(newest), "");
    }

    private ExplainedRow shown(Subject subject, String indicator, List<Remark> history, Fields fields, String fault) {
        Messages messages = pageContext.say(RowPage.class);
        Report report = reports.draft(subject.kind(), subject.scope());
        boolean whole = indicator.equals(Remark.WHOLE);
        boolean assessment = report instanceof SelfAssessment;
        List<ReportPage.Fact> facts = new ArrayList<>();
        String title = messages.of("whole");
        String computed = "";
        if (!whole && report instanceof SelfAssessment of) {
            SelfAssessment.AssessedRow assessedRow = of.rows().stream()
                    .filter(one -> one.figure().id().equals(indicator))
                    .findFirst()
                    .orElseThrow(() -> absent(indicator));
            title = assessedRow.name();
            figure(facts, assessedRow.figure(), messages);
            computed = assessedRow.computed() == null ? "" : Numbers.shown(assessedRow.computed());
            scored(facts, assessedRow, messages);
        } else if (!whole && report instanceof Monitoring of) {
            Monitoring.MonitoredRow monitoredRow = of.rows().stream()
                    .filter(one -> one.figure().id().equals(indicator))
                    .findFirst()
                    .orElseThrow(() -> absent(indicator));
            title = monitoredRow.name();
            figure(facts, monitoredRow.figure(), messages);
            if (monitoredRow.outlook() != null) {
                facts.add(new ReportPage.Fact(messages.of("outlook"), pageContext.said(monitoredRow.outlook())));
            }
            if (monitoredRow.rectify() != null) {
                facts.add(new ReportPage.Fact(
                        messages.of("rectify"), messages.of(monitoredRow.rectify() ? "yes" : "no")));
            }
        }
        return new ExplainedRow(
                pageContext.frame(title, subject.crumbs(messages)),
                messages,
                whole ? (assessment ? "assessment" : "monitoring") : assessment ? "assessed" : "monitored",
                subject.path(whole ? "/whole" : Subject.row(indicator)),
                subject.path(""),
                pageContext.may(Role.REPORT),
                facts,
                computed,
                Remarks.CAUSES.stream()
                        .map(cause -> new ReportPage.VersionChoice(
                                cause, cause(cause, messages), cause.equals(fields.cause())))
                        .toList(),
                fields,
                fault,
                seen(history),
                history(history, messages).view());
    }

    private static Problem absent(String indicator) {
        return new Problem(ErrorCode.NO_SUCH_INDICATOR, "the report has no row '" + indicator + "'");
    }

    private static String seen(List<Remark> history) {
        return history.isEmpty() ? "0" : String.valueOf(history.get(0).id);
    }

    private void figure(List<ReportPage.Fact> facts, Figure figure, Messages messages) {
        facts.add(new ReportPage.Fact(messages.of("target"), figure.target()));
        facts.add(new ReportPage.Fact(messages.of("sentence"), pageContext.said(figure.sentence())));
        if (figure.narrative() != null) {
            facts.add(new ReportPage.Fact(messages.of("narrative"), figure.narrative()));
        }
    }

    private static void scored(List<ReportPage.Fact> facts, SelfAssessment.AssessedRow assessedRow, Messages messages) {
        if (assessedRow.points() != null) {
            facts.add(new ReportPage.Fact(
                    messages.of("rowScore"),
                    Numbers.shown(assessedRow.score()) + " / " + Numbers.shown(assessedRow.points())));
        }
        if (assessedRow.rule() != null) {
            facts.add(new ReportPage.Fact(messages.of("rule"), messages.of(assessedRow.rule())));
        }
        if (assessedRow.lowered() != null) {
            facts.add(new ReportPage.Fact(
                    messages.of("lowered"),
                    messages.of(
                            "loweredWords",
                            Numbers.shown(assessedRow.computed()),
                            assessedRow.lowered().by(),
                            assessedRow.lowered().reason())));
        }
        if (!assessedRow.needs().isEmpty()) {
            facts.add(new ReportPage.Fact(
                    messages.of("why"),
                    assessedRow.needs().stream().map(messages::of).collect(Collectors.joining(messages.of("and")))));
        }
    }

    private DataTable<Remark> history(List<Remark> history, Messages messages) {
        return new DataTable<Remark>(pageContext, "said", messages.of("saidBefore"))
                .column("at", messages.of("when"), one -> Cell.time(one.recordedAt, pageContext.zone()))
                .column("by", messages.of("who"), one -> Cell.text(one.author))
                .column("said", messages.of("said"), one -> Cell.text(said(one, messages)))
                .rows(history)
                .empty(messages.of("nothingSaid"));
    }

    private static String said(Remark one, Messages messages) {
        return Stream.of(
                        one.explanation,
                        one.improvement,
                        one.cause == null ? null : cause(one.cause, messages),
                        one.rectification,
                        one.outcome,
                        one.expected == null ? null : messages.of("expectedWas", one.expected.toPlainString()),
                        one.score == null ? null : messages.of("scoreWas", one.score.toPlainString(), one.reason),
                        one.achieved)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(messages.of("and")));
    }

    @POST
    @Path("rows/{indicator}")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response say(@BeanParam Asked asked, @PathParam("indicator") String indicator, @BeanParam Typed typed) {
        return say(subject(asked, indicator), indicator, typed);
    }

    @POST
    @Path("whole")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response sayOfAll(@BeanParam Asked asked, @BeanParam Typed typed) {
        return say(Subject.of(asked, declarations, pageContext), Remark.WHOLE, typed);
    }

    private Response say(Subject subject, String indicator, Typed typed) {
        Messages messages = pageContext.say(RowPage.class);
        List<Remark> history = remarks.history(subject.kind(), subject.scope(), indicator);
        if (!seen(history).equals(typed.seen)) {
            String by = history.isEmpty() ? "" : history.get(0).author;
            return refused(subject, indicator, history, typed, 409, messages.of("fault_meanwhile", by));
        }
        try {
            Remark remark = new Remark();
            remark.explanation = typed.explanation;
            remark.improvement = typed.improvement;
            remark.cause = typed.cause;
            remark.rectification = typed.rectification;
            remark.outcome = typed.outcome;
            remark.expected = number(typed.expected);
            remark.score = number(typed.score);
            remark.reason = typed.reason;
            remark.achieved = typed.achieved;
            remarks.say(subject.kind(), subject.scope(), indicator, remark, pageContext.name());
        } catch (Problem problem) {
            return refused(subject, indicator, history, typed, problem.status(), messages.of(problem));
        }
        return pageContext.done(messages.of("saved"), subject.path(""));
    }

    private Response refused(
            Subject subject, String indicator, List<Remark> history, Typed typed, int status, String fault) {
        return Response.status(status)
                .entity(shown(subject, indicator, history, Fields.of(typed), fault))
                .build();
    }

    /** Null where nothing is typed. */
    private static BigDecimal number(String typed) {
        String text = typed == null ? "" : typed.strip().replace(",", "").replace("，", "");
        if (text.isEmpty()) {
            return null;
        }
        if (!text.matches(NUMBER)) {
            throw new Problem(ErrorCode.NOT_A_NUMBER, "a value is a number such as 12.5, not '" + typed + "'");
        }
        return new BigDecimal(text);
    }
}
