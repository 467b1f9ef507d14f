package io.dabiao.store;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What one replica at a time does within one transaction. A turn ends with it, and with the life of the one who holds it: no one waits
 * for a dead replica. For work that reaches beyond a transaction see {@link Leases}.
 */
@ApplicationScoped
public class AdvisoryLease {

    private final Transactions transactions;

    AdvisoryLease(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Within the caller's transaction: whether no other replica is at the alerts; none will be until the end. */
    public boolean alertsFree() {
        return transactions.joined(handle -> Locks.ALERTS.tried(handle.getConnection()));
    }

    /** Within the caller's transaction: waits until no one is at the alerts, and holds everybody off until the end. */
    public void waitForAlerts() {
        transactions.joined(handle -> {
            Locks.ALERTS.exclusive(handle.getConnection());
            return null;
        });
    }
}
