package io.dabiao.ingest.file;

import io.dabiao.work.QueuedWork;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A row of {@code spreadsheet_upload}. */
@Entity
@Table(name = "spreadsheet_upload")
class UploadRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** Whose it is; no one else sees it. */
    public String owner;

    /** The file's. */
    public String name;

    public String type;
    public String series;
    public boolean whole;

    @Enumerated(EnumType.STRING)
    public Upload.State state;

    /** Short and the same for every occurrence; null where nothing is wrong. */
    public String fault;

    public String detail;

    @Column(name = "detail_zh")
    public String detailZh;

    public byte[] answer;

    /** The titles of its columns, as a JSON list, where it could not be read as they stand; else null. */
    public String titles;

    /** Of days and months that bear no year, as a person said; null where nothing was said. */
    public Integer year;

    @Column(name = "begun_at")
    public Instant begunAt;

    /** The last try to read it or to take it over: a row of {@code queued_work}, with which it goes. */
    public long work;

    static List<UploadRow> of(String owner) {
        return list("owner = ?1 order by id desc", owner);
    }

    Upload shown(QueuedWork queuedWork) {
        return new Upload(
                id,
                name,
                type,
                series,
                whole,
                state,
                queuedWork,
                Optional.ofNullable(fault).map(code -> new Upload.Fault(code, detail, Optional.ofNullable(detailZh))),
                year == null ? OptionalInt.empty() : OptionalInt.of(year),
                begunAt);
    }
}
