package io.dabiao.check.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.http.Nginx;
import io.dabiao.check.probe.PortKindContract;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server of gRPC's own core, in the clear and with the certificate of a test's authority. */
class GrpcProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static Nginx nginx;
    private static Process server;
    private static String[] ports;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("grpc", "nginx", "openssl");
        nginx = Nginx.started(folder);
        server = new ProcessBuilder(
                        "/usr/bin/python3",
                        Path.of("src/test/resources/check/grpc-health.py").toString(),
                        folder.resolve("site.key").toString(),
                        folder.resolve("good.pem").toString())
                .redirectError(folder.resolve("grpc.log").toFile())
                .start();
        ports = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
                .readLine()
                .split(" ");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    @Override
    protected String kind() {
        return "grpc";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + ports[0]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "0 | service: search | ok | -",
                "0 | service: down | content in body | the server says NOT_SERVING",
                "0 | service: new | content in body | the server says UNKNOWN",
                "0 | service: 没有 | status in body | the server knows no service 没有 (status 5)",
                "1 | tls: none | status in body | the server has no health service (status 12)",
                "2 | tls: direct | certificate_untrusted in tls | -",
                "2 | 'tls: direct, ca: {folder}/ca.pem, certificate: 7d' | ok | -",
                "2 | 'tls: direct, ca: {folder}/ca.pem, certificate: 90d' | certificate_expiring in first_byte | -",
                "2 | tls: none | reset in first_byte | -",
            })
    void theServersOwnWordIsWhatItSays(int port, String keys, String says, String detail) throws Exception {
        var outcome = look(at("127.0.0.1:" + ports[port]) + ", " + keys.replace("{folder}", folder.toString()));

        assertThat(said(outcome)).isEqualTo(says);
        if (detail != null) {
            assertThat(outcome.failure().orElseThrow().detail()).isEqualTo(detail);
        }
    }

    @Test
    void aPageIsNoGrpcServer() throws Exception {
        var outcome = look(at(nginx.addresses().get("http").replaceFirst(".*//", "")));

        assertThat(said(outcome)).isEqualTo("protocol in first_byte");
        inBothLanguages(outcome);
    }
}
