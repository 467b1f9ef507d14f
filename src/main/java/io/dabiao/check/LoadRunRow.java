package io.dabiao.check;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** A row of {@code load_run}. */
@Entity
@Table(name = "load_run")
class LoadRunRow extends PanacheEntityBase {

    @Id
    public UUID id;

    public String site;
    public String project;
    public int year;
    public String tool;

    @Column(name = "begun_by")
    public String begunBy;

    public Instant begun;

    /** Null while it goes on. */
    public Instant ended;

    public String outcome;
    public Integer users;
    public String sentence;

    /** Null of a run that ended before it was kept. */
    @Column(name = "sentence_zh")
    public String sentenceZh;

    public String evidence;

    /** Of a run that says something; else null. */
    public String event;

    /** Whether the event was handed over. */
    public boolean told;

    /** A row of {@code queued_work}; null for what another tool ran, and a day after the end. */
    public Long work;

    /** Makes a row that says only who began what; false where there is one of that id. */
    static boolean reserve(Handle handle, UUID id, Load load, String tool, String by, Instant at) {
        return handle.createUpdate("""
                                insert into load_run (id, site, project, year, tool, begun_by, begun)
                                values (:id, :site, :project, :year, :tool, :by, :at)
                                on conflict (id) do nothing""")
                        .bind("id", id)
                        .bind("site", load.check().site())
                        .bind("project", load.project())
                        .bind("year", load.year())
                        .bind("tool", tool)
                        .bind("by", by)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    void ends(LoadRuns.Result result, Instant at) {
        ended = at;
        outcome = result.outcome().word();
        users = result.users().orElse(null);
        sentence = result.sentence().english();
        sentenceZh = result.sentence().chinese();
        evidence = result.evidence();
        event = result.event().orElse(null);
    }
}
