package io.dabiao.ingest.syslog;

import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Rows;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLServerSocket;
import org.jboss.logging.Logger;

/**
 * A port, as declared. What comes together is kept together; a sender over TLS or TCP waits until it is durable, one over UDP is not told.
 *
 * @param certificate PEM, with those that lead to its authority; for TLS alone
 * @param key PEM, PKCS 8
 * @param clients PEM of the authorities whose clients may send; empty for every client
 */
record SyslogPort(
        String source,
        String address,
        int port,
        Transport transport,
        Optional<String> certificate,
        Optional<String> key,
        Optional<String> clients)
        implements Place.Heard {

    private static final Logger LOG = Logger.getLogger(SyslogPort.class);

    /** How messages come. */
    enum Transport {
        TLS,
        TCP,
        UDP
    }

    /** Senders connected at once; each has a thread. */
    private static final int MOST_SENDERS = 64;

    /** Messages that become durable together. */
    private static final int MOST_TOGETHER = 500;

    /** A sender that says nothing for so long is let go; it connects again. */
    private static final int IDLE_MILLIS = 600_000;

    private static final long PAUSE_NANOS = 100_000_000L;

    /** Its key is no one's business. */
    @Override
    public String toString() {
        return "syslog over " + transport + " at " + address + ":" + port;
    }

    @Override
    public AutoCloseable listen(Taker taker) throws IOException {
        Open open = new Open(taker);
        open.begin();
        return open;
    }

    private ServerSocket server() throws IOException {
        ServerSocket server = transport == Transport.TCP ? new ServerSocket() : secure();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByName(address), port), MOST_SENDERS);
            return server;
        } catch (IOException taken) {
            server.close();
            throw new IOException("port " + port + ": " + taken.getMessage(), taken);
        }
    }

    private ServerSocket secure() throws IOException {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(pem(certificate), pem(key))
                    .sslProvider(SslProvider.JDK)
                    .clientAuth(clients.isPresent() ? ClientAuth.REQUIRE : ClientAuth.NONE);
            if (clients.isPresent()) {
                builder.trustManager(pem(clients));
            }
            SSLServerSocket server = (SSLServerSocket) ((JdkSslContext) builder.build())
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket();
            server.setNeedClientAuth(clients.isPresent());
            server.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            return server;
        } catch (IllegalArgumentException wrong) {
            throw new IOException("certificate or key: " + wrong.getMessage(), wrong);
        }
    }

    private static InputStream pem(Optional<String> text) {
        return new ByteArrayInputStream(text.orElse("").getBytes(StandardCharsets.US_ASCII));
    }

    private static Rows.Row row(byte[] message, InetAddress sender) {
        return new Rows.Row(SyslogMessage.read(message), sender.getHostAddress(), OptionalLong.empty());
    }

    /** A port that is listened to. */
    private final class Open implements AutoCloseable {

        private final Taker taker;
        private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();
        private final Semaphore places = new Semaphore(MOST_SENDERS);
        private volatile boolean closed;

        Open(Taker taker) {
            this.taker = taker;
        }

        void begin() throws IOException {
            if (transport == Transport.UDP) {
                DatagramChannel channel = DatagramChannel.open();
                sockets.add(channel);
                channel.bind(new InetSocketAddress(InetAddress.getByName(address), port));
                thread(() -> datagrams(channel));
            } else {
                ServerSocket server = server();
                sockets.add(server);
                thread(() -> accept(server));
            }
        }

        private void thread(Runnable work) {
            Thread thread = new Thread(work, "dabiao-syslog-" + source);
            thread.setDaemon(true);
            thread.start();
        }

        private void accept(ServerSocket server) {
            while (!closed) {
                try {
                    Socket sender = server.accept();
                    if (places.tryAcquire()) {
                        sockets.add(sender);
                        thread(() -> messages(sender));
                    } else {
                        LOG.warnf(
                                "the source %s: %d senders are connected; another was turned away",
                                source, MOST_SENDERS);
                        sender.close();
                    }
                } catch (IOException failed) {
                    if (!closed) {
                        LOG.warnf("the source %s: a sender could not connect: %s", source, failed.getMessage());
                        // Where the machine has no more sockets, the next try would fail at once as well.
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
            }
        }

        private void messages(Socket sender) {
            try (sender) {
                sender.setSoTimeout(IDLE_MILLIS);
                Frames frames = new Frames(sender.getInputStream());
                List<Rows.Row> together = new ArrayList<>();
                for (byte[] message = frames.next(); message != null; message = frames.next()) {
                    together.add(row(message, sender.getInetAddress()));
                    if (together.size() >= MOST_TOGETHER || !frames.more()) {
                        taker.take(Rows.Page.of(List.copyOf(together)));
                        together.clear();
                    }
                }
                if (!together.isEmpty()) {
                    taker.take(Rows.Page.of(List.copyOf(together)));
                }
            } catch (SocketTimeoutException idle) {
                LOG.debugf("the source %s: %s says nothing", source, sender.getInetAddress());
            } catch (IOException broken) {
                if (!closed) {
                    LOG.infof("the source %s: %s: %s", source, sender.getInetAddress(), broken.getMessage());
                }
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } catch (
                    RuntimeException
                            failed) { // Of one sender: it is let go and told by its broken connection, others are heard
                // on.
                LOG.errorf(failed, "the source %s: what %s sent could not be taken", source, sender.getInetAddress());
            } finally {
                sockets.remove(sender);
                places.release();
            }
        }

        private void datagrams(DatagramChannel channel) {
            List<Rows.Row> together = new ArrayList<>();
            while (!closed) {
                try {
                    gather(channel, together);
                    taker.take(Rows.Page.of(List.copyOf(together)));
                    together.clear();
                } catch (ClosedChannelException ended) {
                    return;
                } catch (IOException lost) {
                    LOG.debugf("the source %s: a datagram was lost: %s", source, lost.getMessage());
                } catch (InterruptedException ending) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (
                        RuntimeException
                                failed) { // A port that is deaf from here on, and says so nowhere, would be worse.
                    LOG.errorf(failed, "the source %s: %d messages could not be taken", source, together.size());
                    together.clear();
                }
            }
        }

        /** Waits for a datagram, and takes those that are there with it. */
        private void gather(DatagramChannel channel, List<Rows.Row> together) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(Frames.LONGEST);
            channel.configureBlocking(true);
            SocketAddress sender = channel.receive(buffer);
            channel.configureBlocking(false);
            while (sender != null) {
                byte[] message = Arrays.copyOf(buffer.array(), buffer.position());
                together.add(row(message, ((InetSocketAddress) sender).getAddress()));
                buffer.clear();
                sender = together.size() < MOST_TOGETHER ? channel.receive(buffer) : null;
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            for (Closeable socket : sockets) {
                socket.close();
            }
        }
    }
}
