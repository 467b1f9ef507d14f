package io.dabiao.forms.work;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code form_work}: one project of a form that somebody settles. */
@Entity
@Table(name = "form_work")
public class FormWork extends PanacheEntityBase {

    /** The texts of {@link #state}. */
    public static final String OPEN = "open";

    public static final String HANDED_IN = "handed_in";
    public static final String DISCARDED = "discarded";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** The name that the file had. */
    public String file;

    /** Of the project, as read or settled. */
    public String name;

    /** JSON, of a {@link io.dabiao.forms.Form}. */
    String form;

    /** JSON, of a list of {@link FormWorks.Line}. */
    String lines;

    /** JSON, of a {@link io.dabiao.forms.Settled}. */
    String settled;

    public int revision;
    public String state;

    @Column(name = "created_by")
    public String createdBy;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "changed_by")
    public String changedBy;

    @Column(name = "changed_at")
    public Instant changedAt;

    /** Null before it is handed in. */
    @Column(name = "handed_year")
    public Integer handedYear;

    @Column(name = "handed_project")
    public String handedProject;

    @Column(name = "handed_version")
    public Integer handedVersion;
}
