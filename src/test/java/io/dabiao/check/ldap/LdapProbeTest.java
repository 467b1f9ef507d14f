package io.dabiao.check.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.PortKindContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdapProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static int port;
    private static Daemon slapd;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("password"), "open-sesame");
        Files.writeString(folder.resolve("wrong"), "shut");
        Tools.need("slapd");
        port = Daemon.freePort();
        Files.createDirectories(folder.resolve("db"));
        Files.writeString(folder.resolve("slapd.conf"), """
                    include /etc/ldap/schema/core.schema
                    pidfile %1$s/slapd.pid
                    modulepath /usr/lib/ldap
                    moduleload back_mdb
                    database mdb
                    suffix "dc=example,dc=org"
                    rootdn "cn=admin,dc=example,dc=org"
                    rootpw open-sesame
                    directory %1$s/db
                    """.formatted(folder));
        slapd = Daemon.started(
                folder, port, "slapd", "-d", "0", "-f", folder + "/slapd.conf", "-h", "ldap://127.0.0.1:" + port);
    }

    @AfterAll
    static void stop() {
        if (slapd != null) {
            slapd.close();
        }
    }

    @Override
    protected String kind() {
        return "ldap";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "'";
    }

    @Override
    protected String good() {
        return bound("password");
    }

    private static String bound(String password) {
        return "address: '127.0.0.1:" + port + "', bind: 'cn=admin,dc=example,dc=org', password: {file: '" + folder
                + "/" + password + "'}";
    }

    @Test
    void anAnonymousBindIsEnoughWhereNoNameIsDeclared() throws Exception {
        Tools.need("slapd");

        assertThat(said(look(at("127.0.0.1:" + port)))).isEqualTo("ok");
    }

    @Test
    void aWrongPasswordIsToldAsTheDirectoryTellsIt() throws Exception {
        Tools.need("slapd");

        var outcome = look(bound("wrong"));

        assertThat(said(outcome)).isEqualTo("status in first_byte");
        assertThat(outcome.failure().orElseThrow().detail()).contains("invalidCredentials (49)");
    }

    @Test
    void aDirectoryWithoutTlsSaysSo() throws Exception {
        Tools.need("slapd");

        assertThat(said(look(at("127.0.0.1:" + port) + ", tls: starttls"))).isEqualTo("status in first_byte");
    }
}
