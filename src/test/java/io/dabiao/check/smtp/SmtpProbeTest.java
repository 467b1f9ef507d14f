package io.dabiao.check.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.dabiao.check.probe.PortKindContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpProbeTest extends PortKindContract {

    private static GreenMail mail;

    @BeforeAll
    static void start() {
        mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
        });
        mail.start();
    }

    @AfterAll
    static void stop() {
        mail.stop();
    }

    @Override
    protected String kind() {
        return "smtp";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + mail.getSmtp().getPort()) + ", expect: GreenMail";
    }

    @Test
    void anotherGreetingThanExpectedIsToldWithIt() throws Exception {
        var outcome = look(at("127.0.0.1:" + mail.getSmtp().getPort()) + ", expect: Exchange");

        assertThat(said(outcome)).isEqualTo("content in body");
        assertThat(outcome.failure().orElseThrow().detail()).contains("GreenMail");
    }

    @Test
    void aServerWithoutStarttlsSaysSo() throws Exception {
        var outcome = look(at("127.0.0.1:" + mail.getSmtp().getPort()) + ", tls: starttls");

        assertThat(said(outcome)).isEqualTo("tls in body");
        assertThat(outcome.failure().orElseThrow().detail()).contains("STARTTLS");
    }

    @Test
    void aSelfSignedCertificateIsToldAsSuch() throws Exception {
        var outcome = look(at("127.0.0.1:" + mail.getSmtps().getPort()) + ", tls: direct");

        assertThat(said(outcome)).isEqualTo("certificate_untrusted in tls");
        assertThat(outcome.failure().orElseThrow().detail()).contains("self-signed");
    }

    /** Whoever refuses has answered: that is told at once, with what was said. */
    @ParameterizedTest
    @CsvSource({"554 5.7.1 no service for you, ''", "220 here, 550 5.7.1 not from there"})
    void aServerThatRefusesIsToldAtOnceWithItsWords(String greeting, String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> held = CompletableFuture.supplyAsync(() -> refused(server, greeting, answer));

            var outcome = look(at("127.0.0.1:" + server.getLocalPort()));

            assertThat(said(outcome)).startsWith("status in ");
            assertThat(outcome.failure().orElseThrow().detail()).contains(answer.isEmpty() ? greeting : answer);
            assertThat(held.get(90, TimeUnit.SECONDS))
                    .as("the server held the connection")
                    .isTrue();
        }
    }

    /** Speaks, and ends nothing by itself. */
    private static boolean refused(ServerSocket server, String greeting, String answer) {
        try (Socket client = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            client.getOutputStream().write((greeting + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (!answer.isEmpty()) {
                in.readLine();
                client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            in.lines().forEach(line -> {});
            return true;
        } catch (IOException | UncheckedIOException gone) {
            return true;
        }
    }
}
