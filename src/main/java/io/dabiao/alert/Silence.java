package io.dabiao.alert;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A row of {@code silence}: alerts that no one is told of for a while, by whom and why. */
@Entity
@Table(name = "silence")
public class Silence extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String author;
    public String reason;

    @Column(name = "made_at")
    public Instant madeAt;

    public Instant begins;
    /** Half-open. */
    public Instant ends;

    /** Null where it runs, or ran, its whole time. */
    @Column(name = "ended_by")
    public String endedBy;

    public String[] projects;
    public String[] indicators;
    public String[] kinds;
    public String[] levels;
    public String[] owners;

    public static Silence of(Match match) {
        Silence silence = new Silence();
        silence.projects = sorted(match.projects());
        silence.indicators = sorted(match.indicators());
        silence.kinds = sorted(match.kinds());
        silence.levels = sorted(match.levels());
        silence.owners = sorted(match.owners());
        return silence;
    }

    private static String[] sorted(Set<String> words) {
        return new TreeSet<>(words).toArray(String[]::new);
    }

    public Match match() {
        return new Match(
                Set.of(projects), Set.of(indicators), Set.of(kinds), Set.of(levels), Set.of(owners), Severity.INFO);
    }

    static List<Silence> at(Instant now) {
        return list("begins <= ?1 and ends > ?1 order by id", now);
    }
}
