package io.dabiao.page.alerts;

import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.alert.AlertAct;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.AlertLists;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.PlannedNotification;
import io.dabiao.alert.QueuedNotification;
import io.dabiao.alert.QueuedNotification.DeliveryState;
import io.dabiao.alert.State;
import io.dabiao.core.text.Words;
import io.dabiao.page.Cell;
import io.dabiao.page.DataTable;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    /** @param critical how many of those that fire are */
    public record Counts(int firing, int acknowledged, int pending, int critical) {}

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Open(Frame frame, Messages say, List<Frame.Link> tabs, Counts counts, DataTable.View alerts)
            implements TemplateInstance {}

    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record Past(Frame frame, Messages say, List<Frame.Link> tabs, DataTable.View alerts) implements TemplateInstance {}

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
            Messages say,
            long id,
            Cell severity,
            String state,
            String sentence,
            List<Fact> facts,
            String note,
            String fault,
            List<String> may,
            DataTable.View history,
            DataTable.View tellings)
            implements TemplateInstance {}

    /**
     * @param told the receivers that know
     * @param untold those whose messages no one took
     */
    private record AlertRow(Alert alert, String told, String untold, String held) {}

    /** To whom messages about an alert were sent. */
    private record Knows(Map<Long, String> told, Map<Long, String> untold) {}

    private final Alerts alerts;
    private final AlertKinds kinds;
    private final AlertLists lists;
    private final PageContext pageContext;

    AlertsPage(AlertKinds kinds, AlertLists lists, Alerts alerts, PageContext pageContext) {
        this.kinds = kinds;
        this.lists = lists;
        this.alerts = alerts;
        this.pageContext = pageContext;
    }

    static String path(Alert alert) {
        return "/alerts/" + alert.id;
    }

    @GET
    public TemplateInstance open() {
        Messages messages = pageContext.say(AlertsPage.class);
        List<Alert> open = Alert.open().stream()
                .filter(alert -> pageContext.sees(alert.project))
                .sorted(Comparator.comparing((Alert alert) -> alert.state)
                        .thenComparing(alert -> alert.severity, Comparator.reverseOrder())
                        .thenComparing(alert -> alert.since, Comparator.reverseOrder()))
                .sorted(Comparator.comparing(alert -> alert.state == State.PENDING))
                .toList();
        Map<Long, Words> held = alerts.silenced(open);
        Knows knows = knows();
        List<AlertRow> rows = open.stream()
                .map(alert -> new AlertRow(
                        alert,
                        knows.told().getOrDefault(alert.id, ""),
                        knows.untold().getOrDefault(alert.id, ""),
                        Optional.ofNullable(held.get(alert.id))
                                .map(messages::of)
                                .orElse("")))
                .toList();
        DataTable<AlertRow> dataTable = listing(messages, "alerts", messages.of("openAlerts"), rows)
                .column("told", messages.of("told"), alertRow -> told(alertRow, messages))
                .empty(messages.of("noAlerts"));
        return new Open(
                pageContext.frame(messages.of("title")),
                messages,
                Tabs.OPEN.links(pageContext, messages),
                counts(open),
                dataTable.view());
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
        Map<Long, DeliveryState> deliveries = PlannedNotification.deliveriesOfOpen();
        List<PlannedNotification> sent = PlannedNotification.ofOpen().stream()
                .filter(plannedNotification -> plannedNotification.state == PlannedNotification.PlanState.SENT)
                .toList();
        Map<Long, String> told = receivers(sent, deliveries, EnumSet.of(DeliveryState.DELIVERED));
        return new Knows(told, receivers(sent, deliveries, EnumSet.of(DeliveryState.REFUSED, DeliveryState.GIVEN_UP)));
    }

    private static Map<Long, String> receivers(
            List<PlannedNotification> sent, Map<Long, DeliveryState> deliveries, Set<DeliveryState> wanted) {
        return sent.stream()
                .filter(plannedNotification -> wanted.contains(deliveries.get(plannedNotification.notificationId)))
                .collect(Collectors.groupingBy(
                        plannedNotification -> plannedNotification.alert.id,
                        Collectors.mapping(
                                plannedNotification -> plannedNotification.receiver,
                                Collectors.collectingAndThen(
                                        Collectors.toCollection(TreeSet::new), names -> String.join(", ", names)))));
    }

    private static Cell told(AlertRow alertRow, Messages messages) {
        String untold = alertRow.untold().isEmpty() ? "" : messages.of("untold", alertRow.untold());
        String why = Stream.of(untold, alertRow.held())
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(messages.of("and")));
        return Cell.text(alertRow.told().isEmpty() ? messages.of("nobody") : alertRow.told())
                .detail(why);
    }

    private DataTable<AlertRow> listing(Messages messages, String id, String name, List<AlertRow> rows) {
        Map<String, String> projects = new LinkedHashMap<>();
        rows.forEach(alertRow -> projects.put(alertRow.alert().project, Wording.project(alertRow.alert(), messages)));
        Map<String, String> owners = new LinkedHashMap<>();
        rows.stream()
                .map(alertRow -> alertRow.alert().owner)
                .filter(owner -> !owner.isEmpty())
                .sorted()
                .forEach(owner -> owners.put(owner, owner));
        Map<String, String> states = new LinkedHashMap<>();
        rows.stream()
                .map(alertRow -> alertRow.alert().state)
                .sorted()
                .forEach(state -> states.put(state.word(), Wording.state(state, messages)));
        DataTable<AlertRow> table = new DataTable<AlertRow>(pageContext, id, name)
                .choice(
                        "state",
                        messages.of("state"),
                        states,
                        alertRow -> alertRow.alert().state.word());
        return columns(table, messages, projects, owners).rows(rows);
    }

    private DataTable<AlertRow> columns(
            DataTable<AlertRow> table, Messages messages, Map<String, String> projects, Map<String, String> owners) {
        return table.choice(
                        "kind", messages.of("kind"), Wording.kinds(kinds, messages), alertRow -> alertRow.alert().kind)
                .choice(
                        "severity",
                        messages.of("severity"),
                        Wording.severities(messages),
                        alertRow -> alertRow.alert().severity.word())
                .choice("project", messages.of("project"), projects, alertRow -> alertRow.alert().project)
                .choice("owner", messages.of("owner"), owners, alertRow -> alertRow.alert().owner)
                .column(
                        "severity",
                        messages.of("severity"),
                        alertRow -> Wording.severity(alertRow.alert().severity, messages))
                .column(
                        "name",
                        messages.of("indicator"),
                        alertRow -> Cell.link(alertRow.alert().indicatorName, path(alertRow.alert())))
                .column(
                        "project",
                        messages.of("project"),
                        alertRow -> Cell.text(Wording.project(alertRow.alert(), messages)))
                .column(
                        "kind",
                        messages.of("kind"),
                        alertRow -> Cell.text(messages.of(alertRow.alert().kindCalled())))
                .column(
                        "sentence",
                        messages.of("sentence"),
                        alertRow -> Cell.text(messages.of(alertRow.alert().sentence())))
                .column(
                        "since",
                        messages.of("since"),
                        alertRow -> Cell.time(alertRow.alert().since, pageContext.zone()))
                .column("owner", messages.of("owner"), alertRow -> Cell.text(alertRow.alert().owner))
                .column(
                        "state",
                        messages.of("state"),
                        alertRow -> Cell.text(Wording.state(alertRow.alert().state, messages))
                                .detail(acknowledged(alertRow.alert(), messages)));
    }

    private static String acknowledged(Alert alert, Messages messages) {
        return alert.acknowledgedBy == null ? "" : messages.of("by", alert.acknowledgedBy);
    }

    @GET
    @Path("past")
    public TemplateInstance past() {
        Messages messages = pageContext.say(AlertsPage.class);
        Map<String, String> owners = new LinkedHashMap<>();
        lists.values(AlertLists.OVER, "owner", pageContext.projects()).forEach(owner -> owners.put(owner, owner));
        DataTable<AlertRow> dataTable = columns(
                        new DataTable<AlertRow>(pageContext, "past", messages.of("pastAlerts")),
                        messages,
                        lists.projects(pageContext.projects()),
                        owners)
                .column(
                        "ended",
                        messages.of("ended"),
                        alertRow -> Cell.time(alertRow.alert().resolvedAt, pageContext.zone())
                                .detail(because(alertRow.alert(), messages)))
                .rows(
                        AlertLists.OVER,
                        wanted -> lists.over(pageContext.projects(), wanted)
                                .with(some -> some.stream()
                                        .map(alert -> new AlertRow(alert, "", "", ""))
                                        .toList()))
                .empty(messages.of("noPast"));
        return new Past(
                pageContext.frame(messages.of("pastTitle"), crumb(messages)),
                messages,
                Tabs.PAST.links(pageContext, messages),
                dataTable.view());
    }

    private static String because(Alert alert, Messages messages) {
        return alert.because().map(messages::of).orElse("");
    }

    private static String said(String text) {
        return text == null ? "" : text;
    }

    static Frame.Crumb crumb(Messages messages) {
        return new Frame.Crumb(messages.of("title"), "/alerts");
    }

    @GET
    @Path("{id: \\d+}")
    public TemplateInstance one(@PathParam("id") long id) {
        Alert alert = find(id);
        Messages messages = pageContext.say(AlertsPage.class);
        return shown(alert, "", "");
    }

    /** Anyone who may not know of the project learns nothing, not even that there is such an alert. */
    Alert find(long id) {
        return Alert.<Alert>findByIdOptional(id)
                .filter(alert -> pageContext.sees(alert.project))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_ALERT, "no alert has the id " + id));
    }

    private One shown(Alert alert, String note, String fault) {
        Messages messages = pageContext.say(AlertsPage.class);
        boolean may = pageContext.may(Role.REPORT) && alert.fires();
        return new One(
                pageContext.frame(alert.indicatorName, crumb(messages)),
                messages,
                alert.id,
                Wording.severity(alert.severity, messages),
                Wording.state(alert.state, messages),
                pageContext.said(alert.sentence()),
                facts(alert, messages),
                note,
                fault,
                may ? List.of("acknowledge", "silence") : List.of(),
                history(alert, messages).view(),
                tellings(alert, messages).view());
    }

    private List<Fact> facts(Alert alert, Messages messages) {
        List<Fact> facts = new java.util.ArrayList<>();
        facts.add(new Fact(messages.of("kind"), messages.of(alert.kindCalled()), alert.runbook()));
        boolean declared = alert.year != 0;
        facts.add(new Fact(
                messages.of("project"),
                Wording.project(alert, messages),
                declared ? "/years/" + alert.year + "/" + Paths.encoded(alert.project) : ""));
        if (alert.kind.equals("site_down")) {
            facts.add(new Fact(messages.of("site"), alert.indicatorName, "/checks"));
        } else if (declared && !alert.indicator.isEmpty()) {
            facts.add(new Fact(
                    messages.of("indicator"),
                    alert.indicatorName,
                    "/years/" + alert.year + "/" + Paths.encoded(alert.project) + "/"
                            + Paths.encoded(alert.indicator)));
        }
        fact(facts, messages.of("level1"), alert.level1);
        fact(facts, messages.of("owner"), alert.owner);
        fact(facts, messages.of("since"), time(alert.since));
        if (alert.state == State.PENDING) {
            facts.add(new Fact(
                    messages.of("fires"),
                    alert.firesAt().map(this::time).orElseGet(() -> messages.of("tooLittle")),
                    ""));
        }
        fact(facts, messages.of("firedAt"), time(alert.firedAt));
        if (alert.times > 1) {
            facts.add(new Fact(messages.of("times"), messages.of("timesWords", alert.times), ""));
        }
        if (alert.outlook != null) {
            fact(facts, messages.of("forecast"), messages.of(new Words(alert.outlook, alert.outlookZh)));
        }
        if (alert.state != State.RESOLVED) {
            fact(
                    facts,
                    messages.of("held"),
                    alerts.silenced(alert).map(messages::of).orElse(""));
            List<String> receivers = alerts.receiversOf(alert);
            facts.add(new Fact(
                    messages.of("routed"),
                    receivers.isEmpty() ? messages.of("routedNobody") : String.join(", ", receivers),
                    ""));
        }
        if (alert.acknowledgedBy != null) {
            fact(
                    facts,
                    messages.of("acknowledgement"),
                    messages.of(
                            "acknowledgedWords",
                            alert.acknowledgedBy,
                            time(alert.acknowledgedAt),
                            alert.acknowledgement));
        }
        if (alert.resolvedAt != null) {
            fact(facts, messages.of("ended"), time(alert.resolvedAt) + " " + because(alert, messages));
        }
        return facts;
    }

    private static void fact(List<Fact> facts, String name, String text) {
        if (!text.isBlank()) {
            facts.add(new Fact(name, text, ""));
        }
    }

    private String time(Instant at) {
        return Cell.time(at, pageContext.zone()).text();
    }

    private DataTable<AlertStory.Line> history(Alert alert, Messages messages) {
        List<PlannedNotification> planned = PlannedNotification.of(alert.id);
        Map<Long, QueuedNotification> sent = QueuedNotification.of(planned.stream()
                .map(one -> one.notificationId)
                .filter(Objects::nonNull)
                .toList());
        return new DataTable<AlertStory.Line>(pageContext, "history", messages.of("history"))
                .column("at", messages.of("when"), line -> Cell.time(line.at(), pageContext.zone()))
                .column("act", messages.of("act"), line -> Cell.text(line.what()))
                .column(
                        "words",
                        messages.of("sentence"),
                        line -> line.path().isEmpty() ? Cell.text(line.text()) : Cell.link(line.text(), line.path()))
                .column("by", messages.of("who"), line -> Cell.text(line.who()))
                .rows(AlertStory.of(alert, AlertAct.of(alert.id), planned, sent, messages))
                .empty(messages.of("noHistory"));
    }

    private DataTable<PlannedNotification> tellings(Alert alert, Messages messages) {
        return new DataTable<PlannedNotification>(pageContext, "tellings", messages.of("tellings"))
                .column(
                        "receiver",
                        messages.of("receiver"),
                        plannedNotification -> Cell.text(plannedNotification.receiver))
                .column(
                        "occasion",
                        messages.of("occasion"),
                        plannedNotification -> Cell.text(messages.of(plannedNotification.occasion.words())))
                .column(
                        "state",
                        messages.of("state"),
                        plannedNotification -> plannedNotification.notificationId == null
                                ? Cell.text(telling(plannedNotification, messages))
                                        .detail(plannedNotification
                                                .held()
                                                .map(messages::of)
                                                .orElse(""))
                                : Cell.link(
                                        telling(plannedNotification, messages),
                                        "/alerts/messages/" + plannedNotification.notificationId))
                .column(
                        "due",
                        messages.of("due"),
                        plannedNotification -> Cell.time(plannedNotification.due, pageContext.zone()))
                .column("route", messages.of("route"), plannedNotification -> Cell.text(plannedNotification.route))
                .rows(PlannedNotification.of(alert.id))
                .empty(messages.of("noTellings"));
    }

    /** What became of the message, once there is one. */
    private static String telling(PlannedNotification plannedNotification, Messages messages) {
        Optional<QueuedNotification> message = Optional.ofNullable(plannedNotification.notificationId)
                .flatMap(id -> QueuedNotification.<QueuedNotification>findByIdOptional(id));
        return message.isPresent()
                ? MessagesPage.state(message.get().state, messages)
                : messages.of("telling_" + plannedNotification.state.name().toLowerCase(Locale.ROOT));
    }

    @POST
    @Path("{id: \\d+}/acknowledge")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    public Response acknowledge(@PathParam("id") long id, @RestForm String note) {
        Alert alert = find(id);
        Messages messages = pageContext.say(AlertsPage.class);
        try {
            alerts.acknowledge(id, pageContext.name(), note);
        } catch (Problem problem) {
            return Response.status(problem.status())
                    .entity(shown(alert, said(note), messages.of(problem)))
                    .build();
        }
        return pageContext.done(messages.of("acknowledgedNow"), path(alert));
    }
}
