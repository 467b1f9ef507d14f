package io.dabiao.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.Tools;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** One directory for all, unpacked and initialised once; each test finds it without a server and leaves it so. */
class EmbeddedPostgresTest {

    private static final Duration PATIENCE = Patience.PATIENCE;

    private static Path directory;

    private final List<EmbeddedPostgres> started = new ArrayList<>();

    @BeforeAll
    static void initialiseOnce() throws IOException {
        directory = Files.createTempDirectory("dabiao-postgres").resolve("data").toAbsolutePath();
        EmbeddedPostgres.start(directory, PATIENCE).close();
    }

    @AfterAll
    static void deleteEverything() throws IOException {
        PrivateFiles.delete(directory.getParent());
    }

    @BeforeEach
    void noServerRuns() {
        assertThat(serversIn(directory)).isEmpty();
    }

    @AfterEach
    void closeAll() {
        started.forEach(EmbeddedPostgres::close);
        await().atMost(PATIENCE).until(() -> serversIn(directory).isEmpty());
    }

    @Test
    void theDatabaseIsItsRolesOwnInUtf8WithChecksums() throws Exception {
        EmbeddedPostgres server = start();

        assertThat(ask(
                        server,
                        "SELECT current_user || ' ' || current_database() || ' ' || pg_encoding_to_char(encoding)"
                                + " FROM pg_database WHERE datname = current_database()"))
                .isEqualTo("dabiao dabiao UTF8");
        assertThat(ask(server, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'dabiao'"))
                .isEqualTo("dabiao");
        assertThat(ask(server, "SHOW server_version")).startsWith("17.");
        assertThat(ask(server, "SELECT upper('äж')")).isEqualTo("ÄЖ");
    }

    @ParameterizedTest
    @CsvSource({
        "fsync, on",
        "synchronous_commit, on",
        "full_page_writes, on",
        "data_checksums, on",
        "wal_compression, pglz",
        "listen_addresses, 127.0.0.1",
        "unix_socket_directories, ''",
        "password_encryption, scram-sha-256",
        "max_connections, 60",
        "TimeZone, UTC",
        "jit, off",
    })
    void settingsAre(String setting, String value) throws Exception {
        assertThat(ask(start(), "SHOW " + setting)).isEqualTo(value);
    }

    @Test
    void fsyncIsOnWhateverSomebodyWroteIntoTheConfiguration() throws Exception {
        EmbeddedPostgres first = start();
        tell(first, "ALTER SYSTEM SET fsync = off");
        first.close();

        EmbeddedPostgres second = start();

        assertThat(ask(second, "SHOW fsync")).isEqualTo("on");
        tell(second, "ALTER SYSTEM RESET fsync");
    }

    @Test
    void nobodyGetsInWithoutThePassword() {
        EmbeddedPostgres server = start();

        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "guessed"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void theFoldersAreNotReadableByOthers() throws Exception {
        start();

        Path postgres = directory.resolve("postgres");
        for (Path path : List.of(
                directory,
                postgres,
                postgres.resolve("data"),
                postgres.resolve("password"),
                postgres.resolve("log"),
                postgres.resolve("log/postgresql.log"))) {
            assertThat(Files.getPosixFilePermissions(path))
                    .as(path.toString())
                    .doesNotContain(
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    @Test
    void aSecondStartInTheSameProcessIsRefusedAndDoesNotLoosenTheLock() throws Exception {
        start();

        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("this very process");
        try (Other other = new Other()) {
            assertThat(other.firstLine()).contains("refused");
        }
    }

    @Test
    void aSecondProcessOnTheSameDirectoryIsRefused() throws Exception {
        EmbeddedPostgres server = start();

        try (Other other = new Other()) {
            assertThat(other.firstLine())
                    .contains("refused")
                    .contains(directory.toString())
                    .contains("pid " + ProcessHandle.current().pid());
        }
        assertThat(ask(server, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void anOrphanedServerNeverBlocksTheNextStart() throws Exception {
        long orphan;
        try (Other other = new Other()) {
            orphan = Long.parseLong(other.firstLine());
        }
        assertThat(serversIn(directory)).contains(orphan);

        EmbeddedPostgres server = start();

        assertThat(server.pid()).isEqualTo(orphan);
        assertThat(ask(server, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void theSessionsOfAKilledProcessHoldNoLocksInTheNext() throws Exception {
        EmbeddedPostgres first = start();
        try (Connection connection = connect(first);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(42)");
            first.disown();

            assertThat(ask(start(), "SELECT pg_try_advisory_lock(42)")).isEqualTo("t");
        }
    }

    @Test
    @Guard
    void anOrphanThatDoesNotAnswerIsReplaced() throws Exception {
        EmbeddedPostgres first = start();
        first.disown();
        send("STOP", first.pid());

        EmbeddedPostgres second = start();

        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(ask(second, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void anOrphanWithOtherSettingsIsReplaced() throws Exception {
        EmbeddedPostgres first = start();
        first.disown();
        Path options = directory.resolve("postgres/data/postmaster.opts");
        Files.writeString(options, Files.readString(options).replace("fsync=on", "fsync=off"));

        assertThat(start().pid()).isNotEqualTo(first.pid());
    }

    @Test
    void anOrphanWithAnotherPasswordIsReplacedAndThenTheFaultIsTold() throws Exception {
        EmbeddedPostgres first = start();
        first.disown();
        Path password = directory.resolve("postgres/password");
        String right = Files.readString(password);
        try {
            Files.writeString(password, "wrong\n");
            assertThatThrownBy(this::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("refuses the password in the file " + password);
        } finally {
            Files.writeString(password, right);
        }
        assertThat(ask(start(), "SELECT 1")).isEqualTo("1");
    }

    /** The pid of this very process: alive, of the same user, and no PostgreSQL. PostgreSQL alone would refuse to start. */
    @Test
    void aStalePidFileWhoseNumberWasGivenAwayDoesNotBlockTheStart() throws Exception {
        EmbeddedPostgres first = start();
        Path file = directory.resolve("postgres/data/postmaster.pid");
        String content = Files.readString(file);
        first.close();
        Files.writeString(
                file,
                content.replaceFirst(
                        "^\\d+", Long.toString(ProcessHandle.current().pid())));

        assertThat(ask(start(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void anEmptyPidFileDoesNotBlockTheStart() throws Exception {
        Files.createFile(directory.resolve("postgres/data/postmaster.pid"));

        assertThat(ask(start(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void whatWasCommittedSurvivesAKillOfTheServer() throws Exception {
        EmbeddedPostgres server = start();
        tell(server, "CREATE TABLE survivor (n int)");
        tell(server, "INSERT INTO survivor SELECT generate_series(1, 1000)");

        send("KILL", server.pid());

        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> ask(server, "SELECT count(*) FROM survivor").equals("1000"));
        tell(server, "DROP TABLE survivor");
    }

    @Test
    void aKilledServerComesBackByItselfOnTheSamePort() throws Exception {
        EmbeddedPostgres server = start();
        for (int kill = 0; kill < 2; kill++) {
            long before = server.pid();

            send("KILL", before);

            await().atMost(PATIENCE).until(() -> server.pid() != before);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> ask(server, "SELECT 1").equals("1"));
            assertThat(ask(server, "SHOW port")).isEqualTo(Integer.toString(server.port()));
        }
    }

    /** A stopped backend cannot notice that its main process is dead, and keeps the shared memory in use. */
    @Test
    @Guard
    void aKilledServerComesBackThoughABackendSurvivesIt() throws Exception {
        EmbeddedPostgres server = start();
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_backend_pid()")) {
            result.next();
            send("STOP", result.getLong(1));
            send("KILL", server.pid());

            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> ask(server, "SELECT 1").equals("1"));
        }
    }

    @Test
    void aServerThatCannotComeBackIsTriedUntilItCan() throws Exception {
        EmbeddedPostgres server = start();
        Path version = directory.resolve("postgres/data/PG_VERSION");
        Path aside = version.resolveSibling("PG_VERSION.aside");
        Files.move(version, aside);
        long before = server.pid();

        send("KILL", before);
        await().atMost(PATIENCE).until(() -> server.pid() != before);
        long second = server.pid();
        await().atMost(PATIENCE).until(() -> server.pid() != second);
        Files.move(aside, version);

        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> ask(server, "SELECT 1").equals("1"));
    }

    @Test
    void afterCloseNothingRunsAndTheDirectoryIsFree() {
        EmbeddedPostgres server = start();

        server.close();
        server.close();

        assertThat(serversIn(directory)).isEmpty();
        assertThat(start().port()).isEqualTo(server.port());
    }

    @Test
    void theLaunchReturnsBeforeTheServerIsReady() throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.launch(directory);
        started.add(server);

        assertThat(server.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:" + server.port() + "/dabiao");
        assertThat(server.password()).hasSizeGreaterThan(20);
        assertThat(server.awaitReady(PATIENCE)).isSameAs(server);
        assertThat(ask(server, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aPortThatIsTakenIsLeftForAnother() throws Exception {
        EmbeddedPostgres first = start();
        first.close();
        try (ServerSocket taker = new ServerSocket(first.port(), 1, InetAddress.getByName("127.0.0.1"))) {
            EmbeddedPostgres second = start();

            assertThat(second.port()).isNotEqualTo(taker.getLocalPort());
            second.close();
            assertThat(start().port()).isEqualTo(second.port());
        }
    }

    @Test
    void whatPostgresSaidIsInTheError() throws Exception {
        Path version = directory.resolve("postgres/data/PG_VERSION");
        String right = Files.readString(version);
        try {
            Files.writeString(version, "9.6\n");
            assertThatThrownBy(this::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("did not start")
                    .hasMessageContaining("database files are incompatible with server");
        } finally {
            Files.writeString(version, right);
        }
    }

    @Test
    void aMissingPasswordIsNotReplacedByANewOne() throws Exception {
        Path password = directory.resolve("postgres/password");
        Path aside = password.resolveSibling("password.aside");
        Files.move(password, aside);
        try {
            assertThatThrownBy(this::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(password + " is missing");
            assertThat(password).doesNotExist();
        } finally {
            Files.move(aside, password);
        }
    }

    @Test
    void whatAKilledFirstStartLeftHalfDoneIsThrownAway() throws Exception {
        Path postgres = directory.resolve("postgres");
        Path home = home(postgres);
        Path partial = PrivateFiles.partial(home);
        Files.createDirectories(partial.resolve("bin"));
        Files.writeString(partial.resolve("bin/postgres"), "half");

        start();

        assertThat(partial).doesNotExist();
        assertThat(home).isDirectory();
    }

    /** As in a container run as root that may not make user namespaces. */
    @Test
    void rootWithoutNamespacesRunsTheServerAsAnotherUser() throws Exception {
        Tools.grant("root", Account.isRoot(), "only root needs another user, and the tests do not run as root");
        Account other = Account.standIn().orElse(null);
        Tools.grant("root", other != null, "neither postgres nor nobody can be had");
        Path above = directory.getParent();

        assertThatThrownBy(() -> EmbeddedPostgres.launch(directory, other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("chmod o+x");

        Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx--x--x"));
        try {
            EmbeddedPostgres server = EmbeddedPostgres.launch(directory, other).awaitReady(PATIENCE);
            started.add(server);

            assertThat(Files.getAttribute(Path.of("/proc", Long.toString(server.pid())), "unix:uid"))
                    .isEqualTo(other.uid().orElseThrow());
            server.disown();
            EmbeddedPostgres next = EmbeddedPostgres.launch(directory, other).awaitReady(PATIENCE);
            started.add(next);
            assertThat(next.pid()).isEqualTo(server.pid());
            next.close();
            assertThat(ask(start(), "SELECT 1")).isEqualTo("1");
        } finally {
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @CsvSource({"../outside, ''", "/outside, ''", "link, ../outside", "link, /outside"})
    void anArchiveThatLeadsOutOfItsFolderIsRefused(String name, String target) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
            TarArchiveEntry entry = target.isEmpty()
                    ? new TarArchiveEntry(name, true)
                    : new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
            entry.setLinkName(target);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        Path folder = Files.createDirectory(directory.resolve("archive"));
        try {
            assertThatThrownBy(() -> Binaries.unpack(new ByteArrayInputStream(bytes.toByteArray()), folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("leads out of its folder");
            assertThat(folder).isEmptyDirectory();
        } finally {
            PrivateFiles.delete(folder);
        }
    }

    @Test
    void theLogIsKeptSmall() throws Exception {
        Path file = directory.resolve("noise.log");
        ServerLog log = new ServerLog(file);
        Files.writeString(file, "x".repeat(6 << 20) + "the end");

        assertThat(log.since(0)).hasSizeLessThan(5000).endsWith("the end");
        log.keepSmall();

        assertThat(file).isEmptyFile();
        assertThat(directory.resolve("noise.log.1")).exists();
    }

    private EmbeddedPostgres start() {
        EmbeddedPostgres server = EmbeddedPostgres.start(directory, PATIENCE);
        started.add(server);
        return server;
    }

    private static Connection connect(EmbeddedPostgres server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    private static String ask(EmbeddedPostgres server, String query) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void tell(EmbeddedPostgres server, String command) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static void send(String signal, long pid) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                        .start()
                        .waitFor())
                .isZero();
    }

    private static Path home(Path postgres) throws IOException {
        try (Stream<Path> folders = Files.list(postgres)) {
            return folders.filter(folder -> Files.exists(folder.resolve("bin/postgres")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Long> serversIn(Path directory) {
        Path data = directory.resolve("postgres/data");
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> {
                    try {
                        return Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), data);
                    } catch (IOException gone) {
                        return false;
                    }
                })
                .toList();
    }

    /** Another JVM that starts the server on the same directory, says its pid or why not, and is killed when closed. */
    private static final class Other implements AutoCloseable {
        private final Process process;

        Other() throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Other.class.getName(),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        public static void main(String[] arguments) throws IOException {
            try {
                System.out.println(
                        EmbeddedPostgres.start(Path.of(arguments[0]), PATIENCE).pid());
            } catch (IllegalStateException e) {
                System.out.println("refused: " + e.getMessage());
            }
            System.in.read();
        }

        /** The pid or the refusal; log lines may come before. */
        String firstLine() throws IOException {
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("refused") || line.matches("\\d+")) {
                    return line;
                }
            }
            throw new IOException("The other process ended without a word.");
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
