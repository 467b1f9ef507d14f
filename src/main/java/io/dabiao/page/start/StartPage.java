package io.dabiao.page.start;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.ShippedSample;
import io.dabiao.declare.VersionState;
import io.dabiao.demo.DemonstrationPlay;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Progress;
import io.dabiao.page.Redirect;
import io.dabiao.yaml.Fault;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.ForbiddenException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;

/** Where a newcomer begins: what there is already, and a first promise to be declared. */
@Path("/start")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class StartPage {

    private static final int JOURNEYS_SHOWN = 5;

    /** @param on whether it is chosen */
    public record Choice(String word, String words, String detail, boolean on) {}

    /** A first project that somebody has begun with. */
    public record Begun(String name, String path) {}

    /**
     * @param drafts projects of the running year whose targets were carried forward and wait for approval
     * @param faults what is wrong with what was typed, by field
     * @param refused what the reader of declarations says of it, in English
     */
    @CheckedTemplate(basePath = "start", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Start(
            Frame frame,
            Messages say,
            List<Step> steps,
            int year,
            int drafts,
            List<Begun> begun,
            List<Choice> kinds,
            FirstDeclaration typed,
            Map<String, String> faults,
            List<Fault> refused,
            Sample sample,
            Demonstration demonstration)
            implements TemplateInstance {}

    /**
     * What ships with the service.
     *
     * @param shown whether the reader decides on it
     * @param choice what was chosen, as a form has it; empty while nothing was
     * @param said how that is said
     */
    public record Sample(boolean shown, String content, String choice, String said) {}

    /**
     * @param shown whether the reader may play it
     * @param possible whether there is something that it could be played for
     * @param runs whether it is being played now
     */
    public record Demonstration(boolean shown, boolean possible, boolean runs, Progress progress, boolean failed) {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final EvaluationCache evaluationCache;
    private final ShippedSample shipped;
    private final DemonstrationPlay play;
    private final PageContext pageContext;

    StartPage(
            Declarations declarations,
            Proposals proposals,
            EvaluationCache evaluationCache,
            ShippedSample shipped,
            DemonstrationPlay play,
            PageContext pageContext) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.evaluationCache = evaluationCache;
        this.shipped = shipped;
        this.play = play;
        this.pageContext = pageContext;
    }

    @GET
    public TemplateInstance page() {
        String owner = pageContext.session().map(Session::shown).orElse("");
        return page(FirstDeclaration.nothing(today().getYear(), owner), Map.of(), List.of());
    }

    private LocalDate today() {
        return pageContext.today();
    }

    private Start page(FirstDeclaration typed, Map<String, String> faults, List<Fault> refused) {
        Messages messages = pageContext.say(StartPage.class);
        int year = today().getYear();
        List<EffectiveDeclaration> standing = declarations.inForce().year(year);
        boolean decides = pageContext.may(Role.ADMIN);
        ShippedSample.Chosen chosen = shipped.chosen();
        ShippedSample.Content content = ShippedSample.content();
        DemonstrationPlay.Progress playing = play.progress();
        return new Start(
                pageContext.frame(messages.of("title")),
                messages,
                steps(messages, year, standing),
                year,
                (int) standing.stream().filter(EffectiveDeclaration::draft).count(),
                begun(year),
                Arrays.stream(FirstKind.values())
                        .map(kind -> new Choice(
                                kind.name(),
                                messages.of("kind_" + kind),
                                messages.of("kindHint_" + kind),
                                kind.name().equals(typed.kind())))
                        .toList(),
                typed,
                faults.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, fault -> messages.of(fault.getValue()))),
                refused,
                new Sample(
                        decides,
                        messages.of(
                                "sampleContent",
                                content.years().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                                content.projects(),
                                content.indicators()),
                        chosen.choice().map(ShippedSample.Choice::word).orElse(""),
                        chosen.choice()
                                .map(choice -> messages.of("sampleState_" + choice, chosen.by()))
                                .orElse("")),
                new Demonstration(
                        decides,
                        !chosen.absent(),
                        playing.running(),
                        SamplePage.progress(playing, messages),
                        playing.failed()));
    }

    /** Drafts are no one's promise yet, and do not count. */
    private List<Step> steps(Messages messages, int year, List<EffectiveDeclaration> standing) {
        boolean declared = standing.stream().anyMatch(one -> !one.draft());
        List<RecordedEvaluation> rows = evaluationCache.rows().stream()
                .filter(row -> row.ref().year() == year && !row.draft())
                .toList();
        boolean heard = rows.stream().anyMatch(Journey::heard);
        boolean live = rows.stream().anyMatch(Journey::live);
        return List.of(
                new Step(1, messages.of("stepAccount"), "", true),
                new Step(2, messages.of("stepDeclare"), messages.of("stepDeclareHint"), declared),
                new Step(3, messages.of("stepFact"), messages.of("stepFactHint"), heard),
                new Step(4, messages.of("stepLive"), messages.of("stepLiveHint"), live));
    }

    private List<Begun> begun(int year) {
        return DeclarationVersion.<DeclarationVersion>list(
                        "year >= ?1 and origin = ?2 and standing in ?3 order by recordedAt desc",
                        year,
                        Declarations.STORED,
                        List.of(VersionState.PROPOSED, VersionState.IN_FORCE))
                .stream()
                .filter(one -> one.project.startsWith(Journey.ID) && pageContext.sees(one.project))
                .limit(JOURNEYS_SHOWN)
                .map(one -> new Begun(one.name, Journey.path(one.year, one.project)))
                .toList();
    }

    @POST
    public Response declare(
            @RestForm String project,
            @RestForm String institution,
            @RestForm String indicator,
            @RestForm String kind,
            @RestForm String operator,
            @RestForm String target,
            @RestForm String unit,
            @RestForm String url,
            @RestForm String year,
            @RestForm String owner) {
        Messages messages = pageContext.say(StartPage.class);
        FirstDeclaration typed =
                new FirstDeclaration(project, institution, indicator, kind, operator, target, unit, url, year, owner);
        Map<String, String> faults = typed.faults(today());
        if (!faults.isEmpty()) {
            return refused(typed, faults, List.of());
        }
        int of = Integer.parseInt(typed.year());
        boolean taken = declarations.inForce().project(of, typed.project()).isPresent();
        if (taken) {
            return refused(typed, Map.of("project", "faultTaken"), List.of());
        }
        String id = free(of);
        if (!pageContext.sees(id)) {
            throw new ForbiddenException("a programme owner declares nothing for others");
        }
        String text = typed.yaml(id, today());
        if (DeclarationReader.read(id, text) instanceof DeclarationReader.DeclarationReading.Refused outcome) {
            return refused(typed, Map.of(), outcome.faults());
        }
        DeclarationVersion stored = proposals.propose(
                DeclarationReader.heading(id, text).orElseThrow(),
                text,
                pageContext.name(),
                messages.of("declaredBecause"));
        return Redirect.to(Journey.path(stored.year, stored.project));
    }

    private Response refused(FirstDeclaration typed, Map<String, String> faults, List<Fault> refused) {
        return Response.status(400).entity(page(typed, faults, refused)).build();
    }

    /** The first id of a year that no one has. Two at once may find the same; the later is then a version of the earlier. */
    private static String free(int year) {
        int number = 1;
        while (!DeclarationVersion.of(year, Journey.ID + number).isEmpty()) {
            number++;
        }
        return Journey.ID + number;
    }
}
