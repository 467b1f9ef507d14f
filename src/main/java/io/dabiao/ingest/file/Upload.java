package io.dabiao.ingest.file;

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

/** A row of {@code spreadsheet_upload}: a spreadsheet that somebody tries, and how far it has come. */
@Entity
@Table(name = "spreadsheet_upload")
public class Upload extends PanacheEntityBase {

    /** What has become of it. */
    public enum State {
        TRYING,
        /** It may be taken over, unless rows are wrong. A fault says why it was not. */
        TRIED,
        TAKING,
        TAKEN,
        /** It cannot even be tried; the fault says why. */
        FAILED;

        /** Whether work is being done on it. */
        public boolean runs() {
            return this == TRYING || this == TAKING;
        }
    }

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
    public State state;

    /** Of the rows that are to be read; -1 where what is done cannot be divided. */
    public int percent;

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

    /** When the one who works on it was last heard of. */
    @Column(name = "seen_at")
    public Instant seenAt;

    /** When it was tried or taken over; null before. */
    @Column(name = "ended_at")
    public Instant endedAt;

    static List<Upload> of(String owner) {
        return list("owner = ?1 order by id desc", owner);
    }
}
