package io.dabiao.alert;

import io.dabiao.alert.Notification.Occasion;
import io.dabiao.core.text.Words;
import io.dabiao.document.KeptWords;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A row of {@code telling}: that a receiver is to be told something of an alert, and by which message it was. */
@Entity
@Table(name = "telling")
public class PlannedNotification extends PanacheEntityBase {

    /** What has become of it. */
    public enum PlanState {
        /** For its time, for others of its group, or for what holds it to pass. */
        WAITING,
        /** Part of a message. */
        SENT,
        /** No one needs to know any more. */
        DROPPED;
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @ManyToOne
    @JoinColumn(name = "alert_id")
    public Alert alert;

    public String receiver;
    public String route;
    public String grouping;

    @Enumerated(EnumType.STRING)
    public Occasion occasion;

    public Instant due;
    /** Why it is not told yet: a silence, a maintenance, quiet hours; null where nothing holds it. */
    private String held;

    @Column(name = "held_zh")
    private String heldZh;

    @Column(name = "held_said")
    private String heldSaid;

    @Enumerated(EnumType.STRING)
    public PlanState state;

    @Column(name = "notification_id")
    public Long notificationId;

    /** Nothing holds it where the words are null. */
    void hold(Words because) {
        held = because == null ? null : because.english();
        heldZh = because == null ? null : because.chinese();
        heldSaid = because == null ? null : KeptWords.written(because);
    }

    /** Why it is not told yet: a silence, a maintenance, quiet hours. A row of the releases before has it in English alone. */
    public Optional<Words> held() {
        return Optional.ofNullable(held).map(text -> KeptWords.read(text, heldZh == null ? text : heldZh, heldSaid));
    }

    /** Of one alert, in order. */
    public static List<PlannedNotification> of(long alert) {
        return list("from PlannedNotification t join fetch t.alert where t.alert.id = ?1 order by t.id", alert);
    }

    /** Of all alerts that are not over, in order. */
    public static List<PlannedNotification> ofOpen() {
        return list(
                "from PlannedNotification t join fetch t.alert where t.alert.state <> ?1 order by t.id",
                State.RESOLVED);
    }

    /** What became of the messages of all alerts that are not over, by their ids. */
    public static Map<Long, QueuedNotification.DeliveryState> deliveriesOfOpen() {
        Map<Long, QueuedNotification.DeliveryState> deliveries = new HashMap<>();
        getEntityManager()
                .createQuery(
                        "select m.id, m.state from QueuedNotification m where m.id in"
                                + " (select t.notificationId from PlannedNotification t where t.alert.state <> ?1)",
                        Object[].class)
                .setParameter(1, State.RESOLVED)
                .getResultList()
                .forEach(row -> deliveries.put((Long) row[0], (QueuedNotification.DeliveryState) row[1]));
        return deliveries;
    }

    /** When the messages of all alerts that are not over were made, by their ids. */
    static Map<Long, Instant> toldOfOpen() {
        Map<Long, Instant> told = new HashMap<>();
        getEntityManager()
                .createQuery(
                        "select m.id, m.at from QueuedNotification m where m.id in"
                                + " (select t.notificationId from PlannedNotification t where t.alert.state <> ?1)",
                        Object[].class)
                .setParameter(1, State.RESOLVED)
                .getResultList()
                .forEach(row -> told.put((Long) row[0], (Instant) row[1]));
        return told;
    }

    /** When a receiver was last told that an alert goes on; empty where it has not been told yet. */
    static Optional<Instant> told(Alert alert, String receiver) {
        return Optional.ofNullable(getEntityManager()
                .createQuery(
                        "select max(m.at) from QueuedNotification m where m.id in (select t.notificationId from"
                                + " PlannedNotification t where t.alert.id = ?1 and t.receiver = ?2)",
                        Instant.class)
                .setParameter(1, alert.id)
                .setParameter(2, receiver)
                .getSingleResult());
    }

    static void of(Alert alert, String receiver, Route route, Occasion occasion, Instant due) {
        PlannedNotification plannedNotification = new PlannedNotification();
        plannedNotification.alert = alert;
        plannedNotification.receiver = receiver;
        plannedNotification.route = route.name();
        plannedNotification.grouping = route.group(alert);
        plannedNotification.occasion = occasion;
        plannedNotification.due = due;
        plannedNotification.state = PlanState.WAITING;
        plannedNotification.persist();
    }
}
