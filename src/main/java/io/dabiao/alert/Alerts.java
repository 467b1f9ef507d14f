package io.dabiao.alert;

import io.dabiao.alert.Notification.Occasion;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.audit.AuditSubject;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.AdvisoryLease;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Turns what was recorded into alerts and messages: called again and again at every replica, and done by one at a time. A
 * round is one transaction, so that a crash leaves all of it or nothing.
 */
@Startup // So that what it counts is on the scrape, as 0, from the first.
@ApplicationScoped
public class Alerts {

    private static final Logger LOG = Logger.getLogger(Alerts.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** A silence is for a while. */
    public static final Duration LONGEST_SILENCE = Duration.ofDays(366);

    /** Of a note or a reason. */
    public static final int LONGEST_WORDS = 2_000;

    private final Clock clock;
    private final KnownScopes scopes;
    private final AdvisoryLease advisoryLease;
    private final AlertFile file;
    private final VerdictChangeFollower verdictChangeFollower;
    private final Instance<AlertRule> rules;
    private final NotificationPlanner notificationPlanner;
    private final Answers answers;
    private final ServiceHealth serviceHealth;
    private final Deliveries deliveries;
    private final MultiGauge gauge;
    private final MultiGauge waiting;
    private Instant looked = Instant.MIN;

    Alerts(
            Clock clock,
            KnownScopes scopes,
            AdvisoryLease advisoryLease,
            AlertFile file,
            VerdictChangeFollower verdictChangeFollower,
            @Any Instance<AlertRule> rules,
            NotificationPlanner notificationPlanner,
            Answers answers,
            ServiceHealth serviceHealth,
            Deliveries deliveries,
            MeterRegistry meters) {
        this.clock = clock;
        this.scopes = scopes;
        this.advisoryLease = advisoryLease;
        this.file = file;
        this.verdictChangeFollower = verdictChangeFollower;
        this.rules = rules;
        this.notificationPlanner = notificationPlanner;
        this.answers = answers;
        this.serviceHealth = serviceHealth;
        this.deliveries = deliveries;
        this.gauge = MultiGauge.builder("dabiao.alerts")
                .description("Alerts that are pending, firing or acknowledged.")
                .register(meters);
        this.waiting = MultiGauge.builder("dabiao.notifications.waiting")
                .description("Messages that a receiver has not taken yet.")
                .register(meters);
    }

    /** One round: follows changes, looks at what stands, and makes messages of it. */
    public synchronized void round() {
        Instant now = clock.instant();
        boolean changed = file.look(now);
        boolean look =
                changed || looked.equals(Instant.MIN) || !now.isBefore(looked.plus(LOOK_EVERY)) || now.isBefore(looked);
        List<Consumer<ActiveConditions>> shorts =
                look ? rules.stream().flatMap(rule -> rule.at(now).stream()).toList() : List.of();
        boolean news = look || QuarkusTransaction.requiringNew().call(verdictChangeFollower::news);
        Causes causes = news ? Causes.of(rules.stream(), now) : Causes.NONE;
        answers.secret(); // Messages of the round bear addresses that follow from it, and it is made in a transaction
        // of its own.
        boolean mine = QuarkusTransaction.requiringNew().call(() -> {
            serviceHealth.keep(now);
            if (!advisoryLease.alertsFree()) {
                return false;
            }
            if (news) {
                follow(look, shorts, causes, now);
            }
            notificationPlanner.send(now);
            return true;
        });
        if (look) {
            count();
            looked = now;
        }
        if (mine) {
            deliveries.round();
        }
    }

    /** Sends what is queued; every replica does, each receiver's messages one at a time. */
    public void deliver() {
        deliveries.round();
    }

    private void follow(boolean look, List<Consumer<ActiveConditions>> shorts, Causes causes, Instant now) {
        AlertStateMachine alertStateMachine = new AlertStateMachine(Alert.open(), Alerts::fired);
        alertStateMachine.know(causes);
        while (verdictChangeFollower.follow(alertStateMachine, now)) {
            LOG.debug("more changes to follow");
        }
        if (look) {
            verdictChangeFollower.look(alertStateMachine, shorts, now);
        }
        alertStateMachine.mature(now);
        for (AlertStateMachine.Step step : alertStateMachine.steps()) {
            keep(step);
        }
        if (look) {
            notificationPlanner.remind(alertStateMachine.open(), now);
        }
    }

    private static long fired(String fingerprint, Instant since) {
        return Alert.count("fingerprint = ?1 and firedAt > ?2", fingerprint, since);
    }

    private void keep(AlertStateMachine.Step step) {
        Alert alert = step.alert();
        if (step.act() == AlertStateMachine.Act.PASSED) {
            if (alert.id != null) {
                alert.delete();
            }
            return;
        }
        if (alert.id == null) {
            if (alert.state == State.RESOLVED && alert.firedAt == null) {
                return; // It came and went within this round, and no one had to be told.
            }
            // What ended before it must be seen to have ended: no condition is open twice.
            Alert.flush();
            alert.persist();
        }
        AlertAct.record(alert, step.at(), step.act().name().toLowerCase(Locale.ROOT), AlertAct.SERVICE, step.words());
        if (step.act() == AlertStateMachine.Act.FIRED) {
            LOG.infof("alert %d fires: %s: %s", alert.id, alert.fingerprint, alert.sentence);
            notificationPlanner.fired(alert, step.at());
        } else if (step.act() == AlertStateMachine.Act.RESOLVED) {
            LOG.infof(
                    "alert %d is over: %s: %s",
                    alert.id, alert.fingerprint, step.words().english());
            notificationPlanner.resolved(alert, step.at());
        }
    }

    private void count() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        QuarkusTransaction.requiringNew()
                .call(() -> Alert.getEntityManager()
                        .createQuery(
                                "select kind, severity, state, count(*) from Alert where state <> ?1"
                                        + " group by kind, severity, state",
                                Object[].class)
                        .setParameter(1, State.RESOLVED)
                        .getResultList())
                .forEach(row -> rows.add(MultiGauge.Row.of(
                        Tags.of(
                                "kind", (String) row[0],
                                "severity", ((Severity) row[1]).word(),
                                "state", ((State) row[2]).word()),
                        (Long) row[3])));
        gauge.register(rows, true);
        Map<String, Long> queued = QuarkusTransaction.requiringNew().call(QueuedNotification::queued);
        Set<String> receivers = new TreeSet<>(file.inForce().receivers().keySet());
        receivers.addAll(queued.keySet());
        waiting.register(
                receivers.stream()
                        .map(receiver ->
                                MultiGauge.Row.of(Tags.of("receiver", receiver), queued.getOrDefault(receiver, 0L)))
                        .collect(Collectors.toUnmodifiableList()),
                true);
    }

    /**
     * A person says that an alert is seen to: no more reminders, no escalation.
     *
     * @param note what is being done
     * @throws Problem where no alert has the id, it does not fire, or nothing is said
     */
    public Alert acknowledge(long id, String by, String note) {
        String words = said(note, ErrorCode.NO_NOTE, "say in note what is being done");
        return QuarkusTransaction.requiringNew().call(() -> {
            advisoryLease.waitForAlerts();
            Alert alert = Alert.findById(id);
            if (alert == null) {
                throw new Problem(ErrorCode.NO_SUCH_ALERT, "no alert has the id " + id);
            }
            if (!alert.fires()) {
                throw new Problem(
                        ErrorCode.NOT_FIRING,
                        "the alert is " + alert.state.word() + ": there is nothing to acknowledge");
            }
            Instant now = clock.instant();
            alert.state = State.ACKNOWLEDGED;
            alert.acknowledgedAt = now;
            alert.acknowledgedBy = by;
            alert.acknowledgement = words;
            AlertAct.record(alert, now, "acknowledged", by, new Words(words, words));
            AuditLog.record(
                    now,
                    by,
                    AuditAct.ALERT_ACKNOWLEDGED,
                    AuditSubject.ALERT.numbered(id),
                    AuditDetail.asWritten(words));
            return alert;
        });
    }

    /** PostgreSQL keeps no NUL. */
    private static boolean storable(String text) {
        return text.indexOf('\0') < 0;
    }

    private static String said(String text, ErrorCode code, String asked) {
        String words = text == null ? "" : text.strip();
        if (words.isEmpty() || words.length() > LONGEST_WORDS || !storable(words)) {
            throw new Problem(code, asked + ", in 1 to " + LONGEST_WORDS + " characters");
        }
        return words;
    }

    /**
     * Makes a silence.
     *
     * @param begins empty for now
     * @param ends null where no one said
     * @throws Problem where it has no reason, no end within {@link #LONGEST_SILENCE}, would silence everything, or names something that
     *     is not declared
     */
    public Silence silence(Match match, Optional<Instant> begins, Instant ends, String by, String reason) {
        String why = said(reason, ErrorCode.NO_REASON, "a silence needs a reason");
        Instant now = clock.instant();
        Instant from = begins.orElse(now);
        if (from.isAfter(now.plus(LONGEST_SILENCE))) {
            throw new Problem(
                    ErrorCode.NO_END, "begins must lie within " + LONGEST_SILENCE.toDays() + " days from now");
        }
        if (ends == null || !ends.isAfter(from) || !ends.isAfter(now) || ends.isAfter(from.plus(LONGEST_SILENCE))) {
            throw new Problem(
                    ErrorCode.NO_END,
                    "ends must be a time to come, after begins and within " + LONGEST_SILENCE.toDays() + " days of it");
        }
        if (match.equals(Match.ALL)) {
            throw new Problem(
                    ErrorCode.EVERYTHING,
                    "name projects, indicators, kinds, levels or owners: a silence of everything is none");
        }
        boolean storable = Stream.of(match.projects(), match.indicators(), match.levels(), match.owners())
                .flatMap(Set::stream)
                .allMatch(Alerts::storable);
        if (!storable) {
            throw new Problem(ErrorCode.NO_SUCH_SCOPE, "no name has a NUL in it");
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            List<String> unknown = scopes.faults(match);
            if (!unknown.isEmpty()) {
                throw new Problem(ErrorCode.NO_SUCH_SCOPE, String.join("; ", unknown));
            }
            advisoryLease.waitForAlerts();
            Silence silence = Silence.of(match);
            silence.author = by;
            silence.reason = why;
            silence.madeAt = now;
            silence.begins = from;
            silence.ends = ends;
            silence.persist();
            AuditLog.record(
                    now,
                    by,
                    AuditAct.SILENCE_CREATED,
                    AuditSubject.SILENCE.numbered(silence.id),
                    AuditDetail.of(AuditPhrase.FROM_UNTIL, from, ends).and(AuditPhrase.AS_WRITTEN, why));
            return silence;
        });
    }

    /**
     * Silences what an alert is about, and nothing else, from now on.
     *
     * @throws Problem as {@link #silence} does, and where no alert has the id
     */
    public Silence silenceTheLike(long id, Instant ends, String by, String reason) {
        Alert alert = QuarkusTransaction.requiringNew()
                .call(() -> Alert.<Alert>findByIdOptional(id)
                        .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_ALERT, "no alert has the id " + id)));
        Match like = new Match(
                alert.project.isEmpty() ? Set.of() : Set.of(alert.project),
                alert.indicator.isEmpty() ? Set.of() : Set.of(alert.indicator),
                Set.of(alert.kind),
                Set.of(),
                Set.of(),
                Severity.INFO);
        Silence silence = silence(like, Optional.empty(), ends, by, reason);
        QuarkusTransaction.requiringNew()
                .run(() -> AlertAct.record(
                        alert, silence.madeAt, "silenced", by, new Words(silence.reason, silence.reason)));
        return silence;
    }

    /** Silences that have not ended, the newest first. */
    public List<Silence> silences() {
        return QuarkusTransaction.requiringNew()
                .call(() -> Silence.list("ends > ?1 order by id desc", clock.instant()));
    }

    /**
     * Recurring work in the settings, during which no one is told.
     *
     * @param now whether it is going on
     */
    public record MaintenanceView(String id, Words when, boolean now, Match match, String author, String reason) {}

    public List<MaintenanceView> maintenance() {
        Instant now = clock.instant();
        return file.inForce().maintenance().stream()
                .map(one -> new MaintenanceView(
                        one.id(), one.when().words(), one.when().covers(now), one.match(), one.author(), one.reason()))
                .toList();
    }

    /** Ends a silence now; false where none that has not ended has the id. */
    public boolean endSilence(long id, String by) {
        return QuarkusTransaction.requiringNew().call(() -> {
            advisoryLease.waitForAlerts();
            Silence silence = Silence.findById(id);
            Instant now = clock.instant();
            if (silence == null || !silence.ends.isAfter(now)) {
                return false;
            }
            silence.ends = now;
            silence.endedBy = by;
            AuditLog.record(now, by, AuditAct.SILENCE_ENDED, AuditSubject.SILENCE.numbered(id), AuditDetail.NONE);
            return true;
        });
    }

    /** Why no one is told of an alert now; empty where nothing holds it. */
    public Optional<Words> silenced(Alert alert) {
        return notificationPlanner.silenced(alert, clock.instant());
    }

    /** The same of many, by their ids; those that nothing holds are not in it. */
    public Map<Long, Words> silenced(List<Alert> alerts) {
        return notificationPlanner.silenced(alerts, clock.instant());
    }

    /** The receivers that would be told of an alert if it fired now, by the settings in force, in the order of the routes. */
    public List<String> receiversOf(Alert alert) {
        return file.inForce().routes(alert).stream()
                .flatMap(route -> route.receivers().stream())
                .distinct()
                .toList();
    }

    /** The templates in force of a message's title and body. */
    public Text templates(Language language) throws WrongText {
        Texts texts = notificationPlanner.texts();
        return new Text(texts.template("title", language), texts.template("body", language));
    }

    /** The names of the receivers whose texts people read, in order. */
    public List<String> readers() {
        return file.inForce().receivers().values().stream()
                .filter(configuredReceiver -> configuredReceiver.receiver().takesTexts())
                .map(AlertSettings.ConfiguredReceiver::name)
                .sorted()
                .toList();
    }

    /** A receiver in force. */
    public record ReceiverView(String name, String channel, String language) {}

    public List<ReceiverView> receivers() {
        return file.inForce().receivers().values().stream()
                .map(configuredReceiver -> new ReceiverView(
                        configuredReceiver.name(),
                        configuredReceiver.channel(),
                        configuredReceiver.language().word()))
                .sorted(java.util.Comparator.comparing(ReceiverView::name))
                .toList();
    }

    /**
     * What came of sending an example.
     *
     * @param wrongTemplate a template of the user's own that is wrong, with the place in it: what is shipped was sent instead
     */
    public record Trial(Delivery delivery, Optional<String> wrongTemplate) {}

    /**
     * Sends a receiver the text of an example now; empty where none has the name.
     *
     * @param by who asked for it
     */
    public Optional<Trial> tryOut(String receiver, String by) throws InterruptedException {
        AlertSettings.ConfiguredReceiver configuredReceiver =
                file.inForce().receivers().get(receiver);
        if (configuredReceiver == null) {
            return Optional.empty();
        }
        QuarkusTransaction.requiringNew()
                .run(() -> AuditLog.record(
                        clock.instant(),
                        by,
                        AuditAct.RECEIVER_TESTED,
                        receiver,
                        AuditDetail.asWritten(configuredReceiver.channel())));
        Notification example = Example.of(Occasion.FIRING, file.inForce().link(), clock.instant());
        Text text;
        Optional<String> wrong = Optional.empty();
        try {
            text = notificationPlanner.texts().of(example, configuredReceiver.language());
        } catch (WrongText broken) {
            text = notificationPlanner.shipped(example, configuredReceiver.language());
            wrong = Optional.of(broken.file() + ", " + broken.getMessage());
        }
        Delivery delivery = configuredReceiver.receiver().deliver(example, text);
        return Optional.of(new Trial(
                delivery,
                wrong.or(() -> configuredReceiver
                        .receiver()
                        .template()
                        .flatMap(own -> own.fault().map(words -> own.file().getFileName() + ", " + words)))));
    }

    /**
     * Sends a message that was refused or given up once more, as it was written; false where it is none of these.
     *
     * @param by who asked for it
     */
    public boolean sendAgain(long message, String by) {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> {
            QueuedNotification found = QueuedNotification.findById(message, LockModeType.PESSIMISTIC_WRITE);
            if (found == null
                    || found.state != QueuedNotification.DeliveryState.REFUSED
                            && found.state != QueuedNotification.DeliveryState.GIVEN_UP) {
                return false;
            }
            found.state = QueuedNotification.DeliveryState.QUEUED;
            found.at = now;
            found.nextAt = now;
            found.attempts = 0;
            found.endedAt = null;
            AuditLog.record(
                    now,
                    by,
                    AuditAct.MESSAGE_SENT_AGAIN,
                    String.valueOf(message),
                    AuditDetail.asWritten(found.receiver));
            return true;
        });
    }

    /**
     * The text of a message about an alert, or about an example.
     *
     * @param title a template that is only tried; empty for the one in force, and so for {@code body}
     * @throws WrongText where a template is wrong
     */
    public Text preview(
            Optional<Alert> alert, Occasion occasion, Language language, Optional<String> title, Optional<String> body)
            throws WrongText {
        Notification notification = alert.map(one -> new Notification(
                        "preview",
                        occasion,
                        "preview",
                        List.of(one.told(
                                occasion == Occasion.RESOLVED ? State.RESOLVED : State.FIRING,
                                file.inForce().link())),
                        clock.instant(),
                        1))
                .orElseGet(() -> Example.of(occasion, file.inForce().link(), clock.instant()));
        Texts texts = notificationPlanner.texts();
        return texts.of(
                notification,
                language,
                title.isPresent() ? title.get() : texts.template("title", language),
                body.isPresent() ? body.get() : texts.template("body", language));
    }
}
