package io.dabiao.check.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeKindContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A resolver that validates, and zones that are signed, not signed, and changed after they were signed. */
@Tag("long")
class DnssecProbeTest extends ProbeKindContract {

    @TempDir
    static Path folder;

    private static int port;
    private static Daemon unbound;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("unbound", "ldns");
        String signed = signed("signed");
        String broken = signed("broken");
        Path file = folder.resolve("broken.signed");
        Files.writeString(file, Files.readString(file).replace("10.1.2.3", "10.1.2.4"));
        zone("plain");
        Files.move(folder.resolve("plain"), folder.resolve("plain.signed"));
        port = Daemon.freePort();
        StringBuilder zones = new StringBuilder();
        for (String zone : List.of("signed", "broken", "plain")) {
            zones.append("""
                    auth-zone:
                      name: "%1$s."
                      zonefile: "%2$s/%1$s.signed"
                      for-upstream: yes
                      for-downstream: no
                    """.formatted(zone, folder));
        }
        Path config =
                Files.writeString(folder.resolve("unbound.conf"), """
                server:
                  interface: 127.0.0.1
                  port: %1$d
                  do-daemonize: no
                  username: ""
                  chroot: ""
                  pidfile: ""
                  use-syslog: no
                  directory: "%2$s"
                  module-config: "validator iterator"
                  trust-anchor-file: "%2$s/%3$s.key"
                  trust-anchor-file: "%2$s/%4$s.key"
                  do-not-query-localhost: no
                remote-control:
                  control-enable: no
                %5$s
                """.formatted(port, folder, signed, broken, zones));
        unbound = Daemon.started(folder, port, "unbound", "-d", "-c", config.toString());
    }

    private static void zone(String name) throws IOException {
        Files.writeString(folder.resolve(name), """
                $ORIGIN %1$s.
                $TTL 300
                @ IN SOA ns.%1$s. office.%1$s. 1 3600 600 86400 300
                @ IN NS ns.%1$s.
                ns IN A 127.0.0.1
                portal IN A 10.1.2.3
                """.formatted(name));
    }

    /** @return the name of the key */
    private static String signed(String name) throws Exception {
        zone(name);
        Daemon.run(folder, "ldns-keygen", "-k", "-a", "ECDSAP256SHA256", name);
        String key;
        try (Stream<Path> files = Files.list(folder)) {
            key = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("K" + name + "\\..*\\.key"))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst("\\.key$", "");
        }
        Daemon.run(folder, "ldns-signzone", "-f", name + ".signed", name, key);
        return key;
    }

    @AfterAll
    static void stop() {
        if (unbound != null) {
            unbound.close();
        }
    }

    @Override
    protected String kind() {
        return "dns";
    }

    @Override
    protected String good() {
        return "query: portal.signed, server: '127.0.0.1:" + port + "', expect: 10.1.2.3, dnssec: true";
    }

    @Override
    protected String bad() {
        return "query: portal.plain, server: '127.0.0.1:" + port + "', dnssec: true";
    }

    @Override
    protected Phase first() {
        return Phase.FIRST_BYTE;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query: portal.signed, dnssec: true | ok",
                "query: signed, type: SOA, dnssec: true | ok",
                "query: portal.signed | ok",
                "query: portal.plain | ok",
                "query: portal.plain, dnssec: true | content in body",
                "query: portal.broken, dnssec: true | status in body",
                "query: portal.broken | status in body",
                "query: nothing.signed, dnssec: true | name in body",
            })
    void theResolversOwnValidationIsWhatCounts(String keys, String says) throws Exception {
        var outcome = look(keys + ", server: '127.0.0.1:" + port + "'");

        assertThat(said(outcome)).as("%s", outcome).isEqualTo(says);
    }
}
