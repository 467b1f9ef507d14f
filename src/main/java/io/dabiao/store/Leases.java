package io.dabiao.store;

import io.dabiao.database.StoreUnavailable;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
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
                transactions.update(
                        handle -> handle.createUpdate("delete from lease where name = :name and holder = :holder")
                                .bind("name", name)
                                .bind("holder", holder)
                                .execute());
            } catch (StoreUnavailable away) {
                LOG.debugf(away, "the lease of %s runs out by itself", name);
            }
        }
    }

    /** The lease of what is called {@code name}; empty where another has it. */
    public Optional<Lease> take(String name) {
        Lease lease = new Lease(name);
        boolean mine = transactions.update(handle -> handle.createUpdate("""
                        insert into lease (name, holder, until)
                        values (:name, :holder, clock_timestamp() + :lasts * interval '1 millisecond')
                        on conflict (name) do update set holder = excluded.holder, until = excluded.until
                        where lease.until < clock_timestamp()""")
                        .bind("name", name)
                        .bind("holder", lease.holder)
                        .bind("lasts", LASTS.toMillis())
                        .execute()
                == 1);
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
            boolean mine = transactions.update(handle -> handle.createUpdate("""
                            update lease set until = clock_timestamp() + :lasts * interval '1 millisecond'
                            where name = :name and holder = :holder""")
                            .bind("lasts", LASTS.toMillis())
                            .bind("name", lease.name)
                            .bind("holder", lease.holder)
                            .execute()
                    == 1);
            if (mine) {
                lease.renewed = begun;
            } else if (held.contains(lease)) {
                lease.lost = true;
                LOG.warnf("the lease of %s was lost: it could not be renewed in time", lease.name);
            }
        }
    }
}
