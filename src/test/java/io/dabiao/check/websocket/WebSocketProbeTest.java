package io.dabiao.check.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.probe.PortKindContract;
import io.dabiao.check.probe.ProbeOutcome;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketProbeTest extends PortKindContract {

    private static EchoServer server;

    @BeforeAll
    static void start() throws Exception {
        server = EchoServer.started();
    }

    private static int port() {
        return server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected String kind() {
        return "websocket";
    }

    @Override
    protected String at(String address) {
        return "url: 'ws://" + address + "/live'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + port()) + ", send: ping, expect: '^pong 研发$', protocol: chat";
    }

    @Test
    void anUpgradeIsEnoughWhereNothingIsExpected() throws Exception {
        var outcome = look("url: 'WS://127.0.0.1:" + port() + "'");

        assertThat(said(outcome)).isEqualTo("ok");
        assertThat(outcome.status()).hasValue(101);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send: ping, expect: gone | content in body",
                "send: x, expect: '^x{1000}' | ok",
                "timeout: 300ms, expect: something | timeout in body",
                "protocol: other | protocol in first_byte",
                "protocol: 'other, chat' | ok",
            })
    void theFirstMessageIsCompared(String keys, String says) throws Exception {
        assertThat(said(look(at("127.0.0.1:" + port()) + ", " + keys))).isEqualTo(says);
    }

    @Test
    void whatTheHandshakeBearsBesidesIsSentAndASecretIsRead(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("token"), "Bearer s3cret\n");
        try (ServerSocket one = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            CompletableFuture<List<String>> request = CompletableFuture.supplyAsync(() -> answered(one, ""));

            ProbeOutcome outcome = look(at("127.0.0.1:" + one.getLocalPort()) + ", headers: {Authorization: {file: '"
                    + secret + "'}, Cookie: a=1, User-Agent: Browser}");

            assertThat(said(outcome)).isEqualTo("ok");
            assertThat(request.get(30, TimeUnit.SECONDS))
                    .contains("Authorization: Bearer s3cret", "Cookie: a=1", "User-Agent: Browser")
                    .doesNotContain("User-Agent: dabiao-probe");
        }
        assertThat(probe(at("portal.example.org:80") + ", headers: {Authorization: {file: token}}")
                        .subject()
                        .secrets())
                .hasSize(1);
    }

    @Test
    void aSubprotocolThatWasNotAskedForIsRefusedAsByABrowser() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            CompletableFuture.supplyAsync(() -> answered(one, "Sec-WebSocket-Protocol: mqtt\r\n"));

            ProbeOutcome outcome = look(at("127.0.0.1:" + one.getLocalPort()));

            assertThat(said(outcome)).isEqualTo("protocol in first_byte");
            inBothLanguages(outcome);
        }
    }

    /** Takes one upgrade; returns the lines of its request. */
    private static List<String> answered(ServerSocket server, String further) {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> lines = new ArrayList<>();
            String key = "";
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                lines.add(line);
                key = line.startsWith("Sec-WebSocket-Key: ") ? line.substring(19) : key;
            }
            String accepted = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + further + "Sec-WebSocket-Accept: " + accepted + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            in.readLine();
            return lines;
        } catch (java.io.IOException | java.security.NoSuchAlgorithmException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
