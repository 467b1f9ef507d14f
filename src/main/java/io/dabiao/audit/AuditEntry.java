package io.dabiao.audit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code audit_entry}. It is written once; the database links it when the transaction commits. */
@Entity
@Table(name = "audit_entry")
class AuditEntry extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    Instant at;
    String actor;
    /** Null where no request was behind the act, and in entries of releases that did not keep it. */
    String address;

    String act;
    String subject;
    /** Of releases that kept what is said in English; empty in later entries. */
    String detail;

    /** What is said, as phrases with their arguments; null in entries of those releases. */
    String wording;

    /** The place in the chain, from 1; the database's to set. */
    @Column(insertable = false, updatable = false)
    Long number;

    @Column(insertable = false, updatable = false)
    String hash;
}
