package io.dabiao;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;

/** A {@link Gate} before a server of datagrams: while it is shut they are lost. Safe for use by several threads. */
final class DatagramGate extends SlowDoor {

    private static final int LARGEST = 65_535;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DatagramSocket door;
    private final InetSocketAddress behind;

    private DatagramGate(int port, Duration wait) throws IOException {
        super(wait);
        this.door = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.behind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Open, before a port of loopback. */
    static DatagramGate before(int port, Duration wait) throws IOException {
        DatagramGate gate = new DatagramGate(port, wait);
        gate.work(gate::serve);
        return gate;
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(new byte[LARGEST], LARGEST);
                door.receive(question);
                byte[] bytes = Arrays.copyOf(question.getData(), question.getLength());
                SocketAddress caller = question.getSocketAddress();
                work(() -> through(() -> passed(bytes, caller)));
            } catch (IOException ended) {
                return; // Closed.
            }
        }
    }

    private void passed(byte[] question, SocketAddress caller) throws IOException {
        try (DatagramSocket asking = new DatagramSocket()) {
            asking.setSoTimeout((int) PATIENCE.toMillis());
            asking.send(new DatagramPacket(question, question.length, behind));
            DatagramPacket answer = new DatagramPacket(new byte[LARGEST], LARGEST);
            asking.receive(answer);
            door.send(new DatagramPacket(answer.getData(), answer.getLength(), caller));
        }
    }

    @Override
    public void close() {
        door.close();
        stop();
    }
}
