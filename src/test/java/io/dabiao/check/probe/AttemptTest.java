package io.dabiao.check.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.check.http.AnySecret;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.Declared;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The addresses of a name, of which one refuses or does not answer. */
class AttemptTest {

    private static final int MOST = 300;

    private static final InetAddress HERE = address(127, 0, 0, 1);
    private static final InetAddress THERE = address(127, 0, 0, 2);

    private static InetAddress address(int... octets) {
        try {
            byte[] bytes = new byte[octets.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) octets[i];
            }
            return InetAddress.getByAddress(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Attempt attempt(String timeout) {
        Probe probe = Declared.probe(
                "{site: s, kind: tcp, interval: 1m, address: 'portal.example.org:80', timeout: " + timeout + "}");
        Means means = new Means(
                Clock.systemUTC(),
                new AnySecret(),
                OutboundPolicy.denying(List.of()),
                new Tls(),
                new ProbeKindContract.Said(),
                new Drivers(Optional.empty()));
        return new Attempt(probe, Instant.EPOCH, means);
    }

    @Test
    void whereOneAddressRefusesTheNextIsTried() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 4, THERE)) {
            Endpoint to = new Endpoint("portal.example.org", server.getLocalPort());

            attempt("10s").connect(List.of(HERE, THERE), to).say("there");

            try (Socket taken = server.accept()) {
                assertThat(taken.getInputStream().readNBytes(5)).isEqualTo("there".getBytes());
            }
        }
    }

    @Test
    void whereOneAddressDoesNotAnswerTheNextIsTriedWhileThereIsTime() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 4, THERE);
                ServerSocket full = new ServerSocket(server.getLocalPort(), 1, HERE)) {
            List<Socket> waiting = filled(full);
            try {
                Endpoint to = new Endpoint("portal.example.org", server.getLocalPort());

                attempt("10s").connect(List.of(HERE, THERE), to).say("there");

                try (Socket taken = server.accept()) {
                    assertThat(taken.getInputStream().readNBytes(5)).isEqualTo("there".getBytes());
                }
            } finally {
                for (Socket one : waiting) {
                    one.close();
                }
            }
        }
    }

    @Test
    void whereNoneTakesAConnectionTheLastIsTold() throws Exception {
        int free = Daemon.freePort();

        assertThatThrownBy(() -> attempt("10s").connect(List.of(HERE, THERE), new Endpoint("portal.example.org", free)))
                .isInstanceOf(AttemptFailed.class)
                .hasMessageContaining("no connection to portal.example.org:" + free);
    }

    /** Connections that nobody takes, until the next is not answered. */
    private static List<Socket> filled(ServerSocket server) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (waiting.size() < MOST) {
            Socket one = new Socket();
            try {
                one.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 1_000);
                waiting.add(one);
            } catch (SocketTimeoutException full) {
                one.close();
                return waiting;
            }
        }
        throw new AssertionError("a queue of one takes " + MOST);
    }
}
