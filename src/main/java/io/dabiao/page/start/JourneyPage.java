package io.dabiao.page.start;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.access.Tokens;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.VersionState;
import io.dabiao.declare.Versions;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.ingest.Intake;
import io.dabiao.page.Cell;
import io.dabiao.page.FieldText;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestForm;

/** A first project on its way: approved, given its first fact, and live. */
@Path("/start/{year}/{project}")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class JourneyPage {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?");
    private static final Pattern NONCE = Pattern.compile("[0-9a-f-]{36}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");
    private static final int LONGEST_TITLE = 200;

    /**
     * @param path where it is asked for again; empty when nothing will change any more
     * @param verdict of the first indicator; null before there is one
     * @param indicator path of its own page
     */
    @CheckedTemplate(basePath = "start", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record State(
            Messages say, String path, List<Step> steps, boolean live, Cell verdict, String sentence, String indicator)
            implements TemplateInstance {}

    /**
     * @param approved whether the declaration is in force
     * @param approves whether the one who looks may put it in force
     * @param faults what keeps it from that
     * @param kind a word of {@link FirstKind}; empty where it is measured otherwise
     * @param probed the address that is looked at; empty where none is
     * @param nonce of a fact: the same form sent twice is one fact
     * @param makesTokens whether the one who looks may make a token
     * @param line to be run in a terminal, with a token that was made just now; empty else
     */
    @CheckedTemplate(basePath = "start", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Way(
            Frame frame,
            Messages say,
            State state,
            String path,
            String declaration,
            String indicator,
            String target,
            boolean approved,
            boolean approves,
            List<Fault> faults,
            String kind,
            String unit,
            String probed,
            long every,
            String nonce,
            boolean makesTokens,
            String line,
            String fault,
            String text)
            implements TemplateInstance {}

    private final Proposals proposals;
    private final EvaluationCache evaluationCache;
    private final Intake intake;
    private final Tokens tokens;
    private final PageContext pageContext;
    private final HttpServerRequest request;

    JourneyPage(
            Proposals proposals,
            EvaluationCache evaluationCache,
            Intake intake,
            Tokens tokens,
            PageContext pageContext,
            HttpServerRequest request) {
        this.proposals = proposals;
        this.evaluationCache = evaluationCache;
        this.intake = intake;
        this.tokens = tokens;
        this.pageContext = pageContext;
        this.request = request;
    }

    @GET
    public TemplateInstance page(@PathParam("year") int year, @PathParam("project") String project) {
        return page(journey(year, project), "", "");
    }

    /** @throws Problem where no one has begun so, or not so that the one who looks may see it */
    private Journey journey(int year, String project) {
        return DeclarationVersion.of(year, project).stream()
                .filter(one -> project.startsWith(Journey.ID)
                        && pageContext.sees(project)
                        && one.origin.equals(Declarations.STORED)
                        && (one.standing == VersionState.PROPOSED || one.standing == VersionState.IN_FORCE))
                .findFirst()
                .flatMap(version -> Versions.own(version)
                        .map(declaration -> new Journey(version, declaration, evaluated(version, declaration))))
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_PROJECT,
                        "no project '" + project + "' was begun for " + year + " in first steps"));
    }

    private Optional<RecordedEvaluation> evaluated(DeclarationVersion version, Declaration declaration) {
        String indicator = declaration.indicators().get(0).id();
        return evaluationCache.rows().stream()
                .filter(row -> row.ref().year() == version.year
                        && row.ref().project().equals(version.project)
                        && row.ref().id().equals(indicator)
                        && row.version() == version.version)
                .findFirst();
    }

    private Way page(Journey journey, String line, String fault) {
        Messages messages = pageContext.say(JourneyPage.class);
        Declaration declaration = journey.declaration();
        Optional<Probe> probe = declaration.probes().stream().findFirst();
        return new Way(
                pageContext.frame(declaration.name(), new Frame.Crumb(messages.of("title"), "/start")),
                messages,
                state(journey, messages),
                journey.path(),
                "/declarations/" + declaration.year() + "/" + Paths.encoded(declaration.project()),
                journey.indicator().name(),
                journey.indicator().target().map(Target::words).orElse(""),
                journey.approved(),
                !journey.approved() && pageContext.may(Role.ADMIN),
                journey.approved() ? List.of() : proposals.faults(journey.version()),
                FirstKind.of(journey.indicator()).map(FirstKind::name).orElse(""),
                journey.indicator()
                        .target()
                        .map(target -> target.unit().symbol())
                        .orElse(""),
                probe.map(one -> one.subject().address()).orElse(""),
                probe.map(one -> one.interval().toSeconds()).orElse(0L),
                UUID.randomUUID().toString(),
                pageContext.may(Role.ADMIN),
                line,
                fault,
                journey.version().text);
    }

    private State state(Journey journey, Messages messages) {
        boolean approved = journey.approved();
        List<Step> steps = List.of(
                new Step(1, messages.of("stepAccount"), "", true),
                new Step(
                        2,
                        messages.of("stepDeclare"),
                        approved ? messages.of("stepApproved") : messages.of("stepApproveHint"),
                        approved),
                new Step(
                        3,
                        messages.of("stepFact"),
                        journey.heard() ? "" : messages.of(approved ? "stepFactComes" : "stepFactWaits"),
                        journey.heard()),
                new Step(
                        4,
                        messages.of("stepLive"),
                        journey.live() ? "" : messages.of("stepLiveWaits"),
                        journey.live()));
        return new State(
                messages,
                journey.live() || !approved ? "" : journey.path() + "/state?seen=" + Paths.encoded(journey.mark()),
                steps,
                journey.live(),
                journey.evaluated()
                        .map(row -> Cell.verdict(row.verdict(), row.declared().behaviour(), messages))
                        .orElse(null),
                journey.evaluated().map(row -> pageContext.said(row.sentence())).orElse(""),
                "/years/" + journey.declaration().year() + "/"
                        + Paths.encoded(journey.declaration().project()) + "/"
                        + Paths.encoded(journey.indicator().id()));
    }

    /** Empty where nothing has changed since: the page is then left as it is, and no one is read it again. */
    @GET
    @Path("state")
    public Response state(
            @PathParam("year") int year, @PathParam("project") String project, @QueryParam("seen") String seen) {
        Journey journey = journey(year, project);
        return journey.mark().equals(seen)
                ? Response.noContent().build()
                : Response.ok(state(journey, pageContext.say(JourneyPage.class)))
                        .build();
    }

    @POST
    @Path("approve")
    @RolesAllowed(Role.ADMIN)
    public Response approve(@PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        Messages messages = pageContext.say(JourneyPage.class);
        Journey journey = journey(year, project);
        if (!proposals.faults(journey.version()).isEmpty()) {
            return Response.status(422).entity(page(journey, "", "")).build();
        }
        if (proposals.hindrance(journey.version(), pageContext.name()).isPresent()) {
            return done(messages.of("anotherApproves"), journey);
        }
        proposals.approve(journey.version(), Optional.empty(), pageContext.name(), messages.of("approvedBecause"));
        return done(messages.of("approvedWords"), journey);
    }

    /** A first fact, typed. What it is of, the declaration says. */
    @POST
    @Path("fact")
    public Response fact(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @RestForm String nonce,
            @RestForm String answered,
            @RestForm String title,
            @RestForm String value) {
        Messages messages = pageContext.say(JourneyPage.class);
        Journey journey = journey(year, project);
        FirstKind kind = FirstKind.of(journey.indicator())
                .filter(one -> one != FirstKind.PAGE)
                .orElseThrow(() -> new Problem(ErrorCode.NOT_TYPED, "its facts are not typed here"));
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        String given = FieldText.stripped(kind == FirstKind.REPORTED ? value : title);
        switch (kind) {
            case CALLS -> data.put("answered", "yes".equals(answered));
            case ARTICLES -> {
                if (given.isEmpty() || given.length() > LONGEST_TITLE) {
                    return refused(journey, messages.of("needsTitle"));
                }
                data.put("title", given);
            }
            case REPORTED -> {
                if (!NUMBER.matcher(given).matches()) {
                    return refused(journey, messages.of("needsNumber"));
                }
                data.put("project", journey.declaration().name());
                data.put("indicator", journey.indicator().name());
                data.put("value", new BigDecimal(given));
                data.put("author", pageContext.name());
            }
            case PAGE -> throw new AssertionError(kind);
        }
        Intake.Delivery delivery = intake.delivery(pageContext.sender());
        delivery.add(event(journey, kind, nonce, data).toString().getBytes(StandardCharsets.UTF_8), 0);
        Intake.Receipt receipt = delivery.finish();
        return receipt.rejectedTotal() > 0
                ? refused(
                        journey,
                        pageContext.language().of(receipt.rejected().get(0).detail()))
                : done(messages.of("factTaken"), journey);
    }

    private ObjectNode event(Journey journey, FirstKind kind, String nonce, ObjectNode data) {
        String id = NONCE.matcher(FieldText.stripped(nonce)).matches()
                ? nonce
                : UUID.randomUUID().toString();
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source(journey))
                .put("type", kind.type())
                .put("time", pageContext.now().truncatedTo(ChronoUnit.MILLIS).toString());
        event.set("data", data);
        return event;
    }

    private static String source(Journey journey) {
        return "//start/" + journey.declaration().project();
    }

    private Response refused(Journey journey, String fault) {
        return Response.status(400).entity(page(journey, "", fault)).build();
    }

    /** A token for this one source and type, and the line that sends a fact with it. */
    @POST
    @Path("token")
    @RolesAllowed(Role.ADMIN)
    public Response token(@PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        Journey journey = journey(year, project);
        FirstKind kind = FirstKind.of(journey.indicator())
                .filter(one -> one == FirstKind.CALLS || one == FirstKind.ARTICLES)
                .orElseThrow(() -> new Problem(ErrorCode.NO_TOKEN, "its facts are not sent by a program"));
        String source = source(journey);
        Tokens.Wanted wanted = new Tokens.Wanted(
                source, Set.of(Role.INGEST), Set.of(source), Set.of(kind.type()), Set.of(), Optional.empty());
        String bearer = tokens.create(wanted, pageContext.name()).bearer();
        // Shown in this very answer: a secret that is kept for a redirect would be kept somewhere.
        return Response.status(201)
                .entity(page(journey, line(journey, kind, bearer), ""))
                .build();
    }

    private String line(Journey journey, FirstKind kind, String bearer) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        if (kind == FirstKind.CALLS) {
            data.put("answered", true);
        } else {
            data.put("title", "first");
        }
        String host = String.valueOf(request.authority());
        String base = request.scheme() + "://" + (HOST.matcher(host).matches() ? host : "127.0.0.1");
        return "curl " + base + "/api/v1/events \\\n"
                + "  -H 'Authorization: Bearer " + bearer + "' \\\n"
                + "  -H 'Content-Type: application/cloudevents+json' \\\n"
                + "  -d '" + event(journey, kind, "", data) + "'";
    }

    private Response done(String words, Journey journey) {
        pageContext.requiredSession();
        return pageContext.done(words, journey.path());
    }
}
