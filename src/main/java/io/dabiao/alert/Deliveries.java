package io.dabiao.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.alert.Notification.Occasion;
import io.dabiao.lifecycle.Draining;
import io.dabiao.store.Leases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Sends the messages that are queued: to one receiver by one replica at a time and one after the other, to several receivers
 * side by side, so that a slow one delays no one else.
 *
 * <p>An attempt is counted before it is made. One that was cut short is made again with the same key: at least once, and a
 * receiver that honours the key acts once.
 */
@Startup // So that what it counts is on the scrape, as 0, from the first.
@ApplicationScoped
class Deliveries {

    private static final Logger LOG = Logger.getLogger(Deliveries.class);

    private static final int THREADS = 8;
    /** In one turn; then another replica may have it. */
    private static final int MOST_IN_A_TURN = 200;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    /** A message that no one took for so long tells no one anything any more. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    /** A message under way is waited for; it would be sent again otherwise. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private static final Duration FAILING_AFTER = Duration.ofMinutes(10);
    /** For so long an end is told again to receivers that take silence for an end, as Prometheus does. */
    private static final Duration ENDS_TOLD_FOR = Duration.ofMinutes(15);

    /** A receiver that has taken nothing for a while. */
    record Failing(String receiver, long waiting, Instant since, String reason) {}

    private final Clock clock;
    private final Leases leases;
    private final AlertFile file;
    private final NotificationPlanner notificationPlanner;
    private final ServiceHealth serviceHealth;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Set<String> counted = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;
    private final Map<String, Instant> resent = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "dabiao-delivery");
        thread.setDaemon(true);
        return thread;
    });

    Deliveries(
            Clock clock,
            Leases leases,
            AlertFile file,
            NotificationPlanner notificationPlanner,
            ServiceHealth serviceHealth,
            ObjectMapper json,
            MeterRegistry meters) {
        this.clock = clock;
        this.leases = leases;
        this.file = file;
        this.notificationPlanner = notificationPlanner;
        this.serviceHealth = serviceHealth;
        this.json = json;
        this.meters = meters;
    }

    void close(@Observes @Priority(Draining.WORKERS) ShutdownEvent stopping) throws InterruptedException {
        ending = true;
        Draining.drain(threads, STOP_PATIENCE, "messages");
    }

    /** Starts whatever is due; what is under way goes on. */
    void round() {
        Instant now = clock.instant();
        Map<String, AlertSettings.ConfiguredReceiver> receivers = file.inForce().receivers();
        if (receivers.isEmpty()) {
            return;
        }
        if (counted.addAll(receivers.keySet())) {
            receivers.keySet().forEach(this::countFromZero);
        }
        for (String due : QuarkusTransaction.requiringNew().call(() -> QueuedNotification.receiversDue(now))) {
            Optional.ofNullable(receivers.get(due))
                    .ifPresent(receiver -> start("messages to " + due, lease -> deliver(receiver, lease)));
        }
        receivers
                .values()
                .forEach(receiver -> receiver.receiver().resendEvery().ifPresent(every -> {
                    Instant last = resent.getOrDefault(receiver.name(), Instant.MIN);
                    if (last.equals(Instant.MIN) || !last.plus(every).isAfter(now)) {
                        resent.put(receiver.name(), now);
                        start("state to " + receiver.name(), lease -> resend(receiver));
                    }
                }));
    }

    /** What a delivery does may be interrupted at the end of the service. */
    @FunctionalInterface
    private interface Work {
        void under(Leases.Lease lease) throws InterruptedException;
    }

    private void start(String what, Work work) {
        if (!busy.add(what)) {
            return;
        }
        if (ending) {
            busy.remove(what);
            return;
        }
        threads.execute(() -> {
            // A row and no connection: a receiver may take minutes, and the pool has two dozen.
            try (Leases.Lease lease = leases.take(what).orElse(null)) {
                if (lease != null) {
                    work.under(lease);
                    serviceHealth.works(what);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Throwable failed) { // Of any kind: it is told, counted and tried again, as background jobs are.
                if (serviceHealth.fails(what, String.valueOf(failed.getMessage()), clock.instant())) {
                    LOG.errorf(failed, "%s failed; it is tried again", what);
                }
            } finally {
                busy.remove(what);
            }
        });
    }

    private void deliver(AlertSettings.ConfiguredReceiver receiver, Leases.Lease lease) throws InterruptedException {
        for (int sent = 0; sent < MOST_IN_A_TURN && lease.held() && !ending; sent++) {
            Optional<QueuedNotification> next =
                    QuarkusTransaction.requiringNew().call(() -> begin(receiver.name()));
            if (next.isEmpty()) {
                return;
            }
            QueuedNotification queuedNotification = next.get();
            if (queuedNotification.state != QueuedNotification.DeliveryState.QUEUED) {
                continue;
            }
            Notification notification = new Notification(
                    queuedNotification.key,
                    queuedNotification.occasion,
                    queuedNotification.grouping,
                    told(queuedNotification.alerts),
                    queuedNotification.at,
                    queuedNotification.attempts);
            if (queuedNotification.attempts > 1) {
                Counter.builder("dabiao.notification.repeats")
                        .description("Attempts after the first of a message: the receiver may have seen it already.")
                        .tags("receiver", receiver.name())
                        .register(meters)
                        .increment();
            }
            Delivery delivery = receiver.receiver()
                    .deliver(notification, new Text(queuedNotification.title, queuedNotification.body));
            QuarkusTransaction.requiringNew().run(() -> end(queuedNotification.id, receiver.name(), delivery));
            if (delivery instanceof Delivery.TryAgain) {
                return; // The receiver is not well; the next round tries whatever has waited longest.
            }
        }
    }

    /** Counts the attempt before it is made; a message that no one needs any more is done with instead. */
    private Optional<QueuedNotification> begin(String receiver) {
        Optional<QueuedNotification> next = QueuedNotification.next(receiver, clock.instant());
        next.ifPresent(queuedNotification -> {
            if (queuedNotification.at.plus(PATIENCE).isBefore(clock.instant())) {
                close(queuedNotification, QueuedNotification.DeliveryState.GIVEN_UP);
            } else if (superseded(queuedNotification)) {
                close(queuedNotification, QueuedNotification.DeliveryState.SUPERSEDED);
            } else {
                queuedNotification.attempts++;
            }
        });
        return next;
    }

    private void close(QueuedNotification queuedNotification, QueuedNotification.DeliveryState deliveryState) {
        queuedNotification.state = deliveryState;
        queuedNotification.endedAt = clock.instant();
        count(queuedNotification.receiver, word(deliveryState));
    }

    /** A reminder of what is over or seen to; an end and a beginning are always told, in order. */
    private static boolean superseded(QueuedNotification queuedNotification) {
        return (queuedNotification.occasion == Occasion.REMINDER || queuedNotification.occasion == Occasion.ESCALATION)
                && PlannedNotification.count(
                                "notificationId = ?1 and (alert.state = ?2"
                                        + " or alert.state = ?3 and due >= alert.acknowledgedAt)",
                                queuedNotification.id,
                                State.FIRING,
                                State.ACKNOWLEDGED)
                        == 0;
    }

    private void end(long id, String receiver, Delivery delivery) {
        QueuedNotification queuedNotification = QueuedNotification.findById(id);
        if (delivery instanceof Delivery.Delivered) {
            close(queuedNotification, QueuedNotification.DeliveryState.DELIVERED);
            queuedNotification.reason = null;
        } else if (delivery instanceof Delivery.Refused refused) {
            close(queuedNotification, QueuedNotification.DeliveryState.REFUSED);
            queuedNotification.reason = refused.reason();
            LOG.errorf("%s refused a message for good: %s", receiver, refused.reason());
        } else if (delivery instanceof Delivery.TryAgain again) {
            queuedNotification.reason = again.reason();
            queuedNotification.nextAt = clock.instant().plus(pause(queuedNotification.attempts, again.after()));
            count(receiver, "again");
            if (queuedNotification.attempts == 1) {
                LOG.warnf("%s took no message, it is tried again: %s", receiver, again.reason());
            }
        }
    }

    private void count(String receiver, String outcome) {
        counter(receiver, outcome).increment();
    }

    /** The first refusal of all is an increase only where 0 was told before. */
    private void countFromZero(String receiver) {
        counter(receiver, "again");
        for (QueuedNotification.DeliveryState deliveryState : QueuedNotification.DeliveryState.values()) {
            if (deliveryState != QueuedNotification.DeliveryState.QUEUED) {
                counter(receiver, word(deliveryState));
            }
        }
    }

    private Counter counter(String receiver, String outcome) {
        return Counter.builder("dabiao.notifications")
                .description("Attempts to tell a receiver, by what came of them.")
                .tags("receiver", receiver, "outcome", outcome)
                .register(meters);
    }

    private static String word(QueuedNotification.DeliveryState deliveryState) {
        return deliveryState.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Twice as long each time, and not all at once; never sooner than the receiver asks for. */
    static Duration pause(int attempts, Optional<Duration> asked) {
        long doubled = FIRST_PAUSE.toMillis() << Math.min(attempts - 1, 20);
        long bounded = Math.min(doubled, LONGEST_PAUSE.toMillis());
        Duration own = Duration.ofMillis(bounded + ThreadLocalRandom.current().nextLong(bounded / 5 + 1));
        return asked.filter(longer -> longer.compareTo(own) > 0).orElse(own);
    }

    /** All that fires, and what ended lately, to a receiver that takes silence for an end. */
    private void resend(AlertSettings.ConfiguredReceiver receiver) throws InterruptedException {
        Instant now = clock.instant();
        List<AlertSnapshot> told = QuarkusTransaction.requiringNew().call(() -> standing(receiver.name(), now));
        if (told.isEmpty()) {
            return;
        }
        Notification notification =
                new Notification("state-" + now.toEpochMilli(), Occasion.REMINDER, "state", told, now, 1);
        Delivery delivery = receiver.receiver().deliver(notification, new Text("", ""));
        count(receiver.name(), delivery instanceof Delivery.Delivered ? "resent" : "again");
    }

    private List<AlertSnapshot> standing(String receiver, Instant now) {
        Map<String, AlertSnapshot> byFingerprint = new LinkedHashMap<>();
        List<Alert> ended = Alert.list(
                "state = ?1 and resolvedAt > ?2 and firedAt is not null order by id",
                State.RESOLVED,
                now.minus(ENDS_TOLD_FOR));
        for (Alert alert : ended) {
            if (routed(alert, receiver)) {
                byFingerprint.put(
                        alert.fingerprint,
                        alert.told(State.RESOLVED, file.inForce().link()));
            }
        }
        List<Alert> firing = Alert.open().stream()
                .filter(alert -> alert.fires() && routed(alert, receiver))
                .toList();
        Set<Long> silenced = notificationPlanner.silenced(firing, now).keySet();
        for (Alert alert : firing) {
            if (silenced.contains(alert.id)) {
                byFingerprint.remove(alert.fingerprint);
            } else {
                byFingerprint.put(
                        alert.fingerprint,
                        alert.told(alert.state, file.inForce().link()));
            }
        }
        return List.copyOf(byFingerprint.values());
    }

    private boolean routed(Alert alert, String receiver) {
        Set<String> all = new HashSet<>();
        file.inForce().routes(alert).forEach(route -> all.addAll(route.receivers()));
        return all.contains(receiver);
    }

    /** Within a transaction: the receivers that have taken nothing for a while. */
    static List<Failing> failing(Instant now) {
        return QueuedNotification.getEntityManager()
                .createQuery(
                        "select receiver, count(*), min(at), max(reason) from QueuedNotification"
                                + " where state = :queued and attempts > 0 and at < :before"
                                + " group by receiver order by receiver",
                        Object[].class)
                .setParameter("queued", QueuedNotification.DeliveryState.QUEUED)
                .setParameter("before", now.minus(FAILING_AFTER))
                .getResultStream()
                .map(row -> new Failing((String) row[0], (Long) row[1], (Instant) row[2], String.valueOf(row[3])))
                .toList();
    }

    private List<AlertSnapshot> told(String written) {
        try {
            return json.readValue(written, new TypeReference<List<AlertSnapshot>>() {});
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }
}
