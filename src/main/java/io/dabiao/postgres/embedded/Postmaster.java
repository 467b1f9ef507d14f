package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** One run of the server's main process, be it a child of this process or left behind by another. Thread-safe. */
final class Postmaster {

    private static final Logger LOG = Logger.getLogger(Postmaster.class);
    private static final Duration A_MOMENT = Duration.ofSeconds(3);
    private static final Duration FOR_A_CHECKPOINT = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final long pid;
    private final int port;
    private final BooleanSupplier alive;
    private final long outputStart;

    private Postmaster(Cluster cluster, long pid, int port, BooleanSupplier alive, long outputStart) {
        this.cluster = cluster;
        this.pid = pid;
        this.port = port;
        this.alive = alive;
        this.outputStart = outputStart;
    }

    /** Starts the server without waiting for it. What an earlier run left behind is cleared away first. */
    static Postmaster launch(Cluster cluster, int port) throws IOException {
        clear(cluster);
        ServerLog log = cluster.log();
        log.keepSmall();
        if (Files.notExists(log.file())) {
            Files.createFile(log.file(), PrivateFiles.FILE);
        }
        long outputStart = log.end();
        Process process = cluster.process(cluster.account().detached(cluster.command(port)))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                .start();
        // Nothing of the command forks, so the child is the server itself.
        return new Postmaster(cluster, process.pid(), port, process::isAlive, outputStart);
    }

    /**
     * The server that a killed process left running, if there is one, it has today's program and settings, and it
     * answers to our password or is still recovering. One that is of no use is stopped.
     */
    static Optional<Postmaster> adopt(Cluster cluster) throws IOException {
        Optional<PidFile> file = PidFile.read(cluster.data()).filter(found -> belongs(found.pid(), cluster.data()));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        long pid = file.get().pid();
        Postmaster orphan = new Postmaster(
                cluster,
                pid,
                file.get().port(),
                () -> belongs(pid, cluster.data()),
                cluster.log().end());
        if (!orphan.hasCommand()) {
            LOG.infof(
                    "Stopping the PostgreSQL left running (pid %d): its program or settings are of another version",
                    pid);
            orphan.stop();
            return Optional.empty();
        }
        if (file.get().isStarting() || orphan.answers()) {
            LOG.infof("Taking over the PostgreSQL left running (pid %d, port %d)", pid, orphan.port);
            return Optional.of(orphan);
        }
        LOG.warnf("The PostgreSQL left running (pid %d) does not answer; starting it again", pid);
        orphan.kill();
        return Optional.empty();
    }

    long pid() {
        return pid;
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return alive.getAsBoolean();
    }

    /** Whether it says of itself that it accepts connections. */
    boolean isReady() {
        return PidFile.read(cluster.data())
                .filter(file -> file.pid() == pid && file.isReady())
                .isPresent();
    }

    /** The end of what it has said since it was launched or taken over; may be empty. */
    String output() {
        return cluster.log().since(outputStart);
    }

    /** Ends sessions, writes everything down, and goes; the harder ways follow where that takes a minute. */
    void stop() throws IOException {
        if (!isAlive()) {
            return;
        }
        if (!signal("INT") || !Wait.until(() -> !isAlive(), FOR_A_CHECKPOINT)) {
            LOG.warnf("PostgreSQL (pid %d) did not stop in order; stopping it the hard way", pid);
            kill();
        }
    }

    /** Goes at once; the next start recovers from the log, so that nothing committed is lost. */
    private void kill() throws IOException {
        if (!signal("QUIT") || !Wait.until(() -> !isAlive(), A_MOMENT)) {
            destroy(pid);
            Wait.until(() -> !isAlive(), A_MOMENT);
        }
        clear(cluster);
    }

    /** Asks by way of pg_ctl, since Java itself can send no other signal than TERM and KILL. */
    private boolean signal(String name) {
        List<String> command = List.of(cluster.program("pg_ctl"), "kill", name, Long.toString(pid));
        try {
            Process process = cluster.process(cluster.account().command(command))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return Wait.until(() -> !process.isAlive(), A_MOMENT) && process.exitValue() == 0;
        } catch (IOException e) {
            LOG.debugf(e, "PostgreSQL (pid %d) could not be signalled", pid);
            return false;
        }
    }

    /** postmaster.opts holds the command line of the running server. */
    private boolean hasCommand() throws IOException {
        Path file = cluster.data().resolve("postmaster.opts");
        List<String> command = cluster.command(port);
        String expected = command.get(0) + " \"" + String.join("\" \"", command.subList(1, command.size())) + "\"";
        return Files.exists(file) && Files.readString(file).strip().equals(expected);
    }

    /** Also ends the sessions of the killed process, whose statements and locks would be in the way. */
    private boolean answers() {
        try (Connection connection = cluster.connect(port, "postgres", A_MOMENT);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
            return true;
        } catch (SQLException e) {
            LOG.debugf(e, "PostgreSQL left running (pid %d) does not answer", pid);
            return false;
        }
    }

    /**
     * Makes way for a start when no postmaster lives: waits for the processes of a dead one, which keep its shared memory
     * in use until they notice, kills those that do not notice because they are busy, and removes the pid file. PostgreSQL
     * would trip over a pid file whose number now belongs to somebody else, or that a full disk left empty.
     */
    private static void clear(Cluster cluster) throws IOException {
        Path data = cluster.data();
        if (!Wait.until(() -> survivors(data).isEmpty(), A_MOMENT)) {
            survivors(data).forEach(Postmaster::destroy);
            if (!Wait.until(() -> survivors(data).isEmpty(), A_MOMENT)) {
                throw new IllegalStateException("Processes of an earlier PostgreSQL still work in " + data
                        + " and do not die: " + survivors(data) + ". Most likely their disk does not answer.");
            }
        }
        Files.deleteIfExists(data.resolve(PidFile.NAME));
    }

    private static void destroy(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static List<Long> survivors(Path data) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (belongs(pid, data)) {
                    found.add(pid);
                }
            }
        } catch (IOException e) {
            LOG.debugf(e, "/proc cannot be read");
        }
        return found;
    }

    /**
     * Whether the process is alive, a PostgreSQL, and works in this folder. Both are asked, since a pid may have been given
     * away again, and since somebody's shell may stand in the folder; a zombie does neither.
     */
    private static boolean belongs(long pid, Path data) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            return Files.isSameFile(process.resolve("cwd"), data)
                    && Files.readSymbolicLink(process.resolve("exe"))
                            .getFileName()
                            .toString()
                            .startsWith("postgres");
        } catch (AccessDeniedException otherUser) {
            return hasArguments(process, data);
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Root in a container may not look at the folder of another user's process, but everybody may read its command line.
     * That tells the main process only; its children have a title there.
     */
    private static boolean hasArguments(Path process, Path data) {
        try {
            List<String> arguments = List.of(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0"));
            String folder = new String(data.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return arguments.get(0).endsWith("/postgres") && arguments.contains(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    /** What the server writes about itself; see miscadmin.h, LOCK_FILE_LINE_*. */
    private record PidFile(long pid, int port, String status) {
        static final String NAME = "postmaster.pid";

        /** Empty where there is none, or only a part of one. */
        static Optional<PidFile> read(Path data) {
            try {
                List<String> lines = Files.readAllLines(data.resolve(NAME));
                return lines.size() < 4
                        ? Optional.empty()
                        : Optional.of(new PidFile(
                                Long.parseLong(lines.get(0).strip()),
                                Integer.parseInt(lines.get(3).strip()),
                                lines.size() < 8 ? "starting" : lines.get(7).strip()));
            } catch (IOException | NumberFormatException e) {
                return Optional.empty();
            }
        }

        boolean isStarting() {
            return status.equals("starting");
        }

        boolean isReady() {
            return status.equals("ready");
        }
    }
}
