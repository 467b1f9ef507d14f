package io.dabiao.audit;

import io.agroal.api.AgroalDataSource;
import io.dabiao.lifecycle.CalendarJob;
import io.dabiao.settings.Settings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

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
            where number < coalesce((select min(number) from audit_entry where at >= ?), (select number from audit_head))
            order by number desc limit 1""";

    private final Clock clock;
    private final Settings settings;
    private final AuditLog log;
    private final AgroalDataSource database;

    AuditKeeping(Clock clock, Settings settings, AuditLog log, AgroalDataSource database) {
        this.clock = clock;
        this.settings = settings;
        this.log = log;
        this.database = database;
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
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                return expire(connection, before);
            }
        });
    }

    private long expire(Connection connection, Instant before) throws SQLException {
        AuditLog.Head last;
        try (PreparedStatement statement = connection.prepareStatement(LAST_EXPIRED)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return 0;
                }
                last = new AuditLog.Head(row.getLong(1), row.getString(2));
            }
        }
        long removed;
        try (PreparedStatement statement = connection.prepareStatement("delete from audit_entry where number <= ?")) {
            statement.setLong(1, last.number());
            removed = statement.executeLargeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into audit_start (number, hash, at, removed) values (?, ?, ?, ?)")) {
            statement.setLong(1, last.number());
            statement.setString(2, last.hash());
            statement.setObject(3, clock.instant().atOffset(ZoneOffset.UTC));
            statement.setLong(4, removed);
            statement.executeUpdate();
        }
        AuditLog.record(
                connection,
                clock.instant(),
                "dabiao",
                AuditAct.AUDIT_EXPIRED,
                "up to " + last,
                AuditDetail.of(AuditPhrase.OLDER_THAN, before, removed));
        return removed;
    }
}
