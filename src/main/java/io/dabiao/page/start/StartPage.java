package io.dabiao.page.start;

import io.dabiao.access.Role;
import io.dabiao.access.person.Session;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.Standing;
import io.dabiao.evaluate.Board;
import io.dabiao.evaluate.CurrentEvaluation;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
     * @param faults what is wrong with what was typed
     * @param refused what the reader of declarations says of it, in English
     */
    @CheckedTemplate(basePath = "start", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Start(
            Frame frame,
            Say say,
            List<Step> steps,
            int year,
            int drafts,
            List<Begun> begun,
            List<Choice> kinds,
            FirstDeclaration typed,
            List<String> faults,
            List<Fault> refused)
            implements TemplateInstance {}

    private final Declarations declarations;
    private final Proposals proposals;
    private final Board board;
    private final Visit visit;
    private final Frames frames;

    StartPage(Declarations declarations, Proposals proposals, Board board, Visit visit, Frames frames) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.board = board;
        this.visit = visit;
        this.frames = frames;
    }

    @GET
    public TemplateInstance page() {
        String owner = visit.session().map(Session::shown).orElse("");
        return page(FirstDeclaration.nothing(today().getYear(), owner), List.of(), List.of());
    }

    private LocalDate today() {
        return visit.now().atZone(declarations.zone()).toLocalDate();
    }

    private Start page(FirstDeclaration typed, List<String> faults, List<Fault> refused) {
        Say say = visit.say(StartPage.class);
        int year = today().getYear();
        List<Standing> standing = declarations.inForce().year(year);
        return new Start(
                frames.of(visit, say.of("title")),
                say,
                steps(say, year, standing),
                year,
                (int) standing.stream().filter(Standing::draft).count(),
                begun(year),
                Arrays.stream(FirstKind.values())
                        .map(kind -> new Choice(
                                kind.name(),
                                say.of("kind_" + kind),
                                say.of("kindHint_" + kind),
                                kind.name().equals(typed.kind())))
                        .toList(),
                typed,
                faults.stream().map(say::of).toList(),
                refused);
    }

    /** Drafts are nobody's promise yet, and do not count. */
    private List<Step> steps(Say say, int year, List<Standing> standing) {
        boolean declared = standing.stream().anyMatch(one -> !one.draft());
        List<CurrentEvaluation> rows = board.rows().stream()
                .filter(row -> row.year == year && !row.draft)
                .toList();
        boolean heard = rows.stream().anyMatch(Journey::heard);
        boolean live = rows.stream().anyMatch(Journey::live);
        return List.of(
                new Step(1, say.of("stepAccount"), "", true),
                new Step(2, say.of("stepDeclare"), say.of("stepDeclareHint"), declared),
                new Step(3, say.of("stepFact"), say.of("stepFactHint"), heard),
                new Step(4, say.of("stepLive"), say.of("stepLiveHint"), live));
    }

    private List<Begun> begun(int year) {
        return DeclarationVersion.<DeclarationVersion>list(
                        "year >= ?1 and origin = ?2 and standing in ?3 order by recordedAt desc",
                        year,
                        Declarations.STORED,
                        List.of(DeclarationVersion.PROPOSED, DeclarationVersion.IN_FORCE))
                .stream()
                .filter(one -> one.project.startsWith(Journey.ID) && visit.sees(one.project))
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
        Say say = visit.say(StartPage.class);
        FirstDeclaration typed =
                new FirstDeclaration(project, institution, indicator, kind, operator, target, unit, url, year, owner);
        List<String> faults = new ArrayList<>(typed.faults(today()));
        if (!faults.isEmpty()) {
            return refused(typed, faults, List.of());
        }
        int of = Integer.parseInt(typed.year());
        boolean taken = declarations.inForce().project(of, typed.project()).isPresent();
        if (taken) {
            return refused(typed, List.of("faultTaken"), List.of());
        }
        String id = free(of);
        if (!visit.sees(id)) {
            throw new ForbiddenException("a programme owner declares nothing for others");
        }
        String text = typed.yaml(id, today());
        if (DeclarationReader.read(id, text) instanceof DeclarationReader.Outcome.Refused outcome) {
            return refused(typed, List.of(), outcome.faults());
        }
        DeclarationVersion stored = proposals.propose(
                DeclarationReader.heading(id, text).orElseThrow(), text, visit.name(), say.of("declaredBecause"));
        return Redirect.to(Journey.path(stored.year, stored.project));
    }

    private Response refused(FirstDeclaration typed, List<String> faults, List<Fault> refused) {
        return Response.status(400).entity(page(typed, faults, refused)).build();
    }

    /** The first id of a year that nobody has. Two at once may find the same; the later is then a version of the earlier. */
    private static String free(int year) {
        int number = 1;
        while (!DeclarationVersion.of(year, Journey.ID + number).isEmpty()) {
            number++;
        }
        return Journey.ID + number;
    }
}
