package io.dabiao;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link Gate} before a server of datagrams: while it is shut they are lost. Safe for use by several threads. */
final class DatagramGate implements Door {

    private static final int LARGEST = 65_535;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DatagramSocket door;
    private final InetSocketAddress behind;
    private final Duration wait;
    private final AtomicInteger inside = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "gate");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean shut;

    private DatagramGate(int port, Duration wait) throws IOException {
        this.door = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        this.behind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.wait = wait;
    }

    /** Open, before a port of loopback. */
    static DatagramGate before(int port, Duration wait) throws IOException {
        DatagramGate gate = new DatagramGate(port, wait);
        gate.threads.execute(gate::serve);
        return gate;
    }

    int port() {
        return door.getLocalPort();
    }

    @Override
    public int inside() {
        return inside.get();
    }

    @Override
    public void shut(boolean now) {
        shut = now;
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(new byte[LARGEST], LARGEST);
                door.receive(question);
                byte[] bytes = Arrays.copyOf(question.getData(), question.getLength());
                SocketAddress caller = question.getSocketAddress();
                threads.execute(() -> through(bytes, caller));
            } catch (IOException ended) {
                return; // Closed.
            }
        }
    }

    private void through(byte[] question, SocketAddress caller) {
        inside.incrementAndGet();
        try (DatagramSocket asking = new DatagramSocket()) {
            Thread.sleep(wait.toMillis()); // The wait in the queue is the subject.
            if (!shut) {
                asking.setSoTimeout((int) PATIENCE.toMillis());
                asking.send(new DatagramPacket(question, question.length, behind));
                DatagramPacket answer = new DatagramPacket(new byte[LARGEST], LARGEST);
                asking.receive(answer);
                door.send(new DatagramPacket(answer.getData(), answer.getLength(), caller));
            }
        } catch (InterruptedException | IOException gone) {
            Thread.currentThread().interrupt(); // The one or the other side is gone: so is this.
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public void close() {
        door.close();
        threads.shutdownNow();
    }
}
