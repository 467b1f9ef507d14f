package io.dabiao.store;

import io.dabiao.database.StoreUnavailable;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What one replica at a time does within one transaction. A turn ends with it, and with the life of the one who holds it: no one waits
 * for a dead replica. For work that reaches beyond a transaction see {@link Leases}.
 */
@ApplicationScoped
public class AdvisoryLease {

    private final AgroalDataSource dataSource;

    AdvisoryLease(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Within the caller's transaction: whether no other replica is at the alerts; none will be until the end. */
    public boolean alertsFree() {
        try (Connection connection = dataSource.getConnection()) {
            return Locks.ALERTS.tried(connection);
        } catch (SQLException failure) {
            throw unavailable("alerts", failure);
        }
    }

    /** Within the caller's transaction: waits until no one is at the alerts, and holds everybody off until the end. */
    public void waitForAlerts() {
        try (Connection connection = dataSource.getConnection()) {
            Locks.ALERTS.exclusive(connection);
        } catch (SQLException failure) {
            throw unavailable("alerts", failure);
        }
    }

    private static StoreUnavailable unavailable(String what, SQLException failure) {
        return new StoreUnavailable("the turn at " + what + " cannot be had: " + failure.getMessage(), failure);
    }
}
