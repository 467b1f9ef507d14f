package io.dabiao;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port before a server, which lets everyone wait for a moment, so that a caller can be met in the middle of what it asks, and which can
 * be shut as if the server were gone. Safe for use by several threads.
 */
final class Gate implements Door {

    private final ServerSocket door;
    private final InetSocketAddress behind;
    private final Duration wait;
    private final AtomicInteger inside = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "gate");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean shut;

    private Gate(int port, Duration wait) throws IOException {
        this.door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        this.behind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.wait = wait;
    }

    /** Open, before a port of loopback. */
    static Gate before(int port, Duration wait) throws IOException {
        Gate gate = new Gate(port, wait);
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
                Socket caller = door.accept();
                threads.execute(() -> through(caller));
            } catch (IOException ended) {
                return; // Closed.
            }
        }
    }

    private void through(Socket caller) {
        inside.incrementAndGet();
        try (caller) {
            Thread.sleep(wait.toMillis()); // The wait in the queue is the subject.
            if (!shut) {
                passed(caller);
            }
        } catch (InterruptedException | IOException gone) {
            Thread.currentThread().interrupt(); // The one or the other side is gone: so is this.
        } finally {
            inside.decrementAndGet();
        }
    }

    private void passed(Socket caller) throws IOException {
        try (Socket server = new Socket()) {
            server.connect(behind);
            threads.execute(() -> pump(caller, server));
            pump(server, caller);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[8_192];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                out.write(some, 0, read);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException gone) {
            try {
                to.close();
            } catch (IOException never) {
                throw new UncheckedIOException(never);
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}
