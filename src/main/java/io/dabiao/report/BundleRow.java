package io.dabiao.report;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;

/** A row of {@code report_bundle}: which papers are made into one file. */
@Entity
@Table(name = "report_bundle")
class BundleRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String owner;
    public int year;
    public String kind;
    public String format;
    public String language;
    /** Their ids. */
    public String[] projects;

    /** A row of {@code queued_work}, with which it goes. */
    public long work;

    static List<BundleRow> of(String owner) {
        return list("owner = ?1 order by id desc", owner);
    }
}
