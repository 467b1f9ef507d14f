package io.dabiao.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.alert.Notification.Occasion;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Who is to be told what of which alert, and the messages made of it. Everything happens within the caller's transaction, so
 * that what is decided and how far the changes were followed are one.
 */
@ApplicationScoped
class NotificationPlanner {

    private static final Logger LOG = Logger.getLogger(NotificationPlanner.class);

    /** Of so many alerts in one message a receiver can still make sense. */
    private static final int MOST_IN_ONE = 100;

    private static final int MOST = 10_000;
    /** From the fifth time within the span on one message a span says that it comes and goes; further times are kept quiet. */
    private static final int OFTEN = 5;

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final AlertFile file;
    private final Declarations declarations;
    private final Answers answers;
    private final ServiceHealth serviceHealth;
    private final ObjectMapper json;

    NotificationPlanner(
            AlertFile file,
            Declarations declarations,
            Answers answers,
            ServiceHealth serviceHealth,
            ObjectMapper json) {
        this.answers = answers;
        this.serviceHealth = serviceHealth;
        this.file = file;
        this.declarations = declarations;
        this.json = json;
    }

    /**
     * What comes and goes is told of once within its span: each such message says for how long nothing more is heard, and when it is told
     * of next.
     */
    void fired(Alert alert, Instant now) {
        List<Route> routes = file.inForce().routes(alert);
        AlertAct.record(alert, now, "routed", AlertAct.SERVICE, routed(routes));
        if (alert.times < OFTEN) {
            tell(alert, routes, Occasion.FIRING, now, new HashSet<>());
            return;
        }
        Instant from = now.minus(alert.pace.span());
        Map<String, Instant> told = toldOfFlapping(alert.fingerprint, from);
        tell(alert, routes, Occasion.FLAPPING, now, new HashSet<>(told.keySet()));
        told.values().stream()
                .max(Instant::compareTo)
                .ifPresent(last -> AlertAct.record(
                        alert, now, "damped", AlertAct.SERVICE, damped(alert, last.plus(alert.pace.span()))));
    }

    private static Words routed(List<Route> routes) {
        if (routes.isEmpty()) {
            return Words.of(NotificationPlanner.class, "noRouteTakesItSoThat");
        }
        return Words.joined(
                Words.of(Words.class, "semicolon"),
                routes.stream()
                        .map(route -> Words.asWritten(route.name() + " → ").then(Words.listed(route.receivers())))
                        .toList());
    }

    private Words damped(Alert alert, Instant again) {
        String at = MINUTE.format(again.atZone(declarations.zone()));
        return Words.of(NotificationPlanner.class, "firedTimesLatelyNoMessageAbout", alert.times, at);
    }

    /** When each receiver was last told within a time that a condition comes and goes. */
    private static Map<String, Instant> toldOfFlapping(String fingerprint, Instant after) {
        Map<String, Instant> told = new HashMap<>();
        for (PlannedNotification one : PlannedNotification.<PlannedNotification>list(
                "alert.fingerprint = ?1 and occasion = ?2 and state <> ?3 and due > ?4 order by id",
                fingerprint,
                Occasion.FLAPPING,
                PlannedNotification.PlanState.DROPPED,
                after)) {
            told.put(one.receiver, one.due);
        }
        return told;
    }

    private static void tell(Alert alert, List<Route> routes, Occasion occasion, Instant due, Set<String> told) {
        for (Route route : routes) {
            for (String receiver : route.receivers()) {
                if (told.add(receiver)) {
                    PlannedNotification.of(alert, receiver, route, occasion, due);
                }
            }
        }
    }

    /** Anyone who was told that it fires is told that it is over; what comes and goes only once it is calm. */
    void resolved(Alert alert, Instant now) {
        if (alert.superseded) {
            return;
        }
        Instant due = alert.times >= OFTEN ? now.plus(alert.pace.span()) : now;
        Map<String, PlannedNotification> first = new LinkedHashMap<>();
        for (PlannedNotification plannedNotification : PlannedNotification.<PlannedNotification>list(
                "alert.fingerprint = ?1 and occasion <> ?2 and state <> ?3 order by id",
                alert.fingerprint,
                Occasion.RESOLVED,
                PlannedNotification.PlanState.DROPPED)) {
            first.put(plannedNotification.receiver + "\n" + plannedNotification.grouping, plannedNotification);
        }
        first.values().forEach(plannedNotification -> {
            PlannedNotification over = new PlannedNotification();
            over.alert = alert;
            over.receiver = plannedNotification.receiver;
            over.route = plannedNotification.route;
            over.grouping = plannedNotification.grouping;
            over.occasion = Occasion.RESOLVED;
            over.due = due;
            over.state = PlannedNotification.PlanState.WAITING;
            over.persist();
        });
    }

    /** Receivers that do not know yet, reminders and escalations that are due. */
    void remind(Collection<Alert> open, Instant now) {
        List<Alert> firing =
                open.stream().filter(alert -> alert.fires() && !alert.resting).toList();
        if (firing.isEmpty() || file.inForce().routes().isEmpty()) {
            return;
        }
        Map<Long, List<PlannedNotification>> byAlert = new HashMap<>();
        PlannedNotification.<PlannedNotification>list("alert.state <> ?1", State.RESOLVED)
                .forEach(plannedNotification -> byAlert.computeIfAbsent(
                                plannedNotification.alert.id, any -> new ArrayList<>())
                        .add(plannedNotification));
        Map<Long, Instant> sent = PlannedNotification.toldOfOpen();
        for (Alert alert : firing) {
            remind(alert, byAlert.getOrDefault(alert.id, List.of()), sent, now);
        }
    }

    /**
     * After how long what goes on is told of again; empty for never. What is away now is never silent for more than a day, whatever a route
     * says, nor because somebody has acknowledged it days ago.
     */
    private static Optional<Duration> remind(Route route, Alert alert) {
        Optional<Duration> longest = alert.pace.longestSilence();
        Optional<Duration> own = alert.state == State.FIRING ? route.remind() : Optional.empty();
        return own.filter(after ->
                        longest.filter(most -> most.compareTo(after) < 0).isEmpty())
                .or(() -> longest);
    }

    /** One that came and went, and has stayed for its span since, is told of as one that stays. */
    private void remind(Alert alert, List<PlannedNotification> told, Map<Long, Instant> sent, Instant now) {
        boolean calm =
                alert.times < OFTEN || !alert.firedAt.plus(alert.pace.span()).isAfter(now);
        for (Route route : file.inForce().routes(alert)) {
            for (String receiver : route.receivers()) {
                Optional<Instant> last = last(told, sent, receiver, route);
                boolean knows = told.stream()
                        .anyMatch(one -> one.receiver.equals(receiver)
                                && (one.occasion != Occasion.FLAPPING || alert.state == State.ACKNOWLEDGED));
                if (!calm) {
                    continue;
                }
                if (!knows) {
                    PlannedNotification.of(alert, receiver, route, Occasion.FIRING, now);
                } else if (!waits(told, receiver, route)
                        && remind(route, alert)
                                .filter(after -> last.filter(
                                                at -> !at.plus(after).isAfter(now))
                                        .isPresent())
                                .isPresent()) {
                    PlannedNotification.of(alert, receiver, route, Occasion.REMINDER, now);
                }
            }
            route.escalation()
                    .filter(up -> alert.state == State.FIRING
                            && !alert.firedAt.plus(up.after()).isAfter(now))
                    .ifPresent(up -> escalate(alert, told, route, up, now));
        }
    }

    private static void escalate(
            Alert alert, List<PlannedNotification> told, Route route, Route.Escalation up, Instant now) {
        for (String receiver : up.receivers()) {
            boolean knows =
                    told.stream().anyMatch(one -> one.receiver.equals(receiver) && one.occasion == Occasion.ESCALATION);
            if (!knows) {
                PlannedNotification.of(alert, receiver, route, Occasion.ESCALATION, now);
            }
        }
    }

    /** Whether something holds a reminder back, such as a night; it is one message when it is over, not one for each hour of it. */
    private static boolean waits(List<PlannedNotification> told, String receiver, Route route) {
        return told.stream()
                .anyMatch(one -> one.receiver.equals(receiver)
                        && one.route.equals(route.name())
                        && one.state == PlannedNotification.PlanState.WAITING);
    }

    /** From when the time to the next reminder runs: the last message, less what the route waits for more of the same. */
    private static Optional<Instant> last(
            List<PlannedNotification> told, Map<Long, Instant> sent, String receiver, Route route) {
        return told.stream()
                .filter(one -> one.receiver.equals(receiver)
                        && one.route.equals(route.name())
                        && one.state != PlannedNotification.PlanState.DROPPED)
                .map(one -> Optional.ofNullable(one.notificationId)
                        .map(sent::get)
                        .map(at -> at.minus(route.gather()))
                        .orElse(one.due))
                .max(Instant::compareTo);
    }

    private record Group(String receiver, String grouping) {}

    /** Makes messages of what has waited long enough; returns how many. */
    int send(Instant now) {
        List<PlannedNotification> waiting = PlannedNotification.<PlannedNotification>find(
                        "from PlannedNotification t join fetch t.alert where t.state = ?1 and t.due <= ?2 order by t.id",
                        PlannedNotification.PlanState.WAITING,
                        now)
                .page(0, MOST)
                .list();
        if (waiting.isEmpty()) {
            return 0;
        }
        gather(waiting);
        Map<Group, List<PlannedNotification>> groups = new LinkedHashMap<>();
        waiting.forEach(plannedNotification -> groups.computeIfAbsent(
                        new Group(plannedNotification.receiver, plannedNotification.grouping), any -> new ArrayList<>())
                .add(plannedNotification));
        List<Silence> silences = Silence.at(now);
        int sent = 0;
        for (Map.Entry<Group, List<PlannedNotification>> group : groups.entrySet()) {
            sent += send(group.getKey(), group.getValue(), silences, now);
        }
        return sent;
    }

    /** What has a cause that the same receiver is told of on the same route goes with it, as one message. */
    private void gather(List<PlannedNotification> waiting) {
        for (PlannedNotification one : waiting) {
            if (!one.alert.root.isEmpty() && one.occasion != Occasion.RESOLVED) {
                Optional<Alert> cause = Alert.<Alert>find(
                                "fingerprint = ?1 and state <> ?2", one.alert.root, State.RESOLVED)
                        .firstResultOptional();
                file.inForce()
                        .route(one.route)
                        .filter(route -> cause.filter(route.match()::fits).isPresent())
                        .ifPresent(route -> one.grouping = route.group(cause.get()));
            }
        }
    }

    private int send(Group group, List<PlannedNotification> waiting, List<Silence> silences, Instant now) {
        Optional<Route> route = file.inForce().route(waiting.get(0).route);
        List<PlannedNotification> free = free(waiting, route, silences, now);
        AlertSettings.ConfiguredReceiver receiver = file.inForce().receivers().get(group.receiver());
        if (free.isEmpty() || receiver == null) {
            return 0;
        }
        Duration wait = route.map(Route::gather).orElse(Duration.ZERO);
        Duration every = route.map(Route::every).orElse(Duration.ZERO);
        Instant oldest =
                free.stream().map(one -> one.due).min(Instant::compareTo).orElseThrow();
        if (oldest.plus(wait).isAfter(now) || tooSoon(group, every, now)) {
            return 0;
        }
        List<List<PlannedNotification>> batches = batches(free);
        batches.forEach(batch -> message(group, receiver, batch, now));
        return batches.size();
    }

    private static boolean tooSoon(Group group, Duration every, Instant now) {
        return !every.isZero()
                && QueuedNotification.count(
                                "receiver = ?1 and grouping = ?2 and at > ?3",
                                group.receiver(),
                                group.grouping(),
                                now.minus(every))
                        > 0;
    }

    /**
     * Whether a receiver has heard nothing of what is away for as long as it may at most: no quiet hours hold that back, however long a
     * holiday is. What people have silenced stays silent, and so does announced work.
     */
    private static boolean silentTooLong(PlannedNotification one, Instant now) {
        Alert alert = one.alert;
        return alert.pace
                .longestSilence()
                .filter(longest -> !PlannedNotification.told(alert, one.receiver)
                        .orElse(alert.firedAt)
                        .plus(longest)
                        .isAfter(now))
                .isPresent();
    }

    /** Those that nothing holds; those that no one needs to know any more are done with. */
    private List<PlannedNotification> free(
            List<PlannedNotification> waiting, Optional<Route> route, List<Silence> silences, Instant now) {
        WorkingCalendar calendar = declarations.inForce().calendar();
        List<PlannedNotification> free = new ArrayList<>();
        Set<String> firing = new HashSet<>();
        for (PlannedNotification plannedNotification : waiting) {
            Alert alert = plannedNotification.alert;
            Words quiet = route.flatMap(Route::quiet)
                    .filter(hours -> hours.holds(now, alert.severity, calendar))
                    .map(hours -> Words.of(NotificationPlanner.class, "quietHours"))
                    .orElse(null);
            if (plannedNotification.occasion == Occasion.RESOLVED) {
                plannedNotification.hold(quiet);
                boolean often = alert.times >= OFTEN;
                if (often && cameAgain(alert) || !knows(plannedNotification, firing)) {
                    plannedNotification.state = PlannedNotification.PlanState.DROPPED;
                } else if (quiet == null && (!often || calm(alert, now))) {
                    free.add(plannedNotification);
                    firing.remove(alert.fingerprint);
                }
                continue;
            }
            Words held = silenced(alert, silences, now)
                    .orElseGet(() -> quiet == null || silentTooLong(plannedNotification, now) ? null : quiet);
            boolean repeat = plannedNotification.occasion == Occasion.REMINDER
                    || plannedNotification.occasion == Occasion.ESCALATION;
            boolean over = alert.state == State.RESOLVED;
            boolean unwanted = repeat
                    && alert.state == State.ACKNOWLEDGED
                    && (plannedNotification.occasion == Occasion.ESCALATION
                            || alert.pace.longestSilence().isEmpty()
                            || plannedNotification.due.isBefore(alert.acknowledgedAt));
            if (over && (held != null || plannedNotification.held().isPresent() || repeat) || unwanted) {
                plannedNotification.state = PlannedNotification.PlanState.DROPPED;
            } else if (held != null) {
                plannedNotification.hold(held);
            } else {
                plannedNotification.hold(null);
                free.add(plannedNotification);
                firing.add(alert.fingerprint);
            }
        }
        return free;
    }

    /** Whether what comes and goes has come once more since: the end of that time is the one that is told. */
    private static boolean cameAgain(Alert alert) {
        return Alert.count("fingerprint = ?1 and id > ?2 and firedAt is not null", alert.fingerprint, alert.id) > 0;
    }

    /** Whether what came and went has not held for its span. */
    private static boolean calm(Alert alert, Instant now) {
        return Alert.count(
                        "fingerprint = ?1 and (state <> ?2 or resolvedAt > ?3)",
                        alert.fingerprint,
                        State.RESOLVED,
                        now.minus(alert.pace.span()))
                == 0;
    }

    /** Whether the receiver believes that the condition holds, so that its end is news. */
    private static boolean knows(PlannedNotification plannedNotification, Set<String> firing) {
        Alert alert = plannedNotification.alert;
        if (firing.contains(alert.fingerprint)) {
            return true;
        }
        return PlannedNotification.<PlannedNotification>find(
                        "alert.fingerprint = ?1 and receiver = ?2 and state = ?3 order by id desc",
                        alert.fingerprint,
                        plannedNotification.receiver,
                        PlannedNotification.PlanState.SENT)
                .page(0, 1)
                .<PlannedNotification>firstResultOptional()
                .filter(last -> last.occasion != Occasion.RESOLVED)
                .isPresent();
    }

    private Optional<Words> silenced(Alert alert, List<Silence> silences, Instant now) {
        Optional<Words> silence = silences.stream()
                .filter(one -> one.match().fits(alert))
                .findFirst()
                .map(one -> Words.of(NotificationPlanner.class, "silenced", "" + one.id, one.author, one.reason));
        return silence.or(() -> file.inForce().maintenance().stream()
                .filter(one -> one.when().covers(now) && one.match().fits(alert))
                .findFirst()
                .map(one -> Words.of(NotificationPlanner.class, "maintained", one.id(), one.author(), one.reason())));
    }

    /** Whether no one is told of an alert now, and why. */
    Optional<Words> silenced(Alert alert, Instant now) {
        return silenced(alert, Silence.at(now), now);
    }

    /** Why no one is told of some alerts now, by their ids; those that nothing holds are not in it. */
    Map<Long, Words> silenced(List<Alert> alerts, Instant now) {
        List<Silence> silences = Silence.at(now);
        Map<Long, Words> held = new HashMap<>();
        for (Alert alert : alerts) {
            silenced(alert, silences, now).ifPresent(why -> held.put(alert.id, why));
        }
        return held;
    }

    /** Messages of one occasion each, in an order in which no condition is told of the wrong way round. */
    private static List<List<PlannedNotification>> batches(List<PlannedNotification> free) {
        List<List<PlannedNotification>> batches = new ArrayList<>();
        for (PlannedNotification plannedNotification : free) {
            int from = 0;
            for (int at = 0; at < batches.size(); at++) {
                if (batches.get(at).stream()
                        .anyMatch(one -> one.alert.fingerprint.equals(plannedNotification.alert.fingerprint))) {
                    from = at + 1;
                }
            }
            List<PlannedNotification> place = null;
            for (int at = from; at < batches.size() && place == null; at++) {
                List<PlannedNotification> batch = batches.get(at);
                if (batch.get(0).occasion == plannedNotification.occasion && batch.size() < MOST_IN_ONE) {
                    place = batch;
                }
            }
            if (place == null) {
                place = new ArrayList<>();
                batches.add(place);
            }
            place.add(plannedNotification);
        }
        return batches;
    }

    private void message(
            Group group, AlertSettings.ConfiguredReceiver receiver, List<PlannedNotification> batch, Instant now) {
        Occasion occasion = batch.get(0).occasion;
        List<AlertSnapshot> told = told(batch, group.receiver(), now);
        String key = UUID.randomUUID().toString();
        Notification notification = new Notification(key, occasion, group.grouping(), told, now, 1);
        Text text = text(notification, receiver);
        QueuedNotification queuedNotification = new QueuedNotification();
        queuedNotification.key = key;
        queuedNotification.receiver = group.receiver();
        queuedNotification.grouping = group.grouping();
        queuedNotification.occasion = occasion;
        queuedNotification.at = now;
        queuedNotification.alerts = written(told);
        queuedNotification.title = text.title();
        queuedNotification.body = text.body();
        queuedNotification.state = QueuedNotification.DeliveryState.QUEUED;
        queuedNotification.nextAt = now;
        queuedNotification.persist();
        for (PlannedNotification plannedNotification : batch) {
            plannedNotification.state = PlannedNotification.PlanState.SENT;
            plannedNotification.notificationId = queuedNotification.id;
        }
    }

    private List<AlertSnapshot> told(List<PlannedNotification> batch, String receiver, Instant now) {
        Set<Alert> alerts = new LinkedHashSet<>();
        // A cause stands before what follows from it, and so names the message.
        batch.stream().filter(one -> one.alert.root.isEmpty()).forEach(one -> alerts.add(one.alert));
        batch.forEach(one -> alerts.add(one.alert));
        State state = batch.get(0).occasion == Occasion.RESOLVED ? State.RESOLVED : State.FIRING;
        return alerts.stream()
                .map(alert -> alert.told(
                        alert.state == State.ACKNOWLEDGED ? State.ACKNOWLEDGED : state,
                        file.inForce().link(),
                        file.inForce()
                                .link()
                                .filter(any -> alert.fires())
                                .map(base -> answers.address(base, alert.id, receiver, now))))
                .toList();
    }

    /** A wrong template of the user's own is trouble, but no one stays untold for it. */
    Text text(Notification notification, AlertSettings.ConfiguredReceiver receiver) {
        try {
            return texts().of(notification, receiver.language());
        } catch (WrongText wrong) {
            LOG.errorf("the template %s is wrong, the shipped one is used: %s", wrong.file(), wrong.getMessage());
            serviceHealth.fails(
                    Texts.part(wrong.file()),
                    wrong.getMessage() + "; the shipped text is sent meanwhile",
                    notification.at());
            return shipped(notification, receiver.language());
        }
    }

    /** By the shipped templates, whatever the user's own are. */
    Text shipped(Notification notification, Language language) {
        try {
            return new Texts(Optional.empty(), declarations.zone()).of(notification, language);
        } catch (WrongText broken) {
            throw new IllegalStateException("the shipped template " + broken.file() + " is wrong", broken);
        }
    }

    Texts texts() {
        return new Texts(file.inForce().texts(), declarations.zone());
    }

    private String written(List<AlertSnapshot> told) {
        try {
            return json.writeValueAsString(told);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }
}
