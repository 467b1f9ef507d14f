package io.dabiao.check.page;

import io.dabiao.check.probe.Means;
import io.dabiao.outbound.OutboundRefused;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way by which a browser reaches anything: a SOCKS proxy (RFC 1928) on loopback, for one visit. A page's scripts, workers
 * and WebSockets go by it too; each name is asked for here, once, and connected to is what was answered, if it may be.
 *
 * <p>Safe for use by several threads.
 */
final class BrowserProxy implements Closeable {

    private static final int VERSION = 5;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private static final int DONE = 0;
    private static final int NOT_ALLOWED = 2;
    private static final int HOST_UNREACHABLE = 4;
    private static final int REFUSED = 5;
    private static final int NO_SUCH_COMMAND = 7;

    private static final int CONNECT_MILLIS = 30_000;
    /** More connections at once than browsers make for a page. */
    private static final int MOST = 256;

    private final Means means;
    private final ServerSocket server;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private BrowserProxy(Means means) throws IOException {
        this.means = means;
        this.server = new ServerSocket(0, MOST, InetAddress.getLoopbackAddress());
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "page-proxy");
            thread.setDaemon(true);
            return thread;
        });
    }

    static BrowserProxy started(Means means) throws IOException {
        BrowserProxy proxy = new BrowserProxy(means);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /** As a browser is told of it. */
    String address() {
        return "socks5://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                if (open.size() > MOST) {
                    end(client);
                } else {
                    threads.execute(() -> serve(client));
                }
            }
        } catch (IOException ended) {
            threads.shutdown(); // The visit is over.
        }
    }

    private void serve(Socket client) {
        try {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            if (in.readUnsignedByte() != VERSION) {
                return;
            }
            in.skipNBytes(in.readUnsignedByte());
            out.write(new byte[] {VERSION, 0});
            in.readUnsignedByte();
            int command = in.readUnsignedByte();
            in.readUnsignedByte();
            String host = host(in);
            int port = in.readUnsignedShort();
            if (command != CONNECT) {
                answer(out, NO_SUCH_COMMAND);
                return;
            }
            relay(client, host, port);
        } catch (IOException broken) {
            // The browser sees it by the end of its connection, and says of the page what it means for it.
            end(client);
        } finally {
            end(client);
        }
    }

    private static String host(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        int length = switch (kind) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> in.readUnsignedByte();
            default -> throw new IOException("an address of kind " + kind);
        };
        byte[] bytes = in.readNBytes(length);
        return kind == NAME
                ? new String(bytes, StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(bytes).getHostAddress();
    }

    private void relay(Socket client, String host, int port) throws IOException {
        OutputStream out = client.getOutputStream();
        Socket site;
        try {
            site = connected(means.policy().addresses(host), port);
        } catch (OutboundRefused denied) {
            answer(out, NOT_ALLOWED);
            return;
        } catch (UnknownHostException none) {
            answer(out, HOST_UNREACHABLE);
            return;
        } catch (IOException failed) {
            answer(out, REFUSED);
            return;
        }
        try {
            answer(out, DONE);
            threads.execute(() -> copy(site, client));
            copy(client, site);
        } finally {
            end(site);
        }
    }

    /** The addresses one after the other, as long as they refuse. */
    private Socket connected(List<InetAddress> addresses, int port) throws IOException {
        IOException refused = null;
        for (InetAddress address : addresses) {
            Socket socket = means.sockets().createSocket();
            open.add(socket);
            try {
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                return socket;
            } catch (IOException failed) {
                end(socket);
                refused = failed;
            }
        }
        throw refused == null ? new UnknownHostException() : refused;
    }

    private static void answer(OutputStream out, int reply) throws IOException {
        out.write(new byte[] {VERSION, (byte) reply, 0, IPV4, 0, 0, 0, 0, 0, 0});
        out.flush();
    }

    private void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException broken) {
            // One side ended in the middle: so does the other.
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException already) {
            org.jboss.logging.Logger.getLogger(BrowserProxy.class).debug("a connection ended by itself", already);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        List.copyOf(open).forEach(this::end);
    }
}
