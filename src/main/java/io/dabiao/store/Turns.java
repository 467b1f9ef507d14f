package io.dabiao.store;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What one replica at a time does. A turn ends with its transaction, and with the life of whoever holds it: nobody waits for a
 * dead replica.
 */
@ApplicationScoped
public class Turns {

    /** "turn": apart from {@link Locks}, whose keys are few and fixed. */
    private static final int SPACE = 0x7475726e;

    private final AgroalDataSource dataSource;

    Turns(AgroalDataSource dataSource) {
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

    /** Within the caller's transaction: waits until nobody is at the alerts, and holds everybody off until the end. */
    public void waitForAlerts() {
        try (Connection connection = dataSource.getConnection()) {
            Locks.ALERTS.exclusive(connection);
        } catch (SQLException failure) {
            throw unavailable("alerts", failure);
        }
    }

    /** A turn that is held across transactions, in a connection of its own. */
    public static final class Turn implements AutoCloseable {

        private final Connection connection;

        private Turn(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void close() {
            try (connection) {
                connection.rollback();
            } catch (SQLException gone) {
                throw unavailable("a turn", gone);
            }
        }
    }

    /** Outside of any transaction: the turn at what is called {@code what}; empty where another has it. */
    public Optional<Turn> take(String what) {
        try {
            Connection connection = dataSource.getConnection();
            boolean mine = false;
            try {
                connection.setAutoCommit(false);
                mine = tried(connection, what);
            } finally {
                if (!mine) {
                    connection.close();
                }
            }
            return mine ? Optional.of(new Turn(connection)) : Optional.empty();
        } catch (SQLException failure) {
            throw unavailable(what, failure);
        }
    }

    private static boolean tried(Connection connection, String what) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_try_advisory_xact_lock(?, hashtext(?))")) {
            statement.setInt(1, SPACE);
            statement.setString(2, what);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static StoreUnavailable unavailable(String what, SQLException failure) {
        return new StoreUnavailable("the turn at " + what + " cannot be had: " + failure.getMessage(), failure);
    }
}
