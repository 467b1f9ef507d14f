package io.dabiao.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What one replica at a time does, across transactions. A lease is a row and holds no connection, so that its holder may wait for
 * somebody else as long as it likes. It is renewed while its holder lives, and runs out when it dies. Safe for use by several
 * threads.
 */
@ApplicationScoped
public class Leases {

    private static final Logger LOG = Logger.getLogger(Leases.class);

    /** Well beyond {@link LeasesJob}'s interval: one renewal that fails loses nothing. */
    static final Duration LASTS = Duration.ofSeconds(30);

    private final Transactions transactions;
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();

    Leases(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A lease that was had. It is to be closed by the thread that is done with it. */
    public final class Lease implements AutoCloseable {

        private final String name;
        private final UUID holder = UUID.randomUUID();
        private volatile long renewed = System.nanoTime();
        private volatile boolean lost;

        private Lease(String name) {
            this.name = name;
        }

        /** Whether no one else can have it. Once it is lost it stays so: the one who works under it stops at the next occasion. */
        public boolean held() {
            return !lost && System.nanoTime() - renewed < LASTS.toNanos();
        }

        @Override
        public void close() {
            held.remove(this);
            try {
                transactions.write(connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement("delete from lease where name = ? and holder = ?")) {
                        statement.setString(1, name);
                        statement.setObject(2, holder);
                        return statement.executeUpdate();
                    }
                });
            } catch (StoreUnavailable away) {
                LOG.debugf(away, "the lease of %s runs out by itself", name);
            }
        }
    }

    /** The lease of what is called {@code name}; empty where another has it. */
    public Optional<Lease> take(String name) {
        Lease lease = new Lease(name);
        boolean mine = transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into lease (name, holder, until)
                    values (?, ?, clock_timestamp() + ? * interval '1 millisecond')
                    on conflict (name) do update set holder = excluded.holder, until = excluded.until
                    where lease.until < clock_timestamp()""")) {
                statement.setString(1, name);
                statement.setObject(2, lease.holder);
                statement.setLong(3, LASTS.toMillis());
                return statement.executeUpdate() == 1;
            }
        });
        if (!mine) {
            return Optional.empty();
        }
        held.add(lease);
        return Optional.of(lease);
    }

    /** Renews what is held here. */
    void renew() {
        for (Lease lease : held) {
            long begun = System.nanoTime();
            boolean mine = transactions.write(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(
                        "update lease set until = clock_timestamp() + ? * interval '1 millisecond'"
                                + " where name = ? and holder = ?")) {
                    statement.setLong(1, LASTS.toMillis());
                    statement.setString(2, lease.name);
                    statement.setObject(3, lease.holder);
                    return statement.executeUpdate() == 1;
                }
            });
            if (mine) {
                lease.renewed = begun;
            } else if (held.contains(lease)) {
                lease.lost = true;
                LOG.warnf("the lease of %s was lost: it could not be renewed in time", lease.name);
            }
        }
    }
}
