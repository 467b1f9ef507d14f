package io.dabiao.page.publish;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** The row of {@code public_page}: what is public, once an administrator has said so. */
@Entity
@Table(name = "public_page")
class PublicPage extends PanacheEntityBase {

    @Id
    public boolean one = true;

    @Column(name = "turned_on")
    public boolean turnedOn;

    public boolean badges;
    public String title = "";
    public String words = "";
    public String[] sites = {};

    /** {@code project/indicator}, of the year that runs. */
    public String[] indicators = {};

    public String author = "";

    @Column(name = "changed_at")
    public Instant changedAt;

    public int revision;

    static Optional<PublicPage> find() {
        return findByIdOptional(true);
    }

    /** Empty while nothing is public. */
    static Optional<PublicPage> shown() {
        return find().filter(page -> page.turnedOn);
    }
}
