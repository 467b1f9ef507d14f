package io.dabiao.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.text.Words;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A person reminds those in charge of indicators (催办): the receivers that an alert of a value due would go to are told the person's
 * words and how the indicator stands, one message each. No alert is raised. Safe for use by several threads.
 */
@ApplicationScoped
public class Reminders {

    /** As which a reminder is routed: what asks somebody for something. */
    private static final String LIKE = "value_due";

    /**
     * What came of it.
     *
     * @param receivers that are told
     * @param untold names of the indicators that no route takes to a receiver of texts
     */
    public record Reminded(Set<String> receivers, List<String> untold) {}

    private final AlertFile file;
    private final NotificationPlanner planner;
    private final ObjectMapper json;
    private final Clock clock;

    Reminders(AlertFile file, NotificationPlanner planner, ObjectMapper json, Clock clock) {
        this.file = file;
        this.planner = planner;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Reminds of some indicators.
     *
     * @param words what is asked, in 1 to {@link Alerts#LONGEST_WORDS} characters
     * @throws Problem where nothing is said
     */
    public Reminded remind(List<RecordedEvaluation> rows, String words, String by) {
        String said = words == null ? "" : Markdown.line(words);
        if (said.isEmpty() || said.length() > Alerts.LONGEST_WORDS || said.indexOf('\0') >= 0) {
            throw new Problem(
                    ErrorCode.NO_NOTE, "say what is asked for, in 1 to " + Alerts.LONGEST_WORDS + " characters");
        }
        Instant now = clock.instant();
        Map<String, List<AlertSnapshot>> byReceiver = new LinkedHashMap<>();
        List<String> untold = new ArrayList<>();
        for (RecordedEvaluation row : rows) {
            Set<String> receivers = receivers(row);
            if (receivers.isEmpty()) {
                untold.add(row.declared().name());
            }
            receivers.forEach(receiver -> byReceiver
                    .computeIfAbsent(receiver, any -> new ArrayList<>())
                    .add(snapshot(row, said, by, now)));
        }
        QuarkusTransaction.requiringNew().run(() -> {
            byReceiver.forEach((receiver, told) -> queue(receiver, told, now));
            AuditLog.record(
                    now,
                    by,
                    AuditAct.OWNERS_REMINDED,
                    rows.stream()
                            .map(row -> row.ref().year() + "/" + row.ref().project() + "/"
                                    + row.ref().id())
                            .collect(Collectors.joining(", ")),
                    AuditDetail.asWritten(said));
        });
        return new Reminded(new TreeSet<>(byReceiver.keySet()), List.copyOf(untold));
    }

    private Set<String> receivers(RecordedEvaluation row) {
        Alert like = new Alert();
        like.project = row.ref().project();
        like.indicator = row.ref().id();
        like.kind = LIKE;
        like.severity = Severity.WARNING;
        like.level1 = row.declared().level1();
        like.owner = row.declared().owner();
        return file.inForce().routes(like).stream()
                .flatMap(route -> route.receivers().stream())
                .filter(name -> Optional.ofNullable(file.inForce().receivers().get(name))
                        .filter(receiver -> receiver.receiver().takesTexts())
                        .isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private AlertSnapshot snapshot(RecordedEvaluation row, String words, String by, Instant now) {
        Subject subject = new Subject(
                row.ref().year(),
                row.ref().project(),
                row.declared().project(),
                row.ref().id(),
                row.declared().name(),
                row.declared().level1(),
                row.declared().owner());
        return new AlertSnapshot(
                "0",
                "reminder/" + subject.year() + "/" + subject.project() + "/" + subject.indicator(),
                LIKE,
                Words.of(Reminders.class, "reminder2"),
                AlertKind.Pace.FIGURES,
                Severity.INFO,
                State.FIRING,
                subject.year(),
                subject.project(),
                subject.projectName(),
                subject.indicator(),
                subject.indicatorName(),
                subject.level1(),
                subject.owner(),
                Words.of(Reminders.class, "now", words, by, row.sentence()),
                Optional.empty(),
                file.inForce()
                        .link()
                        .map(base -> base + "/years/" + subject.year() + "/" + subject.project() + "/"
                                + subject.indicator()),
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty());
    }

    private void queue(String receiver, List<AlertSnapshot> told, Instant now) {
        AlertSettings.ConfiguredReceiver configured = file.inForce().receivers().get(receiver);
        if (configured == null) {
            return; // The settings changed a moment ago.
        }
        String key = UUID.randomUUID().toString();
        Text text = planner.text(
                new Notification(key, Notification.Occasion.REQUEST, "reminder", told, now, 1), configured);
        QueuedNotification message = new QueuedNotification();
        message.key = key;
        message.receiver = receiver;
        message.grouping = "reminder";
        message.occasion = Notification.Occasion.REQUEST;
        message.at = now;
        message.alerts = written(told);
        message.title = text.title();
        message.body = text.body();
        message.state = QueuedNotification.DeliveryState.QUEUED;
        message.nextAt = now;
        message.persist();
    }

    private String written(List<AlertSnapshot> told) {
        try {
            return json.writeValueAsString(told);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }
}
