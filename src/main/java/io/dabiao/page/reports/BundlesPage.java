package io.dabiao.page.reports;

import io.dabiao.access.Role;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Standing;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Progress;
import io.dabiao.page.ProgressPart;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.page.Year;
import io.dabiao.problem.Problem;
import io.dabiao.report.Bundle;
import io.dabiao.report.Bundles;
import io.dabiao.report.Kind;
import io.dabiao.report.Seals;
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
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** The papers of all projects in one file, which takes its time: it is made without whoever asked for it. */
@Path("/reports/bundles")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class BundlesPage {

    /** @param fault why it failed; empty where it did not */
    @CheckedTemplate(basePath = "reports", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneBundle(Frame frame, Say say, Progress progress, String fault, int year) implements TemplateInstance {}

    private final Bundles bundles;
    private final Declarations declarations;
    private final Seals seals;
    private final Visit visit;
    private final Frames frames;

    BundlesPage(Bundles bundles, Declarations declarations, Seals seals, Visit visit, Frames frames) {
        this.bundles = bundles;
        this.declarations = declarations;
        this.seals = seals;
        this.visit = visit;
        this.frames = frames;
    }

    /** Of names several people may have the same. */
    static String owner(Visit visit) {
        return visit.session().map(session -> "person/" + session.personId()).orElse("token/" + visit.name());
    }

    static String name(Bundle bundle, Say say) {
        return say.of(
                "bundleName",
                String.valueOf(bundle.year),
                say.of(bundle.kind.equals(Kind.MONITORING.word()) ? "monitoring" : "selfAssessment"),
                bundle.format.toUpperCase(Locale.ROOT));
    }

    static Cell state(Bundle bundle, Say say) {
        return switch (bundle.state) {
            case RUNNING -> Cell.mark("on_track", say.of("bundleRunning", bundle.percent()));
            case READY -> Cell.mark("met", say.of("bundleReady"));
            case FAILED -> Cell.mark("breached", say.of("bundleFailed")).detail(bundle.reason);
        };
    }

    /** Whose projects have become fewer since has it no more. */
    static boolean sees(Bundle bundle, Visit visit) {
        return Stream.of(bundle.projects).allMatch(visit::sees);
    }

    @POST
    public Response begin(
            @RestForm int year, @RestForm String kind, @RestForm String format, @RestForm String language) {
        List<Standing> projects = Year.of(declarations, visit, Optional.of(year)).projects().stream()
                .filter(standing -> !standing.draft())
                .toList();
        Kind of = Kind.ofWord(kind == null ? "" : kind)
                .orElseThrow(() -> new Problem(
                        404, "no such report", "reports are self-assessment and monitoring, not '" + kind + "'"));
        Bundle bundle =
                bundles.begin(owner(visit), of, projects, Files.format(seals, format), Files.language(language, visit));
        return Redirect.to("/reports/bundles/" + bundle.id);
    }

    private Bundle find(long id) {
        return bundles.of(owner(visit)).stream()
                .filter(one -> one.id == id && sees(one, visit))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "no such file", "no file of yours has the number " + id));
    }

    private static Progress progress(Bundle bundle, Say say) {
        boolean done = bundle.state != Bundle.Standing.RUNNING;
        String words = switch (bundle.state) {
            case RUNNING -> say.of("bundleDone", bundle.done, bundle.projects.length);
            case READY -> say.of("bundleReadyWords");
            case FAILED -> say.of("bundleFailedWords");
        };
        return new Progress(
                words,
                bundle.state == Bundle.Standing.READY ? 100 : bundle.percent(),
                done,
                "/reports/bundles/" + bundle.id + "/progress",
                bundle.state == Bundle.Standing.READY ? "/reports/bundles/" + bundle.id + "/file" : "");
    }

    @GET
    @Path("{id: \\d+}")
    public TemplateInstance bundle(@PathParam("id") long id) {
        Say say = visit.say(BundlesPage.class);
        Bundle bundle = find(id);
        return new OneBundle(
                frames.of(
                        visit,
                        name(bundle, say),
                        new Frame.Crumb(say.of("title", String.valueOf(bundle.year)), "/reports?year=" + bundle.year)),
                say,
                progress(bundle, say),
                bundle.reason == null ? "" : bundle.reason,
                bundle.year);
    }

    @GET
    @Path("{id: \\d+}/progress")
    public TemplateInstance progress(@PathParam("id") long id) {
        return new ProgressPart(
                progress(find(id), visit.say(BundlesPage.class)),
                frames.of(visit, visit.say(BundlesPage.class).of("bundles")));
    }

    @GET
    @Path("{id: \\d+}/file")
    @Produces(MediaType.WILDCARD)
    public Response file(@PathParam("id") long id) {
        Bundle bundle = find(id);
        byte[] content =
                bundles.content(bundle).orElseThrow(() -> new Problem(404, "no such file", "the file is not ready"));
        return Files.download("application/zip", content, name(bundle, visit.say(BundlesPage.class)) + ".zip");
    }
}
