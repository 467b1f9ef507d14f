package io.dabiao.expose;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.alert.Alert;
import io.dabiao.alert.AlertAct;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.Alerts;
import io.dabiao.alert.Delivery;
import io.dabiao.alert.Notification.Occasion;
import io.dabiao.alert.PlannedNotification;
import io.dabiao.alert.QueuedNotification;
import io.dabiao.alert.State;
import io.dabiao.alert.Text;
import io.dabiao.alert.WrongText;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Alerts, their lives, and the messages about them. */
@Path("/api/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.VIEW, Role.ADMIN})
@Blocking
@Tag(name = "alerts", description = "What needs somebody, and who was told.")
public class AlertsResource {

    private static final int LARGEST_PAGE = 1_000;

    /** An alert acknowledged, by whom. */
    public record Acknowledgement(Instant at, String by, String note) {}

    /** Why it is over. */
    @Schema(name = "AlertEnd")
    public record End(Instant at, String because, String becauseZh) {}

    /**
     * @param state pending, firing, acknowledged or resolved
     * @param firesAt of a pending one, unless something changes; null where its value rests on too little yet
     * @param times how often the condition had fired within a day or an hour when it fired
     * @param held why no one is told of it now; null where nothing holds it
     * @param outlook what is forecast; null where nothing is
     */
    @Schema(name = "Alert")
    public record AlertView(
            long id,
            String fingerprint,
            String kind,
            String severity,
            String state,
            int year,
            String project,
            String projectName,
            String indicator,
            String indicatorName,
            String level1,
            String owner,
            String sentence,
            String sentenceZh,
            String outlook,
            String outlookZh,
            String cause,
            Instant since,
            Instant firesAt,
            Instant firedAt,
            int times,
            String held,
            Acknowledgement acknowledged,
            End resolved) {}

    /** What happened to an alert. */
    @Schema(name = "AlertAct")
    public record ActView(Instant at, String act, String by, String words, String wordsZh) {}

    /** @param state waiting, sent or dropped */
    public record TellingView(
            String receiver,
            String route,
            String occasion,
            Instant due,
            String state,
            String held,
            Long notification) {}

    public record AlertDetail(AlertView alert, List<ActView> history, List<TellingView> tellings) {}

    /**
     * @param key the same for every attempt
     * @param state queued, delivered, refused, superseded or given_up
     * @param alerts as they were told
     */
    @Schema(name = "Notification")
    public record NotificationView(
            long id,
            String key,
            String receiver,
            String group,
            String occasion,
            Instant at,
            String state,
            int attempts,
            Instant nextAt,
            String reason,
            Instant endedAt,
            String title,
            String text,
            @JsonRawValue String alerts) {}

    /** @param note what is being done, for the one who looks next */
    @Schema(name = "AcknowledgementWanted")
    public record Note(String note) {}

    /**
     * @param language zh or en
     * @param occasion firing, reminder, escalation, resolved or flapping
     * @param alert id; absent for an example
     * @param title a template that is only tried; absent for the one in force, and so for {@code body}
     */
    @Schema(name = "MessageTextWanted")
    public record Preview(String language, String occasion, Long alert, String title, String body) {}

    @Schema(name = "MessageText")
    public record TextView(String title, String text) {}

    /**
     * @param outcome delivered, again or refused
     * @param wrongTemplate a template of the user's own that is wrong, with line and column: the shipped text was sent instead; null
     *     where none is
     */
    @Schema(name = "ReceiverTest")
    public record Tried(String outcome, String reason, String wrongTemplate) {}

    private final Alerts alerts;
    private final AlertKinds kinds;
    private final Caller caller;

    AlertsResource(Alerts alerts, AlertKinds kinds, Caller caller) {
        this.kinds = kinds;
        this.alerts = alerts;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "listAlerts",
            summary = "Alerts, the newest first",
            description = "state is pending, firing, acknowledged, resolved, or open for all but the last.")
    public List<AlertView> alerts(
            @QueryParam("state") @DefaultValue("open") String state,
            @QueryParam("kind") String kind,
            @QueryParam("year") Integer year,
            @QueryParam("project") String project,
            @QueryParam("indicator") String indicator,
            @QueryParam("before") @DefaultValue("9223372036854775807") long before,
            @QueryParam("limit") @DefaultValue("200") int limit) {
        size(limit);
        StringBuilder query = new StringBuilder("id < :before");
        Map<String, Object> values = new HashMap<>(Map.of("before", before));
        if (state.equals("open")) {
            query.append(" and state <> :state");
            values.put("state", State.RESOLVED);
        } else {
            query.append(" and state = :state");
            values.put("state", State.ofWord(state).orElseThrow(() -> unknown("state", state, "open", State.values())));
        }
        if (kind != null) {
            query.append(" and kind = :kind");
            values.put(
                    "kind",
                    kinds.ofWord(kind)
                            .orElseThrow(() -> unknown("kind", kind, String.join(", ", kinds.words())))
                            .word());
        }
        where(query, values, "year", year);
        where(query, values, "project", project);
        where(query, values, "indicator", indicator);
        List<Alert> found = Alert.<Alert>find(query + " order by id desc", values)
                .page(0, limit)
                .list();
        Map<Long, Words> silenced = alerts.silenced(found);
        return found.stream().map(alert -> view(alert, silenced)).toList();
    }

    private static void where(StringBuilder query, Map<String, Object> values, String name, Object value) {
        if (value != null) {
            query.append(" and ").append(name).append(" = :").append(name);
            values.put(name, value);
        }
    }

    private static void size(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Problem(
                    ErrorCode.NO_SUCH_PAGE_SIZE, "limit must be from 1 to " + LARGEST_PAGE + ", not " + limit);
        }
    }

    private static Problem unknown(String what, String word, String more, Enum<?>[] known) {
        String words = Arrays.stream(known)
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return unknown(what, word, words + (more.isEmpty() ? "" : ", " + more));
    }

    private static Problem unknown(String what, String word, String known) {
        return new Problem(ErrorCode.NO_SUCH_WORD, what + " must be one of " + known + ", not '" + word + "'");
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getAlert", summary = "One alert with its history and who was told")
    public AlertDetail alert(@PathParam("id") long id) {
        Alert alert = one(id);
        return new AlertDetail(
                view(alert),
                AlertAct.of(id).stream()
                        .map(act -> new ActView(act.at, act.act, act.by, act.words, act.wordsZh))
                        .toList(),
                PlannedNotification.of(id).stream()
                        .map(plannedNotification -> new TellingView(
                                plannedNotification.receiver,
                                plannedNotification.route,
                                plannedNotification.occasion.word(),
                                plannedNotification.due,
                                plannedNotification.state.name().toLowerCase(Locale.ROOT),
                                plannedNotification.held().map(Words::english).orElse(null),
                                plannedNotification.notificationId))
                        .toList());
    }

    @POST
    @Path("{id}/acknowledge")
    @RolesAllowed({Role.REPORT, Role.ADMIN})
    @Operation(
            operationId = "acknowledgeAlert",
            summary = "Say that an alert is seen to",
            description = "No more reminders, and no escalation.")
    public AlertView acknowledge(@PathParam("id") long id, Note note) {
        return view(alerts.acknowledge(id, caller.name(), note == null ? null : note.note()));
    }

    @GET
    @Path("notifications")
    @Operation(
            operationId = "listNotifications",
            summary = "Messages, the newest first",
            description = "state is queued, delivered, refused, superseded or given_up; absent for all.")
    public List<NotificationView> notifications(
            @QueryParam("state") String state,
            @QueryParam("receiver") String receiver,
            @QueryParam("before") @DefaultValue("9223372036854775807") long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        size(limit);
        StringBuilder query = new StringBuilder("id < :before");
        Map<String, Object> values = new HashMap<>(Map.of("before", before));
        if (state != null) {
            QueuedNotification.DeliveryState deliveryState = Arrays.stream(QueuedNotification.DeliveryState.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(state))
                    .findFirst()
                    .orElseThrow(() -> unknown("state", state, "", QueuedNotification.DeliveryState.values()));
            query.append(" and state = :state");
            values.put("state", deliveryState);
        }
        where(query, values, "receiver", receiver);
        return QueuedNotification.<QueuedNotification>find(query + " order by id desc", values)
                .page(0, limit)
                .list()
                .stream()
                .map(queuedNotification -> new NotificationView(
                        queuedNotification.id,
                        queuedNotification.key,
                        queuedNotification.receiver,
                        queuedNotification.grouping,
                        queuedNotification.occasion.word(),
                        queuedNotification.at,
                        queuedNotification.state.name().toLowerCase(Locale.ROOT),
                        queuedNotification.attempts,
                        queuedNotification.state == QueuedNotification.DeliveryState.QUEUED
                                ? queuedNotification.nextAt
                                : null,
                        queuedNotification.reason,
                        queuedNotification.endedAt,
                        queuedNotification.title,
                        queuedNotification.body,
                        queuedNotification.alerts))
                .toList();
    }

    @GET
    @Path("receivers")
    @Operation(operationId = "listReceivers", summary = "Who can be told, without addresses and secrets")
    public List<Alerts.ReceiverView> receivers() {
        return alerts.receivers();
    }

    @POST
    @Path("receivers/{name}/test")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Role.ADMIN)
    @Operation(
            operationId = "testReceiver",
            summary = "Send a receiver an example now",
            description = "It says of itself that it is a test.")
    public Tried tryOut(@PathParam("name") String name) throws InterruptedException {
        Alerts.Trial trial = alerts.tryOut(name, caller.name())
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_RECEIVER, "the alert settings have no receiver '" + name + "'"));
        String wrong = trial.wrongTemplate().orElse(null);
        if (trial.delivery() instanceof Delivery.TryAgain again) {
            return new Tried("again", again.reason(), wrong);
        }
        return trial.delivery() instanceof Delivery.Refused refused
                ? new Tried("refused", refused.reason(), wrong)
                : new Tried("delivered", null, wrong);
    }

    @POST
    @Path("preview")
    @Operation(
            operationId = "previewMessage",
            summary = "The text of a message, with the templates in force or with ones to be tried",
            description =
                    "Templates to be tried are for administrators; those in force for every caller that is signed in and may"
                            + " read.")
    public TextView preview(Preview asked) {
        if (!caller.signedIn()) {
            throw new UnauthorizedException();
        }
        if (asked == null) {
            throw new Problem(ErrorCode.NOTHING_ASKED, "send {\"language\": \"zh\", \"occasion\": \"firing\"}");
        }
        if ((asked.title() != null || asked.body() != null) && !caller.has(Role.ADMIN)) {
            throw new Problem(
                    ErrorCode.NOT_PERMITTED,
                    "templates of one's own are tried by administrators; leave title and body out");
        }
        String in = asked.language() == null ? "zh" : asked.language();
        Language language = Language.named(in)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_LANGUAGE, "languages are " + Language.words() + ", not '" + in + "'"));
        String word = asked.occasion() == null ? "firing" : asked.occasion();
        Occasion occasion = Occasion.ofWord(word).orElseThrow(() -> unknown("occasion", word, "", Occasion.values()));
        try {
            Text text = alerts.preview(
                    Optional.ofNullable(asked.alert()).map(AlertsResource::one),
                    occasion,
                    language,
                    Optional.ofNullable(asked.title()),
                    Optional.ofNullable(asked.body()));
            return new TextView(text.title(), text.body());
        } catch (WrongText wrong) {
            throw new Problem(ErrorCode.WRONG_TEMPLATE, wrong.file() + ", " + wrong.getMessage());
        }
    }

    private static Alert one(long id) {
        return Alert.<Alert>findByIdOptional(id).orElseThrow(() -> absent(id));
    }

    private static Problem absent(long id) {
        return new Problem(ErrorCode.NO_SUCH_ALERT, "no alert has the id " + id);
    }

    private AlertView view(Alert alert) {
        return view(alert, alerts.silenced(List.of(alert)));
    }

    /** @param silenced why no one is notified, of many by their ids: silences are looked up once for a list */
    private static AlertView view(Alert alert, Map<Long, Words> silenced) {
        boolean pending = alert.state == State.PENDING;
        return new AlertView(
                alert.id,
                alert.fingerprint,
                alert.kind,
                alert.severity.word(),
                alert.state.word(),
                alert.year,
                alert.project,
                alert.projectName,
                alert.indicator,
                alert.indicatorName,
                alert.level1,
                alert.owner,
                alert.sentence,
                alert.sentenceZh,
                alert.outlook,
                alert.outlookZh,
                alert.cause.isEmpty() ? null : alert.cause,
                alert.since,
                pending ? alert.firesAt().orElse(null) : null,
                alert.firedAt,
                alert.times,
                alert.state == State.RESOLVED
                        ? null
                        : Optional.ofNullable(silenced.get(alert.id))
                                .map(Words::english)
                                .orElse(null),
                alert.acknowledgedAt == null
                        ? null
                        : new Acknowledgement(alert.acknowledgedAt, alert.acknowledgedBy, alert.acknowledgement),
                alert.resolvedAt == null
                        ? null
                        : new End(alert.resolvedAt, alert.resolvedBecause, alert.resolvedBecauseZh));
    }
}
