package io.dabiao.check.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.LocalServers;
import io.dabiao.check.probe.PortKindContract;
import io.dabiao.check.probe.ProbeOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpProbeTest extends PortKindContract {

    private static ServerSocket echo;

    @BeforeAll
    static void start() throws IOException {
        echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(() -> {
            while (!echo.isClosed()) {
                try (Socket socket = echo.accept()) {
                    byte[] piece = new byte[100];
                    int read = socket.getInputStream().read(piece);
                    if (read > 0) {
                        socket.getOutputStream().write(piece, 0, read);
                    }
                } catch (IOException ended) {
                    // One look is over, or the test.
                }
            }
        });
        serving.setDaemon(true);
        serving.start();
    }

    @AfterAll
    static void stop() {
        try {
            echo.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    protected String kind() {
        return "tcp";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "', send: hello, expect: '^hello'";
    }

    @Override
    protected String foreign() {
        return "content in ";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + echo.getLocalPort());
    }

    @Test
    void aPortThatTakesAConnectionIsEnoughWhereNothingIsExpected() throws Exception {
        ProbeOutcome outcome = look("address: 'localhost:" + echo.getLocalPort() + "'");

        assertThat(said(outcome)).isEqualTo("ok");
    }

    @Test
    void anotherAnswerThanExpectedIsToldWithIt() throws Exception {
        ProbeOutcome outcome =
                look("address: '127.0.0.1:" + echo.getLocalPort() + "', send: good morning, expect: '^good night'");

        assertThat(said(outcome)).isEqualTo("content in body");
        assertThat(outcome.failure().orElseThrow().detail()).contains("'good morning'", "^good night");
    }

    /** A protocol of lines waits for the end of one. */
    @Test
    void whatIsSentIsSentAsItIsWritten(@TempDir Path folder) throws Exception {
        Tools.need("redis");
        int port = Daemon.freePort();
        try (Daemon server = LocalServers.redis(folder, port)) {
            ProbeOutcome outcome = look("address: '127.0.0.1:" + port + "', send: \"PING\\r\\n\", expect: '^[+]PONG'");

            assertThat(said(outcome)).as("%s of %s", outcome, server).isEqualTo("ok");
        }
    }

    @Test
    void aNameThatDoesNotExistIsToldAsSuch() throws Exception {
        assertThat(said(look("address: 'nothing.invalid:80'"))).isEqualTo("name in resolve");
    }
}
