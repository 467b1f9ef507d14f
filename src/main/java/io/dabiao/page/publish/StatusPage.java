package io.dabiao.page.publish;

import io.dabiao.check.ProbeResult;
import io.dabiao.check.Probing;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What anyone may see: chosen sites and indicators, their history, and notes on incidents. Without an administrator's word there is none. */
@Path("/status")
@PermitAll
@Blocking
public class StatusPage {

    /** Changes of the verdicts shown of so long. */
    private static final Duration HISTORY = Duration.ofDays(90);

    private static final int CHANGES = 30;

    /** @param detail a second line; empty for none */
    public record Line(String mark, String state, String name, String figure, String detail) {}

    public record Notice(String words, String span, boolean goesOn) {}

    public record Past(String when, String name, String mark, String state) {}

    @CheckedTemplate(basePath = "publish", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Status(
            Frame frame,
            Messages say,
            String words,
            String asOf,
            List<Notice> notices,
            List<Line> sites,
            List<Line> indicators,
            List<Past> history)
            implements TemplateInstance {}

    private final EvaluationCache evaluationCache;
    private final VerdictHistory verdicts;
    private final Probing probing;
    private final PageContext pageContext;

    StatusPage(EvaluationCache evaluationCache, VerdictHistory verdicts, Probing probing, PageContext pageContext) {
        this.evaluationCache = evaluationCache;
        this.verdicts = verdicts;
        this.probing = probing;
        this.pageContext = pageContext;
    }

    private static PublicPage shown() {
        return PublicPage.shown().orElseThrow(() -> new Problem(ErrorCode.NOT_FOUND, "there is no public page here"));
    }

    private int year() {
        return pageContext.now().atZone(pageContext.zone()).getYear();
    }

    private Optional<RecordedEvaluation> row(String projectAndIndicator) {
        int slash = projectAndIndicator.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : evaluationCache.row(new IndicatorRef(
                        year(), projectAndIndicator.substring(0, slash), projectAndIndicator.substring(slash + 1)));
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance page() {
        PublicPage page = shown();
        Messages messages = pageContext.say(StatusPage.class);
        List<RecordedEvaluation> rows = Arrays.stream(page.indicators)
                .map(this::row)
                .flatMap(Optional::stream)
                .toList();
        return new Status(
                pageContext.frame(page.title.isEmpty() ? messages.of("statusTitle") : page.title),
                messages,
                page.words,
                Cell.time(pageContext.now(), pageContext.zone()).text(),
                PublicNotice.newest().stream()
                        .map(one -> new Notice(
                                one.words,
                                one.ends == null
                                        ? messages.of("since", time(one.begins))
                                        : messages.of("fromUntilTime", time(one.begins), time(one.ends)),
                                one.ends == null))
                        .toList(),
                Arrays.stream(page.sites).map(site -> site(site, messages)).toList(),
                rows.stream().map(row -> indicator(row, messages)).toList(),
                history(rows, messages));
    }

    private String time(java.time.Instant at) {
        return Cell.time(at, pageContext.zone()).text();
    }

    private Line site(String site, Messages messages) {
        ProbeResult last = probing.last().get(site);
        if (last == null || !last.look().ok() && !last.saysOfTheSite()) {
            return new Line("no_data", messages.of("siteUnknown"), site, "", "");
        }
        boolean ok = last.look().ok();
        return new Line(
                ok ? "met" : "breached",
                messages.of(ok ? "siteUp" : "siteDown"),
                site,
                ok
                        ? messages.of(
                                "siteSeconds",
                                Numbers.shown(
                                        java.math.BigDecimal.valueOf(last.look().nanos() / 1_000_000, 3)))
                        : "",
                messages.of("lookedAt", time(last.slot())));
    }

    private static String figure(RecordedEvaluation row) {
        return row.figures().actual() == null
                ? ""
                : (Numbers.beside(row.figures().actual(), row.figures().target()) + " "
                                + row.declared().unit())
                        .strip();
    }

    private static String verdict(RecordedEvaluation row, Messages messages) {
        return messages.of(row.verdict(), Optional.ofNullable(row.declared().behaviour()));
    }

    private Line indicator(RecordedEvaluation row, Messages messages) {
        return new Line(
                row.verdict().word(),
                verdict(row, messages),
                row.declared().name(),
                figure(row),
                pageContext.said(row.sentence()));
    }

    private List<Past> history(List<RecordedEvaluation> rows, Messages messages) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<IndicatorRef, RecordedEvaluation> shown =
                rows.stream().collect(Collectors.toMap(RecordedEvaluation::ref, row -> row, (one, other) -> one));
        return verdicts.changesSince(year(), pageContext.now().minus(HISTORY)).stream()
                .filter(change -> change.before().isPresent() && shown.containsKey(change.ref()))
                .limit(CHANGES)
                .map(change -> {
                    RecordedEvaluation row = shown.get(change.ref());
                    return new Past(
                            time(change.recordedAt()),
                            row.declared().name(),
                            change.after().word(),
                            messages.of(
                                    change.after(),
                                    Optional.ofNullable(row.declared().behaviour())));
                })
                .toList();
    }

    /** A picture of one line, to stand on a page elsewhere. */
    @GET
    @Path("badges/{project}/{indicator}.svg")
    @Produces("image/svg+xml")
    public Response badge(@PathParam("project") String project, @PathParam("indicator") String indicator) {
        PublicPage page = shown();
        RecordedEvaluation row = Optional.of(project + "/" + indicator)
                .filter(one -> page.badges && Arrays.asList(page.indicators).contains(one))
                .flatMap(this::row)
                .orElseThrow(() -> new Problem(ErrorCode.NOT_FOUND, "no badge of that name is public"));
        Messages messages = pageContext.say(StatusPage.class);
        String figure = figure(row);
        String right = verdict(row, messages) + (figure.isEmpty() ? "" : " " + figure);
        return Response.ok(Badge.svg(row.declared().name(), right, row.verdict()))
                .build();
    }
}
