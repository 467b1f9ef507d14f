package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Progress;
import io.dabiao.page.ProgressPart;
import io.dabiao.page.Redirect;
import io.dabiao.page.Year;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Bundle;
import io.dabiao.report.Bundles;
import io.dabiao.report.ReportKind;
import io.dabiao.report.Seals;
import io.dabiao.work.WorkState;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;

/** The papers of all projects in one file, which takes its time: it is made without the one who asked for it. */
@Path("/reports/bundles")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class BundlesPage {

    /** @param fault why it failed; empty where it did not */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneBundle(Frame frame, Messages say, Progress progress, String fault, int year)
            implements TemplateInstance {}

    private final Bundles bundles;
    private final Declarations declarations;
    private final Seals seals;
    private final PageContext pageContext;

    BundlesPage(Bundles bundles, Declarations declarations, Seals seals, PageContext pageContext) {
        this.bundles = bundles;
        this.declarations = declarations;
        this.seals = seals;
        this.pageContext = pageContext;
    }

    /** Of names several people may have the same. */
    static String owner(PageContext pageContext) {
        return pageContext
                .session()
                .map(session -> "person/" + session.personId())
                .orElse("token/" + pageContext.name());
    }

    static String name(Bundle bundle, Messages messages) {
        return messages.of(
                "bundleName",
                String.valueOf(bundle.year()),
                messages.of(bundle.kind() == ReportKind.MONITORING ? "monitoring" : "selfAssessment"),
                bundle.format().toUpperCase(Locale.ROOT));
    }

    static Cell state(Bundle bundle, Messages messages) {
        return switch (bundle.work().state()) {
            case RUNNING -> Cell.mark("on_track", messages.of("bundleRunning", made(bundle)));
            case DONE -> Cell.mark("met", messages.of("bundleReady"));
            case FAILED ->
                Cell.mark("breached", messages.of("bundleFailed"))
                        .detail(bundle.work().reason().orElse(""));
        };
    }

    /** In whole percent; none before the first is made. */
    private static int made(Bundle bundle) {
        return Math.max(0, bundle.work().percent());
    }

    /** Whose projects have become fewer since has it no more. */
    static boolean sees(Bundle bundle, PageContext pageContext) {
        return bundle.projects().stream().allMatch(pageContext::sees);
    }

    @POST
    public Response begin(
            @RestForm int year, @RestForm String kind, @RestForm String format, @RestForm String language) {
        List<EffectiveDeclaration> projects = Year.of(declarations, pageContext, Optional.of(year)).projects().stream()
                .filter(effectiveDeclaration -> !effectiveDeclaration.draft())
                .toList();
        ReportKind of = ReportKind.ofWord(kind == null ? "" : kind)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_REPORT, "reports are self-assessment and monitoring, not '" + kind + "'"));
        long begun = bundles.begin(
                owner(pageContext), of, projects, Files.format(seals, format), Files.language(language, pageContext));
        return Redirect.to("/reports/bundles/" + begun);
    }

    private Bundle find(long id) {
        return bundles.of(owner(pageContext)).stream()
                .filter(one -> one.id() == id && sees(one, pageContext))
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_FILE, "no file of yours has the number " + id));
    }

    private static Progress progress(Bundle bundle, Messages messages) {
        boolean ready = bundle.work().state() == WorkState.DONE;
        String words = switch (bundle.work().state()) {
            case RUNNING ->
                messages.of(
                        "bundleDone", bundle.work().done(), bundle.projects().size());
            case DONE -> messages.of("bundleReadyWords");
            case FAILED -> messages.of("bundleFailedWords");
        };
        String here = "/reports/bundles/" + bundle.id();
        return new Progress(
                words,
                made(bundle),
                !bundle.work().running(),
                here + "/progress",
                ready ? here + "/file" : "",
                messages.of("download"));
    }

    @GET
    @Path("{id: \\d+}")
    public TemplateInstance bundle(@PathParam("id") long id) {
        Messages messages = pageContext.say(BundlesPage.class);
        Bundle bundle = find(id);
        return new OneBundle(
                pageContext.frame(
                        name(bundle, messages),
                        new Frame.Crumb(
                                messages.of("title", String.valueOf(bundle.year())), "/reports?year=" + bundle.year())),
                messages,
                progress(bundle, messages),
                bundle.work().reason().orElse(""),
                bundle.year());
    }

    @GET
    @Path("{id: \\d+}/progress")
    public Response progress(@PathParam("id") long id) {
        return new ProgressPart(
                        progress(find(id), pageContext.say(BundlesPage.class)),
                        pageContext.frame(pageContext.say(BundlesPage.class).of("bundles")))
                .answer();
    }

    @GET
    @Path("{id: \\d+}/file")
    @Produces(MediaType.WILDCARD)
    public Response file(@PathParam("id") long id) {
        Bundle bundle = find(id);
        byte[] content =
                bundles.content(bundle).orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_FILE, "the file is not ready"));
        return Files.download("application/zip", content, name(bundle, pageContext.say(BundlesPage.class)) + ".zip");
    }
}
