package io.dabiao.check;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.database.Transactions;
import io.dabiao.declare.Declarations;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/**
 * Work on sites that people announce while the sites are in use, at once or for a time to come. It is as good as a window of a
 * declaration: probes and outages in it bear its id, and the measure says whether they count. It begins when it is announced at the
 * earliest, so that it excuses nothing that has happened. Safe for use by several threads.
 */
@ApplicationScoped
public class AnnouncedWork {

    /** Of one window; what lasts longer is no maintenance, or is declared. */
    public static final Duration LONGEST = Duration.ofDays(31);

    /** How far ahead work is announced. */
    public static final Duration FARTHEST = Duration.ofDays(366);

    /** Of a reason, in characters. */
    public static final int LONGEST_REASON = 200;

    private static final int MOST_SITES = 1_000;

    /** Slots are looked at within this time after they were due: their window is still wanted then. */
    private static final Duration LATE = Duration.ofHours(1);

    /**
     * One window.
     *
     * @param begins half-open with {@code ends}
     * @param endedBy who ended it before its time, or took it back before it began; empty where no one did
     */
    public record Work(
            long id,
            Set<String> sites,
            Instant begins,
            Instant ends,
            String because,
            String author,
            Optional<String> endedBy) {

        public Work {
            sites = Set.copyOf(sites);
        }

        /** As the attribute {@code maintenance} of probes and outages in it has it. */
        public String mark() {
            return "announced-" + id;
        }
    }

    private final Transactions transactions;
    private final Declarations declarations;
    private final Clock clock;

    AnnouncedWork(Transactions transactions, Declarations declarations, Clock clock) {
        this.transactions = transactions;
        this.declarations = declarations;
        this.clock = clock;
    }

    /** What goes on or is to come, the next first. */
    public List<Work> open() {
        return endingAfter(clock.instant());
    }

    /** One that was announced, ended or not. */
    public Optional<Work> work(long id) {
        return transactions.query(handle ->
                handle.createQuery("""
                        select id, sites, begins, ends, because, author, ended_by from announced_work where id = :id""").bind("id", id).map(AnnouncedWork::work).findOne());
    }

    /** What goes on, is to come or has just ended, as probes are marked by it. */
    List<Maintenance> windows() {
        return endingAfter(clock.instant().minus(LATE)).stream()
                .map(one -> new Maintenance(
                        one.mark(),
                        one.sites(),
                        new Maintenance.Once(one.begins(), one.ends(), declarations.zone()),
                        one.because()))
                .toList();
    }

    /** What was taken back before it began is none. */
    private List<Work> endingAfter(Instant after) {
        return transactions.query(handle -> handle.createQuery("""
                        select id, sites, begins, ends, because, author, ended_by from announced_work
                        where ends > :after and begins < ends order by begins, id""")
                .bind("after", after)
                .map(AnnouncedWork::work)
                .list());
    }

    private static Work work(RowView row) {
        return new Work(
                row.getColumn("id", Long.class),
                Set.of(row.getColumn("sites", String[].class)),
                row.getColumn("begins", Instant.class),
                row.getColumn("ends", Instant.class),
                row.getColumn("because", String.class),
                row.getColumn("author", String.class),
                Optional.ofNullable(row.getColumn("ended_by", String.class)));
    }

    /**
     * Announces work.
     *
     * @param sites names of probed sites
     * @param begins empty for now
     * @param ends null where nobody said
     * @param because what is done, in 1 to {@value #LONGEST_REASON} characters
     * @throws Problem where a site is not probed, no reason is given, it would begin in the past, or its end does not lie within
     *     {@link #LONGEST} after its beginning
     */
    public Work announce(Set<String> sites, Optional<Instant> begins, Instant ends, String because, String author) {
        String why = because == null ? "" : because.strip().replaceAll("\\p{Cntrl}+", " ");
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw new Problem(
                    ErrorCode.NO_REASON, "say in reason what is done, in 1 to " + LONGEST_REASON + " characters");
        }
        Instant now = clock.instant();
        Set<String> known = Assignment.of(declarations.inForce(), now).keySet();
        Set<String> unknown = new TreeSet<>(sites);
        unknown.removeAll(known);
        if (sites.isEmpty() || sites.size() > MOST_SITES) {
            throw new Problem(ErrorCode.NOTHING_ASKED, "name the sites that are worked on, " + MOST_SITES + " at most");
        }
        if (!unknown.isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_SITE, "no declaration in force probes " + String.join(", ", unknown));
        }
        Instant from = begins.orElse(now);
        if (from.isBefore(now.minusSeconds(60)) || from.isAfter(now.plus(FARTHEST))) {
            throw new Problem(
                    ErrorCode.NOT_TO_COME,
                    "work begins now or later, within " + FARTHEST.toDays()
                            + " days: what has happened is marked afterwards");
        }
        Instant begin = from.isBefore(now) ? now : from;
        if (ends == null || !ends.isAfter(begin) || ends.isAfter(begin.plus(LONGEST))) {
            throw new Problem(
                    ErrorCode.NO_END, "ends must lie after begins and within " + LONGEST.toDays() + " days of it");
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            Work made = transactions.joined(handle -> insert(handle, sites, begin, ends, why, author, now));
            AuditLog.record(
                    now,
                    author,
                    AuditAct.WORK_ANNOUNCED,
                    String.join(", ", new TreeSet<>(sites)),
                    AuditDetail.of(AuditPhrase.FROM_UNTIL, begin, ends).and(AuditPhrase.AS_WRITTEN, why));
            return made;
        });
    }

    private static Work insert(
            Handle handle, Set<String> sites, Instant begins, Instant ends, String why, String author, Instant now) {
        return handle.createQuery("""
                        insert into announced_work (sites, begins, ends, because, author, made_at)
                        values (:sites, :begins, :ends, :because, :author, :now)
                        returning id, sites, begins, ends, because, author, ended_by""")
                .bindArray("sites", String.class, List.copyOf(new TreeSet<>(sites)))
                .bind("begins", begins)
                .bind("ends", ends)
                .bind("because", why)
                .bind("author", author)
                .bind("now", now)
                .map(AnnouncedWork::work)
                .one();
    }

    /** Ends work that goes on, or takes back what has not begun; empty where none that has not ended has the id. */
    public Optional<Work> end(long id, String by) {
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<Work> ended = transactions.joined(handle -> handle.createQuery("""
                            update announced_work set ends = greatest(begins, :now), ended_by = :by
                            where id = :id and ends > :now and begins < ends
                            returning id, sites, begins, ends, because, author, ended_by""")
                    .bind("id", id)
                    .bind("now", now)
                    .bind("by", by)
                    .map(AnnouncedWork::work)
                    .findOne());
            ended.ifPresent(one -> AuditLog.record(
                    now,
                    by,
                    AuditAct.WORK_ENDED,
                    String.join(", ", new TreeSet<>(one.sites())),
                    AuditDetail.asWritten(one.because())));
            return ended;
        });
    }
}
