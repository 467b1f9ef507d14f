package io.dabiao.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/** Sockets for clients that connect by themselves: each checks the address that it connects to. Safe for use by several threads. */
public final class GuardedSockets extends SocketFactory {

    private final OutboundPolicy policy;

    public GuardedSockets(OutboundPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Socket createSocket() {
        return new Guarded(policy);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(policy.addresses(host).get(0), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host, port, null, 0);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(policy.addresses(host).get(0), port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        Socket socket = createSocket();
        try {
            socket.bind(local == null ? null : new InetSocketAddress(local, localPort));
            socket.connect(new InetSocketAddress(host, port));
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private static final class Guarded extends Socket {

        private final OutboundPolicy policy;

        Guarded(OutboundPolicy policy) {
            this.policy = policy;
        }

        @Override
        public void connect(SocketAddress to) throws IOException {
            connect(to, 0);
        }

        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
            if (!(to instanceof InetSocketAddress internet)) {
                throw new OutboundRefused(to + " is no address of the internet");
            }
            if (internet.isUnresolved()) {
                throw new UnknownHostException(internet.getHostString());
            }
            policy.check(internet.getAddress());
            super.connect(to, millis);
        }
    }
}
