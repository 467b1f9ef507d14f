package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every kind of probe that contacts a port keeps to beside {@link ProbeKindContract}. */
public abstract class PortKindContract extends ProbeKindContract {

    /**
     * The keys of the kind, without {@code kind}, for something at an address.
     *
     * @param address {@code host:port}
     */
    protected abstract String at(String address);

    /** Nothing listens there. */
    @Override
    protected String bad() throws IOException {
        return at("127.0.0.1:" + Daemon.freePort());
    }

    /** What such a server says where nothing listens at its address. */
    protected String refused() {
        return "connect in connect";
    }

    /** Something that answers in a language of its own. */
    protected String foreign() {
        return "protocol in ";
    }

    @Test
    void whereNothingListensThatIsSaidInBothLanguages() throws Exception {
        ProbeOutcome outcome = look(bad());

        assertThat(said(outcome)).isEqualTo(refused());
        inBothLanguages(outcome);
        assertThat(outcome.failure().orElseThrow().words().chinese()).doesNotContainIgnoringCase("refused");
    }

    @Test
    protected void whatSaysNothingIsTimedOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            ProbeOutcome outcome = look(at("127.0.0.1:" + silent.getLocalPort()) + ", timeout: 300ms");

            assertThat(said(outcome)).startsWith("timeout in ");
            inBothLanguages(outcome);
        }
    }

    @Test
    void whatSpeaksAnotherLanguageIsToldApart() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread speaking = new Thread(() -> speak(other));
            speaking.setDaemon(true);
            speaking.start();

            ProbeOutcome outcome = look(at("127.0.0.1:" + other.getLocalPort()));

            assertThat(said(outcome)).startsWith(foreign());
            inBothLanguages(outcome);
        }
    }

    private static void speak(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("HELO this is no protocol\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException ended) {
                // The look or the test is over.
            }
        }
    }

    @Test
    void anAddressThatIsNotContactedIsNotContacted() throws Exception {
        for (String address : List.of("169.254.169.254:80", "198.51.100.7:80")) {
            ProbeOutcome outcome = look(at(address));

            assertThat(outcome.failure().orElseThrow().reason()).isEqualTo(Reason.DENIED);
            assertThat(outcome.failure().orElseThrow().reason().saysOfTheSite()).isFalse();
        }
    }

    @Test
    void whoeverApprovesSeesWhatIsContacted() {
        assertThat(probe(at("portal.example.org:4711")).subject().hosts()).contains("portal.example.org:4711");
    }
}
