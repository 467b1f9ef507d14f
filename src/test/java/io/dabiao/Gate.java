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

/**
 * A port before a server, which lets everyone wait for a moment, so that a caller can be met in the middle of what it asks, and which can
 * be shut as if the server were gone. Safe for use by several threads.
 */
final class Gate extends SlowDoor {

    private final ServerSocket door;
    private final InetSocketAddress behind;

    private Gate(int port, Duration wait) throws IOException {
        super(wait);
        this.door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        this.behind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Open, before a port of loopback. */
    static Gate before(int port, Duration wait) throws IOException {
        Gate gate = new Gate(port, wait);
        gate.work(gate::serve);
        return gate;
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                work(() -> passed(caller));
            } catch (IOException ended) {
                return; // Closed.
            }
        }
    }

    private void passed(Socket caller) {
        try (caller) {
            through(() -> forwarded(caller));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void forwarded(Socket caller) throws IOException {
        try (Socket server = new Socket()) {
            server.connect(behind);
            work(() -> pump(caller, server));
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
        stop();
    }
}
