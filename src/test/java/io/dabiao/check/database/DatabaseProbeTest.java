package io.dabiao.check.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Patience;
import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.PortKindContract;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Tools.need("mariadb");
        mariadbPort = Daemon.freePort();
        Path data = folder.resolve("mariadb");
        Daemon.run(folder, "mariadb-install-db", "--no-defaults", "--user=root", "--datadir=" + data, "--skip-test-db");
        Path init = Files.writeString(
                folder.resolve("init.sql"),
                "create database archive;\ncreate user probe@'%' identified by 'open sesame';\ngrant select on archive.* to probe@'%';\n");
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
                "--init-file=" + init);
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
    void aPasswordThatMariadbDoesNotKnowIsToldAsSuch() throws Exception {
        ProbeOutcome outcome = look(at("127.0.0.1:" + mariadbPort).replace("mariadb-password", "wrong"));

        assertThat(said(outcome)).isEqualTo("status in connect");
        assertThat(outcome.failure().orElseThrow().detail()).contains("refuses this user");
    }
}
