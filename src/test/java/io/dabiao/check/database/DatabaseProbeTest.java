package io.dabiao.check.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Patience;
import io.dabiao.Tools;
import io.dabiao.check.probe.Authority;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.PortKindContract;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static Daemon mariadb;
    private static int mariadbPort;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start(Files.createDirectory(folder.resolve("postgres")), Patience.PATIENCE);
        Files.writeString(folder.resolve("postgres-password"), postgres.password());
        Files.writeString(folder.resolve("mariadb-password"), "open sesame");
        Files.writeString(folder.resolve("wrong"), "shut");
        Files.writeString(folder.resolve("odd"), ODD + "\n");
        driver();
        Tools.need("mariadb");
        mariadbPort = Daemon.freePort();
        Authority.in(folder);
        Path data = folder.resolve("mariadb");
        Daemon.run(folder, "mariadb-install-db", "--no-defaults", "--user=root", "--datadir=" + data, "--skip-test-db");
        Path init = Files.writeString(
                folder.resolve("init.sql"),
                "create database archive;\ncreate user probe@'%' identified by 'open sesame';\ngrant select on archive.* to probe@'%';\n"
                        + "create user odd@'%' identified by '" + ODD.replace("'", "''") + "';\n");
        mariadb = Daemon.started(
                folder,
                mariadbPort,
                "mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--port=" + mariadbPort,
                "--bind-address=127.0.0.1",
                "--socket=" + folder + "/mariadb.sock",
                "--init-file=" + init,
                "--ssl-ca=" + folder + "/ca.pem",
                "--ssl-cert=" + folder + "/good.pem",
                "--ssl-key=" + folder + "/site.key");
    }

    /** What people have in passwords, which is read otherwise in an address. */
    private static final String ODD = "a@b#c%d?e&f=g+h/i:j k\"l'm%40";

    /** As a maker brings it: a jar that names its driver. */
    private static void driver() throws Exception {
        Files.createDirectories(DRIVERS);
        String name = ForeignDriver.class.getName();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(DRIVERS.resolve("foreign.jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/services/java.sql.Driver"));
            jar.write(name.getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new ZipEntry(name.replace('.', '/') + ".class"));
            try (InputStream driver = DatabaseProbeTest.class.getResourceAsStream("ForeignDriver.class")) {
                driver.transferTo(jar);
            }
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
        if (mariadb != null) {
            mariadb.close();
        }
    }

    @Override
    protected String kind() {
        return "database";
    }

    @Override
    protected String at(String address) {
        return "system: mariadb, address: '" + address + "', database: archive, user: probe, password: {file: '"
                + folder + "/mariadb-password'}";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + mariadbPort) + ", query: select 40 + 2, expect: '^42$'";
    }

    /** The driver waits for a greeting in its own form, and has words of its own for another. */
    @Override
    protected String foreign() {
        return "";
    }

    @Override
    protected String refused() {
        return "connect in connect";
    }

    private static String postgres(String password) {
        String place = postgres.jdbcUrl().replaceFirst("jdbc:postgresql://", "");
        return "system: postgresql, address: '" + place.replaceFirst("/.*", "") + "', database: "
                + place.replaceFirst(".*/", "").replaceFirst("\\?.*", "") + ", user: " + postgres.user()
                + ", password: {file: '" + folder + "/" + password + "'}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres-password | ''                                              | ok",
                "postgres-password | ', query: select version(), expect: PostgreSQL' | ok",
                "postgres-password | ', query: select 1, expect: \"2\"'              | content in body",
                "postgres-password | ', query: select 1 where false'                 | content in body",
                "postgres-password | ', query: selct 1'                              | status in first_byte",
                "postgres-password | ', query: create table x (y int)'               | status in first_byte",
                "postgres-password | ', timeout: 1500ms, query: select pg_sleep(20)' | timeout in first_byte",
                "wrong             | ''                                              | status in connect",
            })
    void aQuestionToPostgresqlIsAnswered(String password, String keys, String says) throws Exception {
        ProbeOutcome outcome = look(postgres(password) + keys);

        assertThat(said(outcome)).as("%s", outcome).isEqualTo(says);
    }

    @Test
    void aPasswordMayHoldWhateverAnAddressMayNot() throws Exception {
        assertThat(said(look("system: mariadb, address: '127.0.0.1:" + mariadbPort
                        + "', database: information_schema, user: odd, password: {file: '" + folder + "/odd'}")))
                .isEqualTo("ok");
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create role odd login password '" + ODD.replace("'", "''") + "'");
        }
        assertThat(said(look(postgres("odd").replace("user: " + postgres.user(), "user: odd"))))
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dm | archive | jdbc:dm://{at}/archive probe select 1",
                "mysql | archive | 42",
            })
    void othersAreAskedByTheDriverThatAFolderHasOrThatUnderstandsThem(String system, String database, String says)
            throws Exception {
        String at = "127.0.0.1:" + mariadbPort;

        ProbeOutcome outcome = look(at(at).replace("mariadb,", system + ",").replace("archive", database)
                + (system.equals("mysql") ? ", query: select 40 + 2" : "") + ", expect: '^" + says.replace("{at}", at)
                + "$'");

        assertThat(said(outcome)).as("%s", outcome).isEqualTo("ok");
    }

    @Test
    void withoutADriverNothingIsKnownOfTheDatabaseAndThatIsSaid() throws Exception {
        ProbeOutcome outcome = look(at("127.0.0.1:" + mariadbPort).replace("mariadb,", "oracle,"));

        assertThat(said(outcome)).isEqualTo("preparation in connect");
        assertThat(outcome.failure().orElseThrow().detail()).contains("dabiao.drivers");
        inBothLanguages(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL | jdbc:postgresql://10.0.0.1:1/a | select 1",
                "MARIADB    | jdbc:mariadb://10.0.0.1:1/a | select 1",
                "MYSQL      | jdbc:mariadb://10.0.0.1:1/a | select 1",
                "SQLSERVER  | jdbc:sqlserver://10.0.0.1:1;databaseName=a | select 1",
                "ORACLE     | jdbc:oracle:thin:@//10.0.0.1:1/a | select 1 from dual",
                "DM         | jdbc:dm://10.0.0.1:1/a | select 1",
                "KINGBASE   | jdbc:kingbase8://10.0.0.1:1/a | select 1",
            })
    void anAddressIsWrittenAsTheDriverWantsIt(DatabaseSystem system, String url, String question) {
        assertThat(system.url("10.0.0.1:1", "a")).isEqualTo(url);
        assertThat(system.question()).isEqualTo(question);
    }

    @Test
    void aPasswordThatMariadbDoesNotKnowIsToldAsSuch() throws Exception {
        ProbeOutcome outcome = look(at("127.0.0.1:" + mariadbPort).replace("mariadb-password", "wrong"));

        assertThat(said(outcome)).isEqualTo("status in connect");
        assertThat(outcome.failure().orElseThrow().detail()).contains("refuses this user");
    }

    /** The server offers it, and takes those who do not ask for it. */
    @Test
    void aConnectionIsEncryptedWhereThatIsRequired() throws Exception {
        String cipher =
                ", query: \"select variable_value from information_schema.session_status where variable_name = 'Ssl_cipher'\"";

        assertThat(said(look(at("127.0.0.1:" + mariadbPort) + ", tls: required" + cipher + ", expect: '^TLS_|-'")))
                .isEqualTo("ok");
        assertThat(said(look(at("127.0.0.1:" + mariadbPort) + cipher + ", expect: '^$'")))
                .isEqualTo("ok");
    }

    @Test
    void aDatabaseThatDoesNotEncryptIsToldSoWhereThatIsRequired() throws Exception {
        ProbeOutcome outcome = look(postgres("postgres-password") + ", tls: required");

        assertThat(outcome.failure().orElseThrow().reason().saysOfTheSite()).isTrue();
        assertThat(outcome.failure().orElseThrow().detail()).contains("SSL");
        inBothLanguages(outcome);
    }
}
