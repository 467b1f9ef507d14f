package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.access.person.Sessions;
import io.dabiao.alert.Alert;
import io.dabiao.alert.AlertAct;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Message;
import io.dabiao.alert.Message.Standing;
import io.dabiao.alert.State;
import io.dabiao.alert.Telling;
import io.dabiao.core.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.page.Cell;
import io.dabiao.page.Frame;
import io.dabiao.page.Frames;
import io.dabiao.page.Listing;
import io.dabiao.page.Paths;
import io.dabiao.page.Redirect;
import io.dabiao.page.Say;
import io.dabiao.page.Visit;
import io.dabiao.problem.Problem;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;

/** What fires and what did, and one alert with all that happened to it. */
@Path("/alerts")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.VIEW, Role.REPORT, Role.ADMIN})
@Blocking
public class AlertsPage {

    /** Of those that are over; older ones are found through the API. */
    private static final int MOST_PAST = 1_000;

    /** @param critical how many of those that fire are */
    public record Counts(int firing, int acknowledged, int pending, int critical) {}

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Open(Frame frame, Say say, List<Frame.Link> tabs, Counts counts, Listing.View alerts)
            implements TemplateInstance {}

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Past(Frame frame, Say say, List<Frame.Link> tabs, Listing.View alerts) implements TemplateInstance {}

    /**
     * One fact about an alert.
     *
     * @param path where it leads; empty where nowhere
     */
    public record Fact(String name, String text, String path) {}

    /**
     * @param note as typed before
     * @param fault what is wrong with it; empty for nothing
     * @param may what the person may do: {@code acknowledge} it, {@code silence} the likes of it
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record One(
            Frame frame,
            Say say,
            long id,
            Cell severity,
            String state,
            String sentence,
            List<Fact> facts,
            String note,
            String fault,
            List<String> may,
            Listing.View history,
            Listing.View tellings)
            implements TemplateInstance {}

    /**
     * @param told the receivers that know
     * @param untold those whose messages nobody took
     */
    private record Row(Alert alert, String told, String untold, String held) {}

    /** To whom messages about an alert were sent. */
    private record Knows(Map<Long, String> told, Map<Long, String> untold) {}

    private final Alerts alerts;
    private final Declarations declarations;
    private final Sessions sessions;
    private final Visit visit;
    private final Frames frames;
    private final Seals formats;

    AlertsPage(Alerts alerts, Declarations declarations, Sessions sessions, Visit visit, Frames frames, Seals formats) {
        this.alerts = alerts;
        this.declarations = declarations;
        this.sessions = sessions;
        this.visit = visit;
        this.frames = frames;
        this.formats = formats;
    }

    static String path(Alert alert) {
        return "/alerts/" + alert.id;
    }

    @GET
    public Response open(@Context UriInfo uri) {
        Say say = visit.say(AlertsPage.class);
        List<Alert> open = Alert.open().stream()
                .filter(alert -> visit.sees(alert.project))
                .sorted(Comparator.comparing((Alert alert) -> alert.state)
                        .thenComparing(alert -> alert.severity, Comparator.reverseOrder())
                        .thenComparing(alert -> alert.since, Comparator.reverseOrder()))
                .sorted(Comparator.comparing(alert -> alert.state == State.PENDING))
                .toList();
        Map<Long, String> held = alerts.silenced(open);
        Knows knows = knows();
        List<Row> rows = open.stream()
                .map(alert -> new Row(
                        alert,
                        knows.told().getOrDefault(alert.id, ""),
                        knows.untold().getOrDefault(alert.id, ""),
                        Wording.held(held.get(alert.id), say)))
                .toList();
        Listing<Row> listing = listing(say, "alerts", say.of("openAlerts"), rows)
                .column("told", say.of("told"), row -> told(row, say))
                .empty(say.of("noAlerts"));
        return listing.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Open(
                                frames.of(visit, say.of("title")),
                                say,
                                Tabs.OPEN.links(say),
                                counts(open),
                                listing.view(uri.getQueryParameters())))
                        .build());
    }

    private static Counts counts(List<Alert> open) {
        return new Counts(count(open, State.FIRING), count(open, State.ACKNOWLEDGED), count(open, State.PENDING), (int)
                open.stream()
                        .filter(alert -> alert.fires() && alert.severity == io.dabiao.alert.Severity.CRITICAL)
                        .count());
    }

    private static int count(List<Alert> open, State state) {
        return (int) open.stream().filter(alert -> alert.state == state).count();
    }

    private static Knows knows() {
        Map<Long, Standing> deliveries = Telling.deliveriesOfOpen();
        List<Telling> sent = Telling.ofOpen().stream()
                .filter(telling -> telling.state == Telling.Standing.SENT)
                .toList();
        Map<Long, String> told = receivers(sent, deliveries, EnumSet.of(Standing.DELIVERED));
        return new Knows(told, receivers(sent, deliveries, EnumSet.of(Standing.REFUSED, Standing.GIVEN_UP)));
    }

    private static Map<Long, String> receivers(
            List<Telling> sent, Map<Long, Standing> deliveries, Set<Standing> wanted) {
        return sent.stream()
                .filter(telling -> wanted.contains(deliveries.get(telling.notificationId)))
                .collect(Collectors.groupingBy(
                        telling -> telling.alert.id,
                        Collectors.mapping(
                                telling -> telling.receiver,
                                Collectors.collectingAndThen(
                                        Collectors.toCollection(TreeSet::new), names -> String.join(", ", names)))));
    }

    private static Cell told(Row row, Say say) {
        String untold = row.untold().isEmpty() ? "" : say.of("untold", row.untold());
        String why = Stream.of(untold, row.held())
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(say.of("and")));
        return Cell.text(row.told().isEmpty() ? say.of("nobody") : row.told()).detail(why);
    }

    private Listing<Row> listing(Say say, String id, String name, List<Row> rows) {
        Map<String, String> projects = new LinkedHashMap<>();
        rows.forEach(row -> projects.put(row.alert().project, Wording.project(row.alert(), say)));
        Map<String, String> owners = new LinkedHashMap<>();
        rows.stream()
                .map(row -> row.alert().owner)
                .filter(owner -> !owner.isEmpty())
                .sorted()
                .forEach(owner -> owners.put(owner, owner));
        Map<String, String> states = new LinkedHashMap<>();
        rows.stream()
                .map(row -> row.alert().state)
                .sorted()
                .forEach(state -> states.put(state.word(), Wording.state(state, say)));
        return new Listing<Row>(visit, id, name)
                .choice(
                        "state",
                        say.of("state"),
                        states,
                        row -> row.alert().state.word())
                .choice(
                        "kind",
                        say.of("kind"),
                        Wording.kinds(say),
                        row -> row.alert().kind.word())
                .choice(
                        "severity",
                        say.of("severity"),
                        Wording.severities(say),
                        row -> row.alert().severity.word())
                .choice("project", say.of("project"), projects, row -> row.alert().project)
                .choice("owner", say.of("owner"), owners, row -> row.alert().owner)
                .column("severity", say.of("severity"), row -> Wording.severity(row.alert().severity, say))
                .column("name", say.of("indicator"), row -> Cell.link(row.alert().indicatorName, path(row.alert())))
                .column("project", say.of("project"), row -> Cell.text(Wording.project(row.alert(), say)))
                .column(
                        "kind",
                        say.of("kind"),
                        row -> Cell.text(say.of(row.alert().kind.words())))
                .column(
                        "sentence",
                        say.of("sentence"),
                        row -> Cell.text(say.of(new Words(row.alert().sentence, row.alert().sentenceZh))))
                .column("since", say.of("since"), row -> Cell.time(row.alert().since, declarations.zone()))
                .column("owner", say.of("owner"), row -> Cell.text(row.alert().owner))
                .column(
                        "state",
                        say.of("state"),
                        row -> Cell.text(Wording.state(row.alert().state, say)).detail(acknowledged(row.alert(), say)))
                .rows(rows);
    }

    private static String acknowledged(Alert alert, Say say) {
        return alert.acknowledgedBy == null ? "" : say.of("by", alert.acknowledgedBy);
    }

    @GET
    @Path("past")
    public Response past(@Context UriInfo uri) {
        Say say = visit.say(AlertsPage.class);
        List<Row> rows = Alert.over(MOST_PAST).stream()
                .filter(alert -> visit.sees(alert.project))
                .map(alert -> new Row(alert, "", "", ""))
                .toList();
        Listing<Row> listing = listing(say, "past", say.of("pastAlerts"), rows)
                .column(
                        "ended",
                        say.of("ended"),
                        row -> Cell.time(row.alert().resolvedAt, declarations.zone())
                                .detail(say.of(new Words(
                                        said(row.alert().resolvedBecause), said(row.alert().resolvedBecauseZh)))))
                .empty(say.of("noPast"));
        return listing.export(uri.getQueryParameters(), formats)
                .orElseGet(() -> Response.ok(new Past(
                                frames.of(visit, say.of("pastTitle"), crumb(say)),
                                say,
                                Tabs.PAST.links(say),
                                listing.view(uri.getQueryParameters())))
                        .build());
    }

    private static String said(String text) {
        return text == null ? "" : text;
    }

    static Frame.Crumb crumb(Say say) {
        return new Frame.Crumb(say.of("title"), "/alerts");
    }

    @GET
    @Path("{id: \\d+}")
    public Response one(@Context UriInfo uri, @PathParam("id") long id) {
        Alert alert = find(id);
        Say say = visit.say(AlertsPage.class);
        return history(alert, say)
                .export(uri.getQueryParameters(), formats)
                .or(() -> tellings(alert, say).export(uri.getQueryParameters(), formats))
                .orElseGet(() -> Response.ok(shown(uri, alert, "", "")).build());
    }

    /** Whoever may not know of the project learns nothing, not even that there is such an alert. */
    Alert find(long id) {
        return Alert.<Alert>findByIdOptional(id)
                .filter(alert -> visit.sees(alert.project))
                .orElseThrow(() -> new Problem(404, "no such alert", "no alert has the id " + id));
    }

    private One shown(UriInfo uri, Alert alert, String note, String fault) {
        Say say = visit.say(AlertsPage.class);
        boolean may = visit.may(Role.REPORT) && alert.fires();
        return new One(
                frames.of(visit, alert.indicatorName, crumb(say)),
                say,
                alert.id,
                Wording.severity(alert.severity, say),
                Wording.state(alert.state, say),
                say.of(new Words(alert.sentence, alert.sentenceZh)),
                facts(alert, say),
                note,
                fault,
                may ? List.of("acknowledge", "silence") : List.of(),
                history(alert, say).view(uri.getQueryParameters()),
                tellings(alert, say).view(uri.getQueryParameters()));
    }

    private List<Fact> facts(Alert alert, Say say) {
        List<Fact> facts = new java.util.ArrayList<>();
        facts.add(new Fact(say.of("kind"), say.of(alert.kind.words()), ""));
        boolean declared = alert.year != 0;
        facts.add(new Fact(
                say.of("project"),
                Wording.project(alert, say),
                declared ? "/years/" + alert.year + "/" + Paths.encoded(alert.project) : ""));
        if (declared && !alert.indicator.isEmpty()) {
            facts.add(new Fact(
                    say.of("indicator"),
                    alert.indicatorName,
                    "/years/" + alert.year + "/" + Paths.encoded(alert.project) + "/"
                            + Paths.encoded(alert.indicator)));
        }
        fact(facts, say.of("level1"), alert.level1);
        fact(facts, say.of("owner"), alert.owner);
        fact(facts, say.of("since"), time(alert.since));
        if (alert.state == State.PENDING) {
            facts.add(new Fact(
                    say.of("fires"), alert.firesAt().map(this::time).orElseGet(() -> say.of("tooLittle")), ""));
        }
        fact(facts, say.of("firedAt"), time(alert.firedAt));
        if (alert.times > 1) {
            facts.add(new Fact(say.of("times"), say.of("timesWords", alert.times), ""));
        }
        if (alert.outlook != null) {
            fact(facts, say.of("forecast"), say.of(new Words(alert.outlook, alert.outlookZh)));
        }
        if (alert.state != State.RESOLVED) {
            fact(facts, say.of("held"), Wording.held(alerts.silenced(alert).orElse(null), say));
            List<String> receivers = alerts.receiversOf(alert);
            facts.add(new Fact(
                    say.of("routed"), receivers.isEmpty() ? say.of("routedNobody") : String.join(", ", receivers), ""));
        }
        if (alert.acknowledgedBy != null) {
            fact(
                    facts,
                    say.of("acknowledgement"),
                    say.of(
                            "acknowledgedWords",
                            alert.acknowledgedBy,
                            time(alert.acknowledgedAt),
                            alert.acknowledgement));
        }
        if (alert.resolvedAt != null) {
            fact(
                    facts,
                    say.of("ended"),
                    time(alert.resolvedAt) + " "
                            + say.of(new Words(said(alert.resolvedBecause), said(alert.resolvedBecauseZh))));
        }
        return facts;
    }

    private static void fact(List<Fact> facts, String name, String text) {
        if (!text.isBlank()) {
            facts.add(new Fact(name, text, ""));
        }
    }

    private String time(Instant at) {
        return Cell.time(at, declarations.zone()).text();
    }

    private Listing<AlertAct> history(Alert alert, Say say) {
        return new Listing<AlertAct>(visit, "history", say.of("history"))
                .column("at", say.of("when"), act -> Cell.time(act.at, declarations.zone()))
                .column("act", say.of("act"), act -> Cell.text(act(act.act, say)))
                .column("by", say.of("who"), act -> Cell.text(by(act, say)))
                .column("words", say.of("sentence"), act -> Cell.text(say.of(new Words(act.words, act.wordsZh))))
                .rows(AlertAct.of(alert.id))
                .empty(say.of("noHistory"));
    }

    private static String by(AlertAct act, Say say) {
        return act.by.equals(AlertAct.SERVICE) ? say.of("service") : act.by;
    }

    private static String act(String word, Say say) {
        return say.has("act_" + word) ? say.of("act_" + word) : word;
    }

    private Listing<Telling> tellings(Alert alert, Say say) {
        return new Listing<Telling>(visit, "tellings", say.of("tellings"))
                .column("receiver", say.of("receiver"), telling -> Cell.text(telling.receiver))
                .column("occasion", say.of("occasion"), telling -> Cell.text(say.of(telling.occasion.words())))
                .column(
                        "state",
                        say.of("state"),
                        telling -> telling.notificationId == null
                                ? Cell.text(telling(telling, say)).detail(Wording.held(telling.held, say))
                                : Cell.link(telling(telling, say), "/alerts/messages/" + telling.notificationId))
                .column("due", say.of("due"), telling -> Cell.time(telling.due, declarations.zone()))
                .column("route", say.of("route"), telling -> Cell.text(telling.route))
                .rows(Telling.of(alert.id))
                .empty(say.of("noTellings"));
    }

    /** What became of the message, once there is one. */
    private static String telling(Telling telling, Say say) {
        Optional<Message> message =
                Optional.ofNullable(telling.notificationId).flatMap(id -> Message.<Message>findByIdOptional(id));
        return message.isPresent()
                ? MessagesPage.state(message.get().state, say)
                : say.of("telling_" + telling.state.name().toLowerCase(Locale.ROOT));
    }

    @POST
    @Path("{id: \\d+}/acknowledge")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response acknowledge(@Context UriInfo uri, @PathParam("id") long id, @RestForm String note) {
        Alert alert = find(id);
        Say say = visit.say(AlertsPage.class);
        try {
            alerts.acknowledge(id, visit.name(), note);
        } catch (Problem problem) {
            return Response.status(problem.status())
                    .entity(shown(uri, alert, said(note), Wording.fault(problem, say)))
                    .build();
        }
        visit.session().ifPresent(session -> sessions.flash(session, say.of("acknowledgedNow")));
        return Redirect.to(path(alert));
    }
}
