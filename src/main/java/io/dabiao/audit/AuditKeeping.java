package io.dabiao.audit;

import io.dabiao.database.Transactions;
import io.dabiao.lifecycle.CalendarJob;
import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Once a day, at one replica: ends what is older than the audit log is kept, and writes the chain's head to the service's log, where
 * someone who can change the database cannot change it.
 */
@ApplicationScoped
public class AuditKeeping implements CalendarJob {

    private static final Logger LOG = Logger.getLogger(AuditKeeping.class);

    /** Entries older than the argument are those below the oldest one that is not. */
    private static final String LAST_EXPIRED = """
            select number, hash from audit_entry
            where number < coalesce((select min(number) from audit_entry where at >= :before), (select number from audit_head))
            order by number desc limit 1""";

    private final Clock clock;
    private final Settings settings;
    private final AuditLog log;
    private final Transactions transactions;

    AuditKeeping(Clock clock, Settings settings, AuditLog log, Transactions transactions) {
        this.clock = clock;
        this.settings = settings;
        this.log = log;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "audit-keeping";
    }

    @Override
    public String cron() {
        return "0 20 0 * * ?";
    }

    @Override
    public ZoneId zone() {
        return settings.zone();
    }

    @Override
    public void run(Instant scheduled) {
        Instant now = clock.instant();
        settings.keepAudit()
                .ifPresent(
                        kept -> expire(now.atZone(settings.zone()).minus(kept).toInstant()));
        LOG.infof("head of the audit log: %s", QuarkusTransaction.requiringNew().call(log::head));
    }

    /**
     * Ends entries older than an instant; the hash of the last of them is kept, and what remains begins from it.
     *
     * @return how many entries ended
     */
    public long expire(Instant before) {
        return transactions.update(handle -> expire(handle, before));
    }

    private long expire(Handle handle, Instant before) {
        Optional<AuditLog.Head> expired = handle.createQuery(LAST_EXPIRED)
                .bind("before", before)
                .map((row, context) -> new AuditLog.Head(row.getLong("number"), row.getString("hash")))
                .findFirst();
        if (expired.isEmpty()) {
            return 0;
        }
        AuditLog.Head last = expired.get();
        long removed = handle.createUpdate("delete from audit_entry where number <= :last")
                .bind("last", last.number())
                .execute();
        handle.createUpdate("""
                        insert into audit_start (number, hash, at, removed)
                        values (:number, :hash, :at, :removed)""")
                .bind("number", last.number())
                .bind("hash", last.hash())
                .bind("at", clock.instant())
                .bind("removed", removed)
                .execute();
        AuditLog.record(
                handle,
                clock.instant(),
                "dabiao",
                AuditAct.AUDIT_EXPIRED,
                AuditSubject.ENTRIES_UP_TO.numbered(last),
                AuditDetail.of(AuditPhrase.OLDER_THAN, before, removed));
        return removed;
    }
}
