package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.dabiao.Tools;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kind that speaks TLS against servers as institutions run them: with the certificate of an authority of their own, and with one
 * asked for in return.
 */
@Guard
class SecuredKindsTest {

    @TempDir
    static Path folder;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    private static TestLooks looks;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("openssl", "redis", "slapd", "dovecot", "postfix", "mosquitto", "grpc");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Authority.in(folder);
        // Servers that run as users of their own read the key of this test.
        Files.setPosixFilePermissions(folder.resolve("site.key"), PosixFilePermissions.fromString("rw-r--r--"));
        Authority.in(Files.createDirectory(folder.resolve("stranger")));
        looks = new TestLooks(new ProbeKindContract.Said(), folder);
        OPEN.add(looks);
        server("tls", "");
        server("tls-old", "-tls1_2");
        server("tls-client", "-Verify 1 -verify_return_error -CAfile ca.pem");
        server("tls-old-client", "-tls1_2 -Verify 1 -verify_return_error -CAfile ca.pem");
        server("tls-asking", "-verify 1 -CAfile ca.pem");
        redis("redis", "no");
        redis("redis-client", "yes");
        slapd("ldap", "never");
        slapd("ldap-client", "demand");
        dovecot();
        Postfix postfix = Postfix.started(folder);
        OPEN.add(postfix);
        PORTS.put("smtp", postfix.port());
        PORTS.put("smtps", postfix.direct());
        PORTS.put("smtps-client", postfix.asking());
        mosquitto();
        grpc();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : OPEN) {
            one.close();
        }
    }

    private static int port(String name) throws Exception {
        int port = Daemon.freePort();
        PORTS.put(name, port);
        return port;
    }

    private static void server(String name, String options) throws Exception {
        int port = port(name);
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                "good.pem",
                "-key",
                "site.key",
                "-quiet"));
        command.addAll(
                Arrays.stream(options.split(" ")).filter(one -> !one.isEmpty()).toList());
        OPEN.add(Daemon.started(folder, port, command.toArray(String[]::new)));
    }

    private static void redis(String name, String clients) throws Exception {
        int port = port(name);
        OPEN.add(Daemon.started(
                folder,
                port,
                "redis-server",
                "--port",
                "0",
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--tls-port",
                String.valueOf(port),
                "--tls-cert-file",
                "good.pem",
                "--tls-key-file",
                "site.key",
                "--tls-ca-cert-file",
                "ca.pem",
                "--tls-auth-clients",
                clients));
    }

    private static void slapd(String name, String clients) throws Exception {
        int plain = port(name);
        int direct = port(name.replace("ldap", "ldaps"));
        Path own = Files.createDirectory(folder.resolve(name));
        Files.createDirectory(own.resolve("db"));
        Files.writeString(own.resolve("slapd.conf"), """
                include /etc/ldap/schema/core.schema
                pidfile %1$s/slapd.pid
                modulepath /usr/lib/ldap
                moduleload back_mdb
                TLSCACertificateFile %2$s/ca.pem
                TLSCertificateFile %2$s/good.pem
                TLSCertificateKeyFile %2$s/site.key
                TLSVerifyClient %3$s
                database mdb
                suffix "dc=example,dc=org"
                directory %1$s/db
                """.formatted(own, folder, clients));
        OPEN.add(Daemon.started(
                own,
                plain,
                "slapd",
                "-d",
                "0",
                "-f",
                own + "/slapd.conf",
                "-h",
                "ldap://127.0.0.1:" + plain + " ldaps://127.0.0.1:" + direct));
    }

    private static void dovecot() throws Exception {
        int plain = port("imap");
        int direct = port("imaps");
        Path own = Files.createDirectory(folder.resolve("dovecot"));
        Path file = Files.writeString(own.resolve("dovecot.conf"), """
                base_dir = %1$s/run
                log_path = %1$s/log
                protocols = imap
                ssl = yes
                ssl_cert = <%2$s/good.pem
                ssl_key = <%2$s/site.key
                passdb {
                  driver = static
                  args = password=none
                }
                service imap-login {
                  chroot =
                  inet_listener imap {
                    address = 127.0.0.1
                    port = %3$d
                  }
                  inet_listener imaps {
                    address = 127.0.0.1
                    port = %4$d
                    ssl = yes
                  }
                }
                """.formatted(own, folder, plain, direct));
        OPEN.add(Daemon.started(own, direct, "dovecot", "-F", "-c", file.toString()));
    }

    private static void mosquitto() throws Exception {
        String tls = "cafile %1$s/ca.pem\ncertfile %1$s/good.pem\nkeyfile %1$s/site.key\n".formatted(folder);
        String listener = "listener %d 127.0.0.1\nprotocol websockets\n";
        int asking = port("wss-client");
        // Of listeners for WebSockets alone it says that it has none.
        Path file = Files.writeString(
                folder.resolve("mosquitto.conf"),
                "allow_anonymous true\nuser " + System.getProperty("user.name") + "\nlistener "
                        + Daemon.freePort() + " 127.0.0.1\n"
                        + listener.formatted(port("ws"))
                        + listener.formatted(port("wss")) + tls
                        + listener.formatted(asking) + tls + "require_certificate true\n");
        OPEN.add(Daemon.started(folder, asking, "mosquitto", "-c", file.toString()));
    }

    private static void grpc() throws Exception {
        Process server = new ProcessBuilder(
                        "/usr/bin/python3",
                        Path.of("src/test/resources/check/grpc-health.py").toString(),
                        folder.resolve("site.key").toString(),
                        folder.resolve("good.pem").toString(),
                        folder.resolve("ca.pem").toString())
                .redirectError(folder.resolve("grpc.log").toFile())
                .start();
        OPEN.add(server::destroyForcibly);
        String[] ports = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
                .readLine()
                .split(" ");
        PORTS.put("grpc", Integer.valueOf(ports[2]));
        PORTS.put("grpc-client", Integer.valueOf(ports[3]));
    }

    private static final String OWN = "client: {certificate: '{folder}/good.pem', key: '{folder}/site.key'}";
    private static final String STRANGER =
            "client: {certificate: '{folder}/stranger/good.pem', key: '{folder}/stranger/site.key'}";

    @ParameterizedTest(name = "{0} at {1}, {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tls | tls | certificate: 7d | ok",
                "tls | tls | protocol: 1.3 | ok",
                "tls | tls-old | protocol: 1.2 | ok",
                "tls | tls-old | protocol: 1.3 | tls in first_byte",
                "tls | tls-asking | certificate: 7d | ok",
                "smtp | smtp | tls: starttls, certificate: 7d | ok",
                "smtp | smtps | tls: direct, certificate: 7d, expect: Postfix | ok",
                "smtp | smtps | tls: direct, certificate: 90d | certificate_expiring in first_byte",
                "imap | imap | tls: starttls, certificate: 7d, expect: Dovecot | ok",
                "imap | imaps | tls: direct, certificate: 7d, expect: Dovecot | ok",
                "imap | imaps | tls: direct, name: other.example.org | certificate_name in tls",
                "ldap | ldap | tls: starttls, certificate: 7d | ok",
                "ldap | ldap | tls: starttls, certificate: 90d | certificate_expiring in first_byte",
                "ldap | ldaps | tls: direct, certificate: 7d | ok",
                "redis | redis | tls: direct, role: master | ok",
                "redis | redis | tls: direct, name: other.example.org | certificate_name in tls",
                "grpc | grpc | tls: direct, service: search | ok",
                "websocket | wss | protocol: mqtt, certificate: 7d | ok",
                "websocket | wss | protocol: mqtt, certificate: 90d | certificate_expiring in first_byte",
            })
    void aServerWithItsOwnAuthoritysCertificateIsWell(String kind, String server, String keys, String says)
            throws Exception {
        ProbeOutcome outcome = look(kind, server, keys);

        assertThat(ProbeKindContract.said(outcome)).as("%s", outcome).isEqualTo(says);
        if (outcome.ok()) {
            assertThat(outcome.certificateSeconds().getAsLong() / 86_400).isBetween(28L, 31L);
            assertThat(outcome.phases()).containsKey(Phase.TLS);
            assertThat(ProbeKindContract.said(untrusting(kind, server, keys)))
                    .isEqualTo("certificate_untrusted in tls");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls | tls-client | certificate: 7d",
                "tls | tls-old-client | certificate: 7d",
                "ldap | ldap-client | tls: starttls",
                "ldap | ldaps-client | tls: direct",
                "redis | redis-client | tls: direct",
                "grpc | grpc-client | tls: direct",
                "websocket | wss-client | protocol: mqtt",
            })
    void aServerThatAsksForACertificateIsShownItAndSaidToAskWhereThereIsNone(String kind, String server, String keys)
            throws Exception {
        assertThat(ProbeKindContract.said(look(kind, server, keys + ", " + OWN)))
                .isEqualTo("ok");

        ProbeOutcome without = look(kind, server, keys);
        assertThat(ProbeKindContract.said(without)).as("%s", without).startsWith("tls in ");
        assertThat(without.failure().orElseThrow().words().english())
                .contains("the site asks for a client certificate; declare one");
        assertThat(without.failure().orElseThrow().words().chinese()).contains("网站要求客户端证书；");

        ProbeOutcome stranger = look(kind, server, keys + ", " + STRANGER);
        assertThat(ProbeKindContract.said(stranger)).as("%s", stranger).startsWith("tls in ");
        assertThat(stranger.failure().orElseThrow().words().english()).contains("does not accept the one shown");
    }

    /** It has the handshake succeed, and says at its greeting what it misses. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                OWN + " | ok | -",
                "certificate: 7d | status in body | No client certificate presented",
                STRANGER + " | status in body | Client certificate not trusted",
            })
    void aMailServerThatAsksForACertificateSaysItselfWhatItMisses(String keys, String says, String words)
            throws Exception {
        ProbeOutcome outcome = look("smtp", "smtps-client", "tls: direct, " + keys);

        assertThat(ProbeKindContract.said(outcome)).as("%s", outcome).isEqualTo(says);
        outcome.failure()
                .ifPresent(failure -> assertThat(failure.words().english()).contains(words));
    }

    /** A broker that others wrote, in the clear: what is asked for, and what it does not speak. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol: mqtt | ok",
                "protocol: 'chat, mqtt' | ok",
                "protocol: mqtt, expect: something, timeout: 500ms | timeout in body",
            })
    void aBrokersWebSocketIsUpgraded(String keys, String says) throws Exception {
        ProbeOutcome outcome = looks.look(
                "websocket", "url: 'ws://127.0.0.1:" + PORTS.get("ws") + "/mqtt', " + keys, ProbeKindContract.SLOT);

        assertThat(ProbeKindContract.said(outcome)).as("%s", outcome).isEqualTo(says);
        assertThat(outcome.status()).hasValue(101);
    }

    private static ProbeOutcome look(String kind, String server, String keys) throws Exception {
        return looks.look(
                kind,
                at(kind, server) + ", ca: '" + folder + "/ca.pem', " + keys.replace("{folder}", folder.toString()),
                ProbeKindContract.SLOT);
    }

    /** As one looks who trusts the usual authorities alone. */
    private static ProbeOutcome untrusting(String kind, String server, String keys) throws Exception {
        return looks.look(kind, at(kind, server) + ", " + keys, ProbeKindContract.SLOT);
    }

    private static String at(String kind, String server) {
        String place = "127.0.0.1:" + PORTS.get(server);
        return kind.equals("websocket") ? "url: 'wss://" + place + "/mqtt'" : "address: '" + place + "'";
    }
}
