package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The files of one server below a data directory, made where they are missing.
 *
 * <pre>
 *   postgres/17.11.0/      the programs
 *   postgres/data/         the database files
 *   postgres/password      of the role {@value #NAME}
 *   postgres/port          where it listens
 *   postgres/log/
 * </pre>
 *
 * @param folder the folder {@code postgres}; only its owner may enter
 * @param home the folder of the programs
 * @param data the database files
 */
record Cluster(Path folder, Path home, Path data, String password, Account account) {

    /** The role, a superuser, and the database it owns. */
    static final String NAME = "dabiao";

    static final String LOOPBACK = "127.0.0.1";

    /**
     * Below Linux's range for outgoing connections (from 32768 on) and Kubernetes's node ports (from 30000 on). In the
     * outgoing range somebody's connection could sit on the port just when the server has to come back; a client that
     * keeps trying a closed port there may even end up connected to itself.
     */
    private static final int FIRST_PORT = 20000;

    private static final int PORTS = 10000;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * On the command line, where neither postgresql.conf nor ALTER SYSTEM can undo them: a promise of durability must not
     * hang on a file that somebody edits. An installation that needs other figures needs a server of its own.
     */
    private static final List<String> SETTINGS = List.of(
            // What was committed survives a kill, a crash of the machine, and a torn page.
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            // Nobody but this machine, and no socket file whose folder may be missing, read-only or too long a path.
            "listen_addresses=" + LOOPBACK,
            "unix_socket_directories=",
            // A small part of a small machine; the operating system's cache does the rest.
            "shared_buffers=64MB",
            "max_connections=60",
            "work_mem=8MB",
            // Checkpoints seldom, since each makes full pages go to the WAL again; and those compressed. pglz, because
            // these builds have no lz4 (17.11, both processors).
            "max_wal_size=1GB",
            "checkpoint_timeout=15min",
            "wal_compression=pglz",
            // Compiling costs more than it saves on queries of milliseconds.
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            // The messages are also read by this launcher.
            "lc_messages=C",
            "log_min_messages=warning",
            "log_checkpoints=off",
            "log_line_prefix=%m [%p] ",
            // The long statement of a killed process ends soon, and with it its locks.
            "client_connection_check_interval=10s");

    /** @param directory the real path of the data directory, locked by the caller */
    static Cluster open(Path directory, Account account) throws IOException {
        Path folder = PrivateFiles.folder(directory.resolve("postgres"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        account.own(folder);
        account.demandAccess(folder);
        PrivateFiles.folder(folder.resolve("log"));
        Path data = folder.resolve("data");
        String password = password(folder, data, account);
        Cluster cluster = new Cluster(folder, Binaries.extractInto(folder, account), data, password, account);
        if (!Files.isDirectory(data)) {
            cluster.initialise();
        }
        return cluster;
    }

    /** One that is there already, served by programs that lie beside it: those of an older release. */
    static Cluster served(Path directory, Account account, Path home) throws IOException {
        Path folder = directory.resolve("postgres");
        account.own(folder);
        account.demandAccess(folder);
        Path data = folder.resolve("data");
        return new Cluster(folder, home, data, password(folder, data, account), account);
    }

    /** The folders of programs beside the data, of this release and of those before it. */
    static List<Path> homes(Path directory) throws IOException {
        try (Stream<Path> folders = Files.list(directory.resolve("postgres"))) {
            return folders.filter(
                            folder -> Files.isExecutable(folder.resolve("bin").resolve("postgres")))
                    .toList();
        }
    }

    /** The server's program and arguments, without the account's prefix. */
    List<String> command(int port) {
        List<String> command =
                new ArrayList<>(List.of(program("postgres"), "-D", data.toString(), "-c", "port=" + port));
        for (String setting : SETTINGS) {
            command.add("-c");
            command.add(setting);
        }
        return command;
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    ServerLog log() {
        return new ServerLog(folder.resolve("log").resolve("postgresql.log"));
    }

    /** The port used the last time, or another one, remembered from now on, where that is taken. */
    int port() throws IOException {
        Path file = folder.resolve("port");
        int port = remembered(file);
        if (port == 0 || !free(port)) {
            port = freePort();
            remember(port);
        }
        return port;
    }

    void remember(int port) throws IOException {
        Path file = folder.resolve("port");
        if (remembered(file) != port) {
            PrivateFiles.write(file, port + "\n");
        }
    }

    /** A process of this cluster's programs, with nothing of this process's surroundings that could change its ways. */
    ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.startsWith("LD_"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }

    /** @param patience how long to wait for the connection and then for each answer; counted in whole seconds */
    Connection connect(int port, String database, Duration patience) throws SQLException {
        PGSimpleDataSource source = source(port, database, password);
        int seconds = Math.max(1, (int) patience.toSeconds());
        source.setConnectTimeout(seconds);
        source.setSocketTimeout(seconds);
        return source.getConnection();
    }

    /** Where statements may take as long as they need. */
    static PGSimpleDataSource source(int port, String database, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {LOOPBACK});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(NAME);
        source.setPassword(password);
        source.setSslMode("disable");
        return source;
    }

    private void initialise() throws IOException {
        Path partial = PrivateFiles.partial(data);
        PrivateFiles.delete(partial);
        // The built-in C.UTF-8 sorts by code point, knows every script's letters, and never changes with the system's
        // libc, as the order of an index otherwise may.
        List<String> initdb = List.of(
                program("initdb"),
                "--pgdata=" + partial,
                "--username=" + NAME,
                "--pwfile=" + folder.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums");
        Process process = process(account.command(initdb)).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exit = await(process);
        if (exit != 0) {
            throw new IllegalStateException("PostgreSQL's initdb, run as " + account + ", failed with exit code " + exit
                    + " and said:\n" + output + "\nMend that (often: a full disk, or on a system without glibc: its"
                    + " absence) and start again; nothing was kept.");
        }
        PrivateFiles.promote(partial, data);
    }

    private static String password(Path folder, Path data, Account account) throws IOException {
        Path file = folder.resolve("password");
        if (!Files.exists(file)) {
            if (Files.exists(data)) {
                throw new IllegalStateException("The file " + file + " is missing, while there is a database in " + data
                        + ". Restore it from where you keep copies of the data directory.");
            }
            byte[] secret = new byte[24];
            RANDOM.nextBytes(secret);
            PrivateFiles.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
        }
        // Each time: a kill may have come between writing and handing over.
        account.own(file);
        return Files.readString(file).strip();
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL's files were being made; start again.", e);
        }
    }

    /** The remembered port; 0 where none is, or nonsense. */
    static int remembered(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file).strip();
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        return port <= 65535 ? port : 0;
    }

    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = FIRST_PORT + RANDOM.nextInt(PORTS);
            if (free(port)) {
                return port;
            }
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return any.getLocalPort();
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
