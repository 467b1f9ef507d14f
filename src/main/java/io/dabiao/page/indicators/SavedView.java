package io.dabiao.page.indicators;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A row of {@code saved_view}: a list as one person wants to find it again. */
@Entity
@Table(name = "saved_view")
class SavedView extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(name = "person_id")
    public long personId;

    public String page;
    public String name;
    public String query;

    @Column(name = "made_at")
    public Instant madeAt;

    static List<SavedView> of(long person, String page) {
        return list("personId = ?1 and page = ?2 order by name", person, page);
    }

    static Optional<SavedView> named(long person, String page, String name) {
        return find("personId = ?1 and page = ?2 and name = ?3", person, page, name)
                .firstResultOptional();
    }
}
