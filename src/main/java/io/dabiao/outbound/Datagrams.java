package io.dabiao.outbound;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.function.Predicate;

/** Questions in one datagram, to addresses that may be contacted. Safe for use by several threads. */
public final class Datagrams {

    private static final int LARGEST = 65_535;

    private final OutboundPolicy policy;

    public Datagrams(OutboundPolicy policy) {
        this.policy = policy;
    }

    /**
     * The answer to a question; what is none is passed over.
     *
     * @param millis until it must be there, at least 1
     * @throws OutboundRefused where the address is not contacted
     * @throws SocketTimeoutException where none comes
     * @throws IOException where the other side says that nothing listens
     */
    public byte[] ask(InetSocketAddress to, byte[] question, Predicate<byte[]> answers, int millis) throws IOException {
        policy.check(to.getAddress());
        long until = System.nanoTime() + millis * 1_000_000L;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(to);
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (true) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new SocketTimeoutException();
                }
                socket.setSoTimeout((int) left);
                socket.receive(packet);
                byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
                if (answers.test(answer)) {
                    return answer;
                }
                packet.setLength(LARGEST);
            }
        }
    }
}
