package io.dabiao.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs work on the database in a transaction of its own, again where the database asks for it.
 *
 * <p>Statements are JDBI's, with named parameters: {@link #query}, {@link #update}, {@link #attempt}, {@link #joined}. A COPY takes the
 * plain connection of the handle.
 */
@ApplicationScoped
public class Transactions {

    private static final Logger LOG = Logger.getLogger(Transactions.class);

    /**
     * Deadlock and serialization failure: the database chose a victim and expects it to come back. A transaction that stood idle for
     * too long, as it does where a machine has no time for the service, was ended likewise, and nothing of it was kept.
     */
    private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001", "25P03", "25P04");

    private static final String READING = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private static final Set<String> BEYOND = Set.of("22001", "22003", "22007", "22008", "22P05");

    private static final int TRIES = 6;

    /** After so long without a failure the database is believed to be well again, even where no one tried. */
    private static final long TROUBLE_NANOS = 15_000_000_000L;

    /** @param nanoTime when it happened */
    private record Trouble(String what, long nanoTime) {}

    private final Jdbi jdbi;
    private volatile Trouble last;

    public Transactions(AgroalDataSource dataSource) {
        this.jdbi = SqlTypes.over(dataSource);
    }

    /** Statements on a connection of the caller's, who ends its transaction and closes it: for commands, which work without the service. */
    public static Handle on(Connection connection) {
        return SqlTypes.over(connection).open();
    }

    /**
     * What is done with statements of JDBI, on the connection of a transaction. It may be done more than once, so it keeps its results
     * in what it returns; nothing of the handle may be used afterwards.
     */
    @FunctionalInterface
    public interface Statements<T> {
        T on(Handle handle) throws SQLException;
    }

    /**
     * Commits what {@code work} did, or nothing.
     *
     * @throws StoreUnavailable where the database is away, is full or stays busy
     */
    public <T> T update(Statements<T> work) {
        T result = run("", work, Connection::commit);
        last = null;
        return result;
    }

    /** One unchanging view of everything committed, to read from. */
    public <T> T query(Statements<T> work) {
        return run(READING, work, Connection::commit);
    }

    /**
     * Within the container's transaction of the caller: what is done is committed or undone with it. What entities changed before must
     * be flushed to be seen.
     *
     * @throws StoreUnavailable where the database is away, is full or stays busy
     */
    public <T> T joined(Statements<T> work) {
        try (Handle handle = jdbi.open()) {
            return work.on(handle);
        } catch (SQLException | JdbiException failure) {
            throw told(driver(failure));
        }
    }

    /**
     * Does the work and undoes it: what it returns is what would have become of it.
     *
     * @throws StoreUnavailable where the database is away or stays busy
     */
    public <T> T attempt(Statements<T> work) {
        return run("", work, Connection::rollback);
    }

    /** How a transaction ends where nothing failed. */
    @FunctionalInterface
    private interface End {
        void of(Connection connection) throws SQLException;
    }

    /** What went wrong with the database in the last moments; empty where nothing did. */
    public Optional<String> trouble() {
        return Optional.ofNullable(last)
                .filter(trouble -> System.nanoTime() - trouble.nanoTime() < TROUBLE_NANOS)
                .map(Trouble::what);
    }

    private <T> T run(String preamble, Statements<T> work, End end) {
        for (int attempt = 1; ; attempt++) {
            try (Handle handle = jdbi.open()) {
                return once(handle, preamble, work, end);
            } catch (SQLException | JdbiException wrapped) {
                SQLException failure = driver(wrapped);
                if (!TRY_AGAIN.contains(String.valueOf(failure.getSQLState())) || attempt == TRIES) {
                    throw told(failure);
                }
                LOG.debugf("transaction tried again after %s", failure.getMessage());
            }
        }
    }

    /** What the driver said. A failure of JDBI itself, such as a parameter that no statement has, is a fault of ours and goes on. */
    private static SQLException driver(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said) {
                return said;
            }
        }
        throw (RuntimeException) failure;
    }

    private RuntimeException told(SQLException failure) {
        RuntimeException translated = translated(failure);
        if (translated instanceof StoreUnavailable) {
            last = new Trouble(failure.getMessage(), System.nanoTime());
        }
        return translated;
    }

    private static <T> T once(Handle handle, String preamble, Statements<T> work, End end) throws SQLException {
        Connection connection = handle.getConnection();
        connection.setAutoCommit(false);
        try {
            if (!preamble.isEmpty()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(preamble);
                }
            }
            T result = work.on(handle);
            end.of(connection);
            return result;
        } catch (SQLException | RuntimeException | Error failure) {
            try {
                connection.rollback();
            } catch (SQLException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    private static RuntimeException translated(SQLException failure) {
        if (passing(failure)) {
            return new StoreUnavailable("the database cannot do it now: " + failure.getMessage(), failure);
        }
        return new IllegalStateException(
                "the database refused (" + failure.getSQLState() + "): " + failure.getMessage(), failure);
    }

    /**
     * Whether a failure is of the moment. Classes 08, 40, 53, 55, 57, 58, XX and some of 25: away, too busy, out of resources, in
     * use or closed to connections, shut down, a full or broken disk, read-only (25006), ended for its slowness (25P03, 25P04).
     */
    private static boolean passing(SQLException failure) {
        String state = failure.getSQLState() == null ? "08000" : failure.getSQLState();
        return Set.of("08", "40", "53", "55", "57", "58", "XX").contains(state.substring(0, 2))
                || Set.of("25006", "25P03", "25P04").contains(state);
    }

    /** Whether somewhere under a failure the database was away or could not write: trying again later is right. */
    public static boolean unavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreUnavailable || cause instanceof SQLException sql && passing(sql)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text held a character that PostgreSQL's cannot, which is the zero character alone. */
    public static boolean zeroCharacter(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "22021".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the database found a value beyond what its type holds, which is what was sent and not what was done with it: a text or a number
     * that is too long (22001, 22003), a date beyond its calendar (22007, 22008), a character that it cannot keep (22P05).
     */
    public static boolean beyondItsRange(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && BEYOND.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether somewhere under a failure the database refused the data itself, so that a later try fails as well. Classes 22,
     * 23, 44 and P0: not a value of its type, a broken constraint, a trigger's veto.
     */
    public static boolean aboutTheData(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5) {
                return Set.of("22", "23", "44", "P0").contains(sql.getSQLState().substring(0, 2));
            }
        }
        return false;
    }

    /** Whether the database had anything to do with a failure. */
    public static boolean ofTheDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException || cause instanceof StoreUnavailable) {
                return true;
            }
        }
        return false;
    }
}
