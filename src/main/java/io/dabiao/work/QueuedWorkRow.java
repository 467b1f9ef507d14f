package io.dabiao.work;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A row of {@code queued_work}. Leases go by the database's clock, which all replicas share. */
@Entity
@Table(name = "queued_work")
class QueuedWorkRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String kind;
    public String owner;

    /** Of what is the same here no two run at once; null for work that runs beside any other. */
    public String alone;

    @Enumerated(EnumType.STRING)
    public WorkState state;

    public int done;
    public int total;
    public String note;
    public String reason;

    @Column(name = "end_asked")
    public boolean endAsked;

    /** Whether it was its lease that ended it. */
    public boolean lost;

    @Column(name = "begun_at")
    public Instant begunAt;

    /** When its replica was last heard of. */
    @Column(name = "seen_at")
    public Instant seenAt;

    @Column(name = "ended_at")
    public Instant endedAt;

    /** Empty where what it may not run beside is under way. */
    static Optional<Long> enter(Handle handle, String kind, String owner, Optional<String> alone, Instant at) {
        return handle.createQuery("""
                        insert into queued_work (kind, owner, alone, state, begun_at)
                        values (:kind, :owner, nullif(:alone, ''), 'RUNNING', :at)
                        on conflict (kind, alone) where state = 'RUNNING' do nothing
                        returning id""")
                .bind("kind", kind)
                .bind("owner", owner)
                .bind("alone", alone.orElse(""))
                .bind("at", at)
                .mapTo(Long.class)
                .findFirst();
    }

    static int renew(Handle handle, Collection<Long> works) {
        return handle.createUpdate("update queued_work set seen_at = clock_timestamp() where id = any(:works)")
                .bindArray("works", Long.class, works)
                .execute();
    }

    /** A piece of work that has failed without its replica saying so. */
    record Lost(long id, String kind) {}

    /** Those of which no replica has said anything for so long; they have failed now. Each is found once, by one replica. */
    static List<Lost> lost(Handle handle, Duration silence, String reason, Instant at) {
        return handle.createQuery("""
                        update queued_work set state = 'FAILED', lost = true, reason = :reason, ended_at = :at
                        where state = 'RUNNING' and seen_at < clock_timestamp() - :silence * interval '1 millisecond'
                        returning id, kind""")
                .bind("reason", reason)
                .bind("at", at)
                .bind("silence", silence.toMillis())
                .map((row, context) -> new Lost(row.getLong("id"), row.getString("kind")))
                .list();
    }

    QueuedWork shown() {
        return new QueuedWork(
                id,
                kind,
                owner,
                state,
                done,
                total,
                Optional.ofNullable(note),
                Optional.ofNullable(reason),
                begunAt,
                Optional.ofNullable(endedAt));
    }
}
