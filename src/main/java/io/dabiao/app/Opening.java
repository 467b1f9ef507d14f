package io.dabiao.app;

import io.agroal.api.AgroalDataSource;
import io.dabiao.database.Transactions;
import io.dabiao.launch.Service;
import io.dabiao.lifecycle.Draining;
import io.dabiao.lifecycle.StoreOpened;
import io.dabiao.settings.Settings;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.jboss.logging.Logger;
import org.quartz.SchedulerException;

/**
 * Opens the database: waits for it, brings its schema up to date, tells everything that needs it, and begins the jobs.
 *
 * <p>The application's start waits for that a little while, so that as a rule the port opens with everything behind it. Where the
 * database is away, or goes away meanwhile, the port opens without it: the process lives, is not ready and says why, and
 * what is asked of it is answered 503 ({@link OpeningGate}) until the database comes.
 */
@ApplicationScoped
class Opening {

    private static final Logger LOG = Logger.getLogger(Opening.class);

    private static final int OLDEST_POSTGRES = 15;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** The embedded one is starting beside us, and will be there in a moment. */
    private static final Duration EMBEDDED_PAUSE = Duration.ofMillis(50);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final Event<StoreOpened> opened;
    private final BackgroundJobs jobs;
    private final CalendarJobs calendar;
    private final AgroalDataSource database;
    private final Flyway flyway;
    private final Settings settings;
    private final CountDownLatch prepared = new CountDownLatch(1);
    private final CountDownLatch portMayOpen = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Optional<String> waiting = Optional.of("the database has not answered yet");
    private volatile Throwable fatal;
    private volatile boolean portOpen;
    private Thread thread;

    Opening(
            Event<StoreOpened> opened,
            BackgroundJobs jobs,
            CalendarJobs calendar,
            AgroalDataSource database,
            Flyway flyway,
            Settings settings) {
        this.opened = opened;
        this.jobs = jobs;
        this.calendar = calendar;
        this.database = database;
        this.flyway = flyway;
        this.settings = settings;
    }

    /** What the service waits for before it serves; empty once it does. */
    Optional<String> waiting() {
        return waiting;
    }

    /** Before every other observer of the start: schema, tokens and declarations need nothing that they prepare. */
    void begin(@Observes @Priority(1) StartupEvent started) {
        thread = new Thread(this::open, "dabiao-opening");
        thread.setDaemon(true);
        thread.start();
    }

    /** After every other observer of the start: what they prepare is what the opening begins. */
    void start(@Observes @Priority(Integer.MAX_VALUE) StartupEvent started) throws InterruptedException {
        prepared.countDown();
        boolean done = portMayOpen.await(settings.openWithin().toMillis(), TimeUnit.MILLISECONDS);
        synchronized (this) {
            if (fatal != null) {
                throw new IllegalStateException("the service cannot start: " + fatal.getMessage(), fatal);
            }
            portOpen = true;
        }
        if (!done) {
            waiting.ifPresent(what -> LOG.warnf("the port opens before the service is ready: %s", what));
        }
    }

    private void open() {
        while (waiting.isPresent()) {
            try {
                openOnce();
            } catch (Throwable failure) {
                // Errors too, such as a driver that cannot be loaded: nothing else would end a service that waits for
                // ever.
                if (stopping.getCount() == 0) {
                    return;
                }
                if (!away(failure)) {
                    end(failure);
                    return;
                }
                away(reason(failure), failure);
            }
            if (waiting.isPresent() && stopped(pause())) {
                return;
            }
        }
    }

    private static Duration pause() {
        return Service.embedded() ? EMBEDDED_PAUSE : PAUSE;
    }

    private void openOnce() throws SchedulerException, SQLException {
        demandVersion();
        if (settings.migrate()) {
            flyway.migrate();
        } else {
            MigrationInfo[] pending = flyway.info().pending();
            if (pending.length > 0) {
                away(
                        "the schema has not been brought up to date yet, and dabiao.migrate leaves that to another process: "
                                + pending[0].getScript() + " is the first of " + pending.length + " that are missing",
                        null);
                return;
            }
        }
        opened.fire(new StoreOpened());
        calendar.start();
        jobs.start();
        boolean late = portOpen;
        waiting = Optional.empty();
        portMayOpen.countDown();
        if (late) {
            LOG.info("the database is there, the service is ready");
        }
    }

    void prepared(@Observes @Priority(StoreOpened.PREPARED) StoreOpened store) throws InterruptedException {
        prepared.await();
        if (stopping.getCount() == 0) {
            throw new IllegalStateException("the service stops before its start was done");
        }
    }

    /** Said here and in words: a migration that an older server does not understand would fail with a piece of SQL. */
    private void demandVersion() throws SQLException {
        try (Connection connection = database.getConnection()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST_POSTGRES) {
                throw new IllegalStateException("PostgreSQL " + OLDEST_POSTGRES
                        + " or newer is needed; the database is of version "
                        + connection.getMetaData().getDatabaseProductVersion());
            }
        }
    }

    /** Away, or on the way: the embedded one has no database yet when it is started for the first time. */
    private static boolean away(Throwable failure) {
        return Transactions.unavailable(failure) || Service.embedded() && Transactions.ofTheDatabase(failure);
    }

    private void away(String what, Throwable failure) {
        boolean news = !waiting.equals(Optional.of(what));
        waiting = Optional.of(what);
        if (Service.embedded()) {
            return; // Anyone who starts it says what is the matter with it.
        }
        if (news) {
            LOG.warnf("%s; it is tried again every second", what);
            LOG.debug("the database is away", failure);
        }
        portMayOpen.countDown();
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        String message = null;
        while (deepest != null) {
            if (deepest instanceof java.sql.SQLException && deepest.getMessage() != null) {
                message = deepest.getMessage();
            }
            deepest = deepest.getCause();
        }
        return "the database does not answer: " + (message == null ? failure.getMessage() : message.strip());
    }

    /** What is wrong with the service's own settings or schema ends it, as loudly before the port opened as after. */
    private synchronized void end(Throwable failure) {
        fatal = failure;
        portMayOpen.countDown();
        if (portOpen) {
            LOG.error("the service cannot start", failure);
            Quarkus.asyncExit(1);
        }
    }

    private boolean stopped(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void stop(@Observes @Priority(Draining.GIVERS - 1) ShutdownEvent ending) throws InterruptedException {
        stopping.countDown();
        prepared.countDown();
        if (thread != null) {
            thread.join(STOP_PATIENCE.toMillis());
        }
    }
}
