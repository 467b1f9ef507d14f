package io.dabiao.alert;

import io.dabiao.alert.Notification.Occasion;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code notification}: one message to one receiver, what it says, and what became of it. */
@Entity
@Table(name = "notification")
public class QueuedNotification extends PanacheEntityBase {

    /** What has become of it. */
    public enum DeliveryState {
        /** To be sent, or sent again. */
        QUEUED,
        DELIVERED,
        REFUSED,
        /** While it waited no one needed to know any more. */
        SUPERSEDED,
        /** No one took it for days. */
        GIVEN_UP;
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** The same for every attempt. */
    public String key;

    public String receiver;
    public String grouping;

    @Enumerated(EnumType.STRING)
    public Occasion occasion;

    public Instant at;

    /** As JSON, a list of {@link AlertSnapshot}. */
    @JdbcTypeCode(SqlTypes.JSON)
    public String alerts;

    public String title;
    public String body;

    @Enumerated(EnumType.STRING)
    public DeliveryState state;

    /** Counted before each attempt, so that one cut short by a crash is counted too. */
    public int attempts;

    @Column(name = "next_at")
    public Instant nextAt;

    /** Of the last failure; null where there was none. */
    public String reason;

    @Column(name = "ended_at")
    public Instant endedAt;

    /** Some, by their ids. */
    public static Map<Long, QueuedNotification> of(List<Long> ids) {
        Map<Long, QueuedNotification> found = new HashMap<>();
        if (!ids.isEmpty()) {
            QueuedNotification.<QueuedNotification>list("id in ?1", ids).forEach(one -> found.put(one.id, one));
        }
        return found;
    }

    /** How many messages each receiver has not taken yet; none is listed with 0. */
    static Map<String, Long> queued() {
        Map<String, Long> queued = new TreeMap<>();
        getEntityManager()
                .createQuery(
                        "select receiver, count(*) from QueuedNotification where state = ?1 group by receiver",
                        Object[].class)
                .setParameter(1, DeliveryState.QUEUED)
                .getResultList()
                .forEach(row -> queued.put((String) row[0], (Long) row[1]));
        return queued;
    }

    /** The receivers with something to be sent now. */
    static List<String> receiversDue(Instant now) {
        return find(
                        "select distinct receiver from QueuedNotification where state = ?1 and nextAt <= ?2",
                        DeliveryState.QUEUED,
                        now)
                .project(String.class)
                .list();
    }

    /** What a receiver is sent next: of each group the oldest first, however long it has to be tried. */
    static Optional<QueuedNotification> next(String receiver, Instant now) {
        return find(
                        "from QueuedNotification m where m.state = ?1 and m.receiver = ?2 and m.nextAt <= ?3 and not exists"
                                + " (select 1 from QueuedNotification e where e.state = ?1 and e.receiver = ?2"
                                + " and e.grouping = m.grouping and e.id < m.id) order by m.nextAt, m.id",
                        DeliveryState.QUEUED,
                        receiver,
                        now)
                .page(0, 1)
                .firstResultOptional();
    }
}
