package io.dabiao.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code audit_entry}: who did what, when. Written in the transaction of the act itself. */
@Entity
@Table(name = "audit_entry")
public class AuditEntry extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public Instant at;
    public String actor;
    /** A word such as {@code token.created}. */
    public String act;

    public String subject;
    public String detail;

    /** Call inside the transaction of the act. */
    public static void record(Instant at, String actor, String act, String subject, String detail) {
        AuditEntry entry = new AuditEntry();
        entry.at = at;
        entry.actor = actor;
        entry.act = act;
        entry.subject = subject;
        entry.detail = detail;
        entry.persist();
    }
}
