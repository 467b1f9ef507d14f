package io.dabiao.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.evaluate.EvaluationCache;
import io.dabiao.evaluate.VerdictHistory;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.result.RowView;

/** The weekly digests that people chose: who gets which, and sending them. Safe for use by several threads. */
@ApplicationScoped
public class Digests {

    private static final Logger LOG = Logger.getLogger(Digests.class);

    private static final Duration WEEK = Duration.ofDays(7);

    private final Transactions transactions;
    private final AlertFile file;
    private final Declarations declarations;
    private final VerdictHistory history;
    private final EvaluationCache evaluationCache;
    private final People people;
    private final ObjectMapper json;
    private final Clock clock;

    Digests(
            Transactions transactions,
            AlertFile file,
            Declarations declarations,
            VerdictHistory history,
            EvaluationCache evaluationCache,
            People people,
            ObjectMapper json,
            Clock clock) {
        this.transactions = transactions;
        this.file = file;
        this.declarations = declarations;
        this.history = history;
        this.evaluationCache = evaluationCache;
        this.people = people;
        this.json = json;
        this.clock = clock;
    }

    /** Of a person, or where {@code person} is empty of all. */
    public List<Digest> of(Optional<Long> person) {
        return transactions.query(handle -> handle.createQuery("""
                        select id, receiver, person_id, projects, weekday, hour, made_at, sent_at from digest
                        where :person::bigint is null or person_id = :person order by receiver, id""")
                .bind("person", person.orElse(null))
                .map(Digests::digest)
                .list());
    }

    private static Digest digest(RowView row) {
        return new Digest(
                row.getColumn("id", Long.class),
                row.getColumn("receiver", String.class),
                row.getColumn("person_id", Long.class),
                Set.of(row.getColumn("projects", String[].class)),
                DayOfWeek.of(row.getColumn("weekday", Integer.class)),
                row.getColumn("hour", Integer.class),
                row.getColumn("made_at", Instant.class),
                Optional.ofNullable(row.getColumn("sent_at", Instant.class)));
    }

    /**
     * A person chooses a digest; one to the same receiver gives way.
     *
     * @param projects ids; empty for all that the person sees
     * @throws Problem where there is no such receiver, or it takes no texts
     */
    public void choose(long person, String by, String receiver, Set<String> projects, DayOfWeek day, int hour) {
        AlertSettings.ConfiguredReceiver configured = file.inForce().receivers().get(receiver);
        if (configured == null || !configured.receiver().takesTexts()) {
            throw new Problem(ErrorCode.NO_SUCH_RECEIVER, "no receiver '" + receiver + "' takes texts");
        }
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            transactions.joined(handle -> handle.createUpdate("""
                            insert into digest (receiver, person_id, projects, weekday, hour, made_at)
                            values (:receiver, :person, :projects, :weekday, :hour, :now)
                            on conflict (receiver, person_id) do update
                            set projects = excluded.projects, weekday = excluded.weekday, hour = excluded.hour""")
                    .bind("receiver", receiver)
                    .bind("person", person)
                    .bindArray("projects", String.class, List.copyOf(new TreeSet<>(projects)))
                    .bind("weekday", day.getValue())
                    .bind("hour", hour)
                    .bind("now", now)
                    .execute());
            AuditLog.record(now, by, AuditAct.DIGEST_CHOSEN, receiver, AuditDetail.NONE);
        });
    }

    /** False where the person has none of the id. @param person empty for one who may remove anybody's */
    public boolean remove(long id, Optional<Long> person, String by) {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<String> gone = transactions.joined(handle -> handle.createQuery("""
                            delete from digest where id = :id and (:person::bigint is null or person_id = :person)
                            returning receiver""")
                    .bind("id", id)
                    .bind("person", person.orElse(null))
                    .mapTo(String.class)
                    .findOne());
            gone.ifPresent(receiver -> AuditLog.record(now, by, AuditAct.DIGEST_REMOVED, receiver, AuditDetail.NONE));
            return gone.isPresent();
        });
    }

    /** Sends what is due. @return how many */
    int round(Instant now) {
        int sent = 0;
        for (Digest digest : of(Optional.empty())) {
            if (digest.due(now, declarations.zone()) && send(digest, now)) {
                sent++;
            }
        }
        return sent;
    }

    /** Sends one now. @return whether there was somebody to send it to */
    public boolean send(Digest digest, Instant now) {
        AlertSettings.ConfiguredReceiver receiver = file.inForce().receivers().get(digest.receiver());
        Optional<Person> person =
                people.find(digest.person()).filter(one -> one.endedAt().isEmpty());
        if (receiver == null || person.isEmpty()) {
            LOG.infof(
                    "the digest %d to %s is not sent: its receiver or its person is gone",
                    digest.id(), digest.receiver());
            return false;
        }
        Optional<Set<String>> limit = person.get().limit();
        Predicate<String> told =
                project -> (digest.projects().isEmpty() || digest.projects().contains(project))
                        && limit.map(own -> own.contains(project)).orElse(true);
        Text text = QuarkusTransaction.requiringNew().call(() -> text(told, receiver.language(), now));
        QuarkusTransaction.requiringNew().run(() -> queue(digest, text, now));
        return true;
    }

    /** Within a transaction. */
    private Text text(Predicate<String> told, Language language, Instant now) {
        evaluationCache.refresh();
        Instant from = now.minus(WEEK);
        List<RecordedEvaluation> rows = evaluationCache.rows().stream()
                .filter(row -> !row.draft() && told.test(row.ref().project()))
                .toList();
        List<VerdictChange> changes = rows.stream()
                .map(row -> row.ref().year())
                .distinct()
                .flatMap(year -> history.changesSince(year, from).stream())
                .toList();
        List<Alert> firing = Alert.open().stream()
                .filter(alert -> alert.fires() && told.test(alert.project))
                .toList();
        return new DigestText(from, now, declarations.zone(), file.inForce().link())
                .of(DigestText.moved(changes, rows), firing, language);
    }

    private void queue(Digest digest, Text text, Instant now) {
        QueuedNotification message = new QueuedNotification();
        message.key = UUID.randomUUID().toString();
        message.receiver = digest.receiver();
        message.grouping = "digest/" + digest.id();
        message.occasion = Notification.Occasion.DIGEST;
        message.at = now;
        message.alerts = written(text, now);
        message.title = Markdown.line(text.title());
        message.body = text.body();
        message.state = QueuedNotification.DeliveryState.QUEUED;
        message.nextAt = now;
        message.persist();
        transactions.joined(handle -> handle.createUpdate("update digest set sent_at = :now where id = :id")
                .bind("now", now)
                .bind("id", digest.id())
                .execute());
    }

    /** A message is about one alert at least: of a digest it is the digest itself. */
    private String written(Text text, Instant now) {
        AlertSnapshot itself = new AlertSnapshot(
                "0",
                "digest",
                "digest",
                Words.of(Digests.class, "weeklyDigest"),
                AlertKind.Pace.FIGURES,
                Severity.INFO,
                State.FIRING,
                0,
                "",
                "",
                "",
                "",
                "",
                "",
                new Words(text.title(), text.title()),
                Optional.empty(),
                file.inForce().link().map(base -> base + "/indicators/changes"),
                Optional.empty(),
                Optional.empty(),
                now,
                Optional.empty());
        try {
            return json.writeValueAsString(List.of(itself));
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }
}
