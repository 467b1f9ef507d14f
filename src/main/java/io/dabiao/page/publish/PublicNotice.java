package io.dabiao.page.publish;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A row of {@code public_notice}: what the public is told of an incident. */
@Entity
@Table(name = "public_notice")
class PublicNotice extends PanacheEntityBase {

    private static final int SHOWN = 20;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String words;
    public Instant begins;

    /** Null while it goes on. */
    public Instant ends;

    public String author;

    /** Those that go on first, then the newest. */
    static List<PublicNotice> newest() {
        return find("order by ends desc nulls first, begins desc")
                .page(0, SHOWN)
                .list();
    }
}
