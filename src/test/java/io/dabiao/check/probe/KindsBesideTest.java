package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.dabiao.Tools;
import io.dabiao.check.http.AnySecret;
import io.dabiao.check.http.Nginx;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.Declared;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds that blackbox_exporter has too, of the same real servers: it says of each what a probe says. Times are printed, not judged. */
@Tag("long")
class KindsBesideTest {

    private static final int TIMES = 15;

    /** Looks before those that are timed, with {@code -Dwarm=300}: a JVM that has just started compiles for as long. */
    private static final int WARM = Integer.getInteger("warm", 0);

    private static final String MODULES = """
            modules:
              tcp: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4}}
              tls: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, tls: true, tls_config: {ca_file: '%1$s/nginx/ca.pem'}}}
              usual: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, tls: true}}
              icmp: {prober: icmp, timeout: 3s, icmp: {preferred_ip_protocol: ip4}}
              ssh: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, query_response: [{expect: '^SSH-2.0-.*OpenSSH'}]}}
              dropbear: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, query_response: [{expect: '^SSH-2.0-.*dropbear'}]}}
              redis: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, query_response: [{send: PING}, {expect: '^.PONG'}]}}
              smtp: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, query_response: [{expect: '^220 '}, {send: "EHLO prober\\r"}, {expect: '^250[ -]'}, {send: "QUIT\\r"}]}}
              starttls: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, query_response: [{expect: '^220 '}, {send: "EHLO prober\\r"}, {expect: '^250[ -]STARTTLS'}, {send: "STARTTLS\\r"}, {expect: '^220'}, {starttls: true}]}}
              imap: {prober: tcp, timeout: 3s, tcp: {preferred_ip_protocol: ip4, query_response: [{expect: 'OK.*GreenMail'}]}}
              dns: {prober: dns, timeout: 3s, dns: {query_name: portal.example, query_type: A, preferred_ip_protocol: ip4, validate_answer_rrs: {fail_if_none_matches_regexp: ['10\\.1\\.2\\.3']}}}
              dnsother: {prober: dns, timeout: 3s, dns: {query_name: portal.example, query_type: A, preferred_ip_protocol: ip4, validate_answer_rrs: {fail_if_none_matches_regexp: ['10\\.1\\.2\\.4']}}}
              dnsnone: {prober: dns, timeout: 3s, dns: {query_name: nothing.example, query_type: A, preferred_ip_protocol: ip4}}
              grpc: {prober: grpc, timeout: 3s, grpc: {service: search, preferred_ip_protocol: ip4}}
              grpcdown: {prober: grpc, timeout: 3s, grpc: {service: down, preferred_ip_protocol: ip4}}
              grpcunknown: {prober: grpc, timeout: 3s, grpc: {service: none, preferred_ip_protocol: ip4}}
            """;

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> SERVERS = new ArrayList<>();
    private static final Map<String, String> PLACES = new LinkedHashMap<>();
    private static ScheduledExecutorService timers;
    private static Attempts attempts;
    private static int exporter;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("blackbox", "nginx", "openssl", "sshd", "redis", "dnsmasq", "grpc", "ping");
        timers = Executors.newSingleThreadScheduledExecutor();
        attempts = new Attempts(
                new Means(
                        Clock.systemUTC(),
                        new AnySecret(),
                        OutboundPolicy.denying(List.of()),
                        new Tls(),
                        new ProbeKindContract.Said(),
                        new Drivers(Optional.empty())),
                timers);
        serve();
        exporter = Daemon.freePort();
        Path modules = Files.writeString(folder.resolve("blackbox.yml"), MODULES.formatted(folder));
        SERVERS.add(Daemon.started(
                folder,
                exporter,
                "prometheus-blackbox-exporter",
                "--config.file=" + modules,
                "--web.listen-address=127.0.0.1:" + exporter));
    }

    private static void serve() throws Exception {
        Nginx nginx = Nginx.started(Files.createDirectory(folder.resolve("nginx")));
        SERVERS.add(nginx);
        for (String name : List.of("http", "https", "expired", "misnamed")) {
            PLACES.put(name, nginx.addresses().get(name).replaceFirst(".*//", ""));
        }
        PLACES.put("nothing", "127.0.0.1:" + Daemon.freePort());
        int ssh = Daemon.freePort();
        SERVERS.add(LocalServers.sshd(folder, ssh, LocalServers.key(folder, "key", "ed25519"), "MaxStartups=100"));
        PLACES.put("ssh", "127.0.0.1:" + ssh);
        int redis = Daemon.freePort();
        SERVERS.add(LocalServers.redis(folder, redis));
        PLACES.put("redis", "127.0.0.1:" + redis);
        GreenMail mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        });
        mail.start();
        SERVERS.add(mail::stop);
        PLACES.put("smtp", "127.0.0.1:" + mail.getSmtp().getPort());
        PLACES.put("imap", "127.0.0.1:" + mail.getImap().getPort());
        int dns = Daemon.freePort();
        SERVERS.add(LocalServers.dnsmasq(folder, dns));
        PLACES.put("dns", "127.0.0.1:" + dns);
        Process grpc = new ProcessBuilder(
                        "/usr/bin/python3",
                        Path.of("src/test/resources/check/grpc-health.py").toString())
                .redirectError(folder.resolve("grpc.log").toFile())
                .start();
        SERVERS.add(grpc::destroyForcibly);
        String[] ports = new BufferedReader(new InputStreamReader(grpc.getInputStream(), StandardCharsets.UTF_8))
                .readLine()
                .split(" ");
        PLACES.put("grpc", "127.0.0.1:" + ports[0]);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable server : SERVERS) {
            server.close();
        }
        if (attempts != null) {
            attempts.close();
            timers.shutdownNow();
        }
    }

    @ParameterizedTest(name = "{0} at {1}: {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp | http | address: '{at}' | tcp | true",
                "tcp | nothing | address: '{at}' | tcp | false",
                "tls | https | 'address: ''{at}'', ca: ''{folder}/nginx/ca.pem''' | tls | true",
                "tls | https | address: '{at}' | usual | false",
                "tls | expired | 'address: ''{at}'', ca: ''{folder}/nginx/ca.pem''' | tls | false",
                "tls | misnamed | 'address: ''{at}'', ca: ''{folder}/nginx/ca.pem''' | tls | false",
                "tls | http | address: '{at}' | usual | false",
                "icmp | 127.0.0.1 | host: 127.0.0.1 | icmp | true",
                "ssh | ssh | 'address: ''{at}'', expect: OpenSSH' | ssh | true",
                "ssh | ssh | 'address: ''{at}'', expect: dropbear' | dropbear | false",
                "ssh | redis | address: '{at}' | ssh | false",
                "redis | redis | address: '{at}' | redis | true",
                "redis | http | address: '{at}' | redis | false",
                "smtp | smtp | address: '{at}' | smtp | true",
                "smtp | smtp | 'address: ''{at}'', tls: starttls' | starttls | false",
                "smtp | imap | address: '{at}' | smtp | false",
                "imap | imap | 'address: ''{at}'', expect: GreenMail' | imap | true",
                "imap | smtp | 'address: ''{at}'', expect: GreenMail' | imap | false",
                "dns | dns | 'query: portal.example, server: ''{at}'', expect: 10.1.2.3' | dns | true",
                "dns | dns | 'query: portal.example, server: ''{at}'', expect: 10.1.2.4' | dnsother | false",
                "dns | dns | 'query: nothing.example, server: ''{at}''' | dnsnone | false",
                "grpc | grpc | 'address: ''{at}'', service: search' | grpc | true",
                "grpc | grpc | 'address: ''{at}'', service: down' | grpcdown | false",
                "grpc | grpc | 'address: ''{at}'', service: none' | grpcunknown | false",
                "grpc | http | address: '{at}' | grpc | false",
            })
    void aProbeSaysWhatTheExporterSays(String kind, String place, String keys, String module, boolean well)
            throws Exception {
        String at = PLACES.getOrDefault(place, place);
        Probe probe = Declared.probe("{site: s, kind: " + kind + ", interval: 1m, timeout: 3s, "
                + keys.replace("{at}", at).replace("{folder}", folder.toString()) + "}");
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int time = 0; well && time < WARM; time++) {
            attempts.look(probe, (LiveSubject) probe.subject(), Instant.EPOCH)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            exporter(module, at);
        }
        for (int time = 0; time < (well ? TIMES : 1); time++) {
            ProbeOutcome outcome = attempts.look(probe, (LiveSubject) probe.subject(), Instant.EPOCH)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(outcome.ok()).as("%s", outcome).isEqualTo(well);
            ours.add(outcome.nanos() / 1e6);
            String said = exporter(module, at);
            assertThat(figure(said, "probe_success")).as(said).isEqualTo(well ? 1 : 0);
            theirs.add(1e3 * figure(said, "probe_duration_seconds"));
        }
        ours.sort(null);
        theirs.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%s at %s: %s, %.2f ms, exporter %.2f ms%n",
                kind,
                place,
                well,
                ours.get(ours.size() / 2),
                theirs.get(theirs.size() / 2));
    }

    private static String exporter(String module, String target) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + exporter + "/probe?module=" + module
                                        + "&target=" + URLEncoder.encode(target, StandardCharsets.UTF_8)))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static double figure(String said, String name) {
        return said.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
    }
}
