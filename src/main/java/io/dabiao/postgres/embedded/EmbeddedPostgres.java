package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL that this process runs, with its files below a data directory.
 *
 * <p>Meant for one machine and one process: a lock keeps a second process off the directory. It is as durable as any
 * PostgreSQL: what was committed survives a kill of this process, of the server, and of the machine. A process that is
 * killed leaves its server running; the next one on the same directory takes it over. A server that is killed is started
 * again on the same port; connections to the old one fail and have to be opened again, as a connection pool does.
 *
 * <p>The lock is on the file {@code dabiao.lock}. Nothing else in this process may open that file, not even to read or
 * copy it: on POSIX the lock is gone as soon as a process closes the file once.
 *
 * <p>Thread-safe. No shutdown hook is set: the caller closes it.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);

    private static final Duration TO_CONNECT = Duration.ofSeconds(10);
    private static final long WATCH_MILLIS = 100;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long SOUND_AFTER_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long TELL_AFTER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String ALREADY_THERE = "42P04";
    private static final String WRONG_PASSWORD = "28P01";
    private static final String SHARED_MEMORY_IN_USE = "pre-existing shared memory block";

    private final Cluster cluster;
    private final DirectoryLock lock;
    private final int port;

    /** Held while the server is exchanged, so that close() never misses one that is just being launched. */
    private final Object exchange = new Object();

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Postmaster postmaster;
    private boolean watched;

    private EmbeddedPostgres(Cluster cluster, DirectoryLock lock, Postmaster postmaster) {
        this.cluster = cluster;
        this.lock = lock;
        this.postmaster = postmaster;
        this.port = postmaster.port();
    }

    /**
     * {@link #launch} and {@link #awaitReady} in one. When it fails, the directory is free again. A server that is merely
     * still recovering is then left to it, so that the next start finds it further on and no start is in vain.
     *
     * @param dataDirectory created where absent
     * @param patience how long to wait until connections are accepted; a first start takes some seconds before that
     * @throws IllegalStateException where it cannot start, with what PostgreSQL itself said
     */
    public static EmbeddedPostgres start(Path dataDirectory, Duration patience) {
        EmbeddedPostgres server = launch(dataDirectory);
        try {
            server.awaitReady(patience);
            return server;
        } catch (RuntimeException e) {
            server.abandon();
            throw e;
        }
    }

    /**
     * Launches the server, or takes over one that a killed process left running, without waiting until it accepts
     * connections. Address and password are known from here on. The first time the programs are unpacked and the database
     * files made, which takes some seconds.
     *
     * @param dataDirectory created where absent, then readable by its owner only
     * @throws IllegalStateException where another process is on the directory, or the server cannot be run here
     */
    public static EmbeddedPostgres launch(Path dataDirectory) {
        try {
            return launch(dataDirectory, Account.current());
        } catch (IOException e) {
            throw failure(dataDirectory, e);
        }
    }

    static EmbeddedPostgres launch(Path dataDirectory, Account account) {
        DirectoryLock lock = null;
        try {
            Path directory = PrivateFiles.folder(dataDirectory).toRealPath();
            lock = DirectoryLock.take(directory);
            new Replacement(directory, account).settle();
            new MajorUpgrade(directory, account).run();
            Cluster cluster = Cluster.open(directory, account);
            Postmaster postmaster = Postmaster.adopt(cluster).orElse(null);
            if (postmaster == null) {
                postmaster = Postmaster.launch(cluster, cluster.port());
            } else {
                cluster.remember(postmaster.port());
            }
            return new EmbeddedPostgres(cluster, lock, postmaster);
        } catch (IOException e) {
            release(lock);
            throw failure(dataDirectory, e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /**
     * Waits until the server accepts connections and its database exists. From then on it is watched. May be called again,
     * and after a failure as well.
     *
     * @return this
     * @throws IllegalStateException where the server gave up, patience ran out, this was closed, or the thread was
     *     interrupted
     */
    public EmbeddedPostgres awaitReady(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!(postmaster.isReady() && hasDatabase())) {
                if (!postmaster.isAlive()) {
                    relaunchOrGiveUp();
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new IllegalStateException("PostgreSQL in " + cluster.data() + " (pid " + pid()
                            + ") accepts no connections after " + patience + said(postmaster)
                            + "\nAfter a crash it may have much to recover: wait for longer, or start again, which"
                            + " goes on from there.");
                }
                if (closedWithin(Wait.STEP_MILLIS)) {
                    throw new IllegalStateException("PostgreSQL in " + cluster.data() + " was closed meanwhile.");
                }
            }
        } catch (IOException e) {
            throw failure(cluster.folder(), e);
        }
        watch();
        return this;
    }

    /** Where the database is, without user and password, and without parameters: some may be added after a {@code ?}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + Cluster.LOOPBACK + ":" + port + "/" + Cluster.NAME;
    }

    /** The role that owns the database, a superuser. */
    public String user() {
        return Cluster.NAME;
    }

    /** The role's password, made at random on the first start. Not for logs. */
    public String password() {
        return cluster.password();
    }

    /** Connections to it without a limit of time. */
    public DataSource dataSource() {
        return Cluster.source(port, Cluster.NAME, cluster.password());
    }

    /**
     * The server of a data directory that another process runs, for a process that may read the directory. Empty where none answers,
     * also while it is starting.
     */
    public static Optional<DataSource> running(Path dataDirectory) {
        Path folder = dataDirectory.resolve("postgres");
        try {
            int port = Cluster.remembered(folder.resolve("port"));
            if (port == 0 || !Files.exists(folder.resolve("password"))) {
                return Optional.empty();
            }
            PGSimpleDataSource source = Cluster.source(
                    port,
                    Cluster.NAME,
                    Files.readString(folder.resolve("password")).strip());
            source.setConnectTimeout((int) TO_CONNECT.toSeconds());
            source.getConnection().close();
            return Optional.of(source);
        } catch (IOException | SQLException nobody) {
            LOG.debugf(nobody, "no PostgreSQL answers for %s", dataDirectory);
            return Optional.empty();
        }
    }

    /** Whether a database was made in the directory. */
    public static boolean isIn(Path dataDirectory) {
        return Files.exists(dataDirectory.resolve("postgres").resolve("data"));
    }

    /** What is done with a database that is being made. */
    @FunctionalInterface
    public interface Making<T> {
        T on(DataSource empty);
    }

    /**
     * Makes a new database beside the one in a data directory, and puts it into its place once {@code making} has returned.
     * When it throws, or the process is killed, the directory is as it was. The one before is kept under another name.
     *
     * @param dataDirectory created where absent
     * @param keptAs the beginning of the name under which a database that was there is kept
     * @throws IllegalStateException where a process is on the directory, or the server cannot be run here
     */
    public static <T> T replace(Path dataDirectory, String keptAs, Duration patience, Making<T> making) {
        try {
            Account account = Account.current();
            Path directory = PrivateFiles.folder(dataDirectory).toRealPath();
            DirectoryLock lock = DirectoryLock.take(directory);
            try {
                Replacement replacement = new Replacement(directory, account);
                replacement.settle();
                T result;
                try (EmbeddedPostgres made = start(replacement.incoming(), patience)) {
                    result = making.on(made.dataSource());
                } catch (RuntimeException | Error failed) {
                    discard(replacement, failed);
                    throw failed;
                }
                stopOrphan(directory, account);
                replacement.commit(keptAs);
                return result;
            } finally {
                lock.close();
            }
        } catch (IOException e) {
            throw failure(dataDirectory, e);
        }
    }

    private static void discard(Replacement replacement, Throwable failed) {
        try {
            replacement.settle();
        } catch (IOException | RuntimeException left) {
            // The next start does it.
            failed.addSuppressed(left);
        }
    }

    /** The server that a killed service left on the database which is about to be put aside. */
    private static void stopOrphan(Path directory, Account account) throws IOException {
        if (isIn(directory)) {
            for (Path home : Cluster.homes(directory)) {
                Optional<Postmaster> orphan = Postmaster.adopt(Cluster.served(directory, account, home));
                if (orphan.isPresent()) {
                    orphan.get().stop();
                }
            }
        }
    }

    /** The TCP port on 127.0.0.1, the same as long as this lives, and on the next start unless taken by then. */
    public int port() {
        return port;
    }

    /** The pid of the server's main process, another one after it had to be started again. */
    public long pid() {
        return postmaster.pid();
    }

    /**
     * Stops the server in order, which ends open sessions, waits until it is gone, and frees the directory. A second call
     * does nothing.
     */
    @Override
    public void close() {
        synchronized (exchange) {
            if (isClosed()) {
                return;
            }
            closed.countDown();
        }
        try {
            postmaster.stop();
        } catch (IOException
                | RuntimeException e) { // The process ends now, and a throw would keep the lock from being freed.
            LOG.warnf(e, "PostgreSQL (pid %d) could not be stopped in order; the next start will see to it", pid());
        } finally {
            release(lock);
        }
    }

    /** Frees the directory without stopping a server that is still recovering. */
    void abandon() {
        if (postmaster.isAlive() && !postmaster.isReady()) {
            disown();
        } else {
            close();
        }
    }

    /** Frees the directory and leaves the server behind, as a killed process does. */
    void disown() {
        synchronized (exchange) {
            closed.countDown();
        }
        release(lock);
    }

    private boolean hasDatabase() throws IOException {
        try (Connection connection = cluster.connect(port, Cluster.NAME, TO_CONNECT)) {
            return connection.isValid(1);
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                createDatabase();
                return true;
            }
            if (WRONG_PASSWORD.equals(e.getSQLState())) {
                throw new IllegalStateException(
                        "PostgreSQL in " + cluster.data() + " refuses the password in the file "
                                + cluster.folder().resolve("password")
                                + ". Restore the file, or, if the role's password was changed, write that one into it.",
                        e);
            }
            LOG.debugf(e, "PostgreSQL does not accept connections yet");
            return false;
        }
    }

    private void createDatabase() throws IOException {
        try (Connection connection = cluster.connect(port, "postgres", TO_CONNECT);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + Cluster.NAME);
        } catch (SQLException e) {
            if (!ALREADY_THERE.equals(e.getSQLState())) {
                throw new IOException("The database " + Cluster.NAME + " could not be created", e);
            }
        }
    }

    /** A server that the watch already looks after is left to it; before that only one known cause is worth a retry. */
    private void relaunchOrGiveUp() throws IOException {
        synchronized (exchange) {
            Postmaster gone = postmaster;
            if (watched || isClosed() || gone.isAlive()) {
                return;
            }
            if (!gone.output().contains(SHARED_MEMORY_IN_USE)) {
                throw new IllegalStateException("PostgreSQL did not start in " + cluster.data() + said(gone)
                        + "\nMend that and start again. Everything committed is still there.");
            }
            postmaster = Postmaster.launch(cluster, port);
        }
    }

    private void watch() {
        synchronized (exchange) {
            if (!watched && !isClosed()) {
                watched = true;
                Thread thread = new Thread(this::keepAlive, "postgres-watch");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /**
     * Looks ten times a second whether the server lives, and starts it again where not, sooner or later depending on how
     * long the last one lived. Nothing but close() ends it: no error of one attempt, be it a full disk or too many
     * processes, says anything about the next.
     */
    private void keepAlive() {
        long pause = 0;
        long launched = System.nanoTime() - SOUND_AFTER_NANOS;
        boolean comingBack = false;
        long told = System.nanoTime() - TELL_AFTER_NANOS;
        while (!closedWithin(WATCH_MILLIS)) {
            try {
                cluster.log().keepSmall();
                Postmaster now = postmaster;
                if (now.isAlive()) {
                    if (comingBack && now.isReady()) {
                        LOG.infof("PostgreSQL is back (pid %d, port %d)", now.pid(), port);
                        comingBack = false;
                    }
                    continue;
                }
                if (System.nanoTime() - launched >= SOUND_AFTER_NANOS) {
                    pause = 0;
                }
                if (!comingBack || System.nanoTime() - told >= TELL_AFTER_NANOS) {
                    told = System.nanoTime();
                    LOG.warnf(
                            "PostgreSQL (pid %d) is gone, starting it again on port %d%s", now.pid(), port, said(now));
                }
                comingBack = true;
                if (closedWithin(pause)) {
                    return;
                }
                pause = Math.min(Math.max(FIRST_PAUSE_MILLIS, pause * 2), LONGEST_PAUSE_MILLIS);
                relaunch();
                launched = System.nanoTime();
            } catch (Throwable e) {
                // Also errors: "unable to create native thread" comes and goes.
                LOG.warnf("PostgreSQL could not be started again, trying on: %s", e);
            }
        }
    }

    private void relaunch() throws IOException {
        synchronized (exchange) {
            if (!isClosed()) {
                postmaster = Postmaster.launch(cluster, port);
            }
        }
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    private boolean closedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for PostgreSQL in " + cluster.data(), e);
        }
    }

    private static String said(Postmaster postmaster) {
        String output = postmaster.output();
        return output.isEmpty()
                ? ". It said nothing."
                : ". It said:\n" + output.indent(4).stripTrailing();
    }

    private static IllegalStateException failure(Path directory, IOException cause) {
        return new IllegalStateException(
                "PostgreSQL could not be started in " + directory + ": " + cause
                        + ". Look whether the disk is full and the directory belongs to the user this runs as.",
                cause);
    }

    private static void release(DirectoryLock lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.warn("The data directory's lock could not be released; it ends with this process", e);
        }
    }
}
