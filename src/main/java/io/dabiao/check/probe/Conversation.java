package io.dabiao.check.probe;

import io.dabiao.core.text.Words;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection over which lines and bytes are said and heard, with TLS or without. For one thread. */
public final class Conversation {

    private static final int LONGEST_LINE = 16 << 10;

    private final Attempt attempt;
    private Socket socket;
    private String[] offered = new String[0];

    Conversation(Attempt attempt, Socket socket) {
        this.attempt = attempt;
        this.socket = socket;
    }

    /**
     * Goes on in TLS.
     *
     * @param name that the certificate must be of
     */
    public void secure(String name, TlsWish wish) throws AttemptFailed, IOException {
        socket = attempt.secured(socket, name, wish, offered);
    }

    /** Protocols that are offered when TLS is agreed on (ALPN), the best first. */
    public void offer(String... protocols) {
        offered = protocols.clone();
    }

    /** What TLS agreed on. */
    public javax.net.ssl.SSLSession session() {
        return ((javax.net.ssl.SSLSocket) socket).getSession();
    }

    public void say(String text) throws IOException {
        say(text.getBytes(StandardCharsets.UTF_8));
    }

    public void say(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next line, without its end. */
    public String line() throws AttemptFailed, IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = octet(); one != '\n'; one = octet()) {
            line.write(one);
            if (line.size() > LONGEST_LINE) {
                throw new AttemptFailed(Reason.PROTOCOL, Words.of(Conversation.class, "aLineOfMoreThan16"));
            }
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    public int octet() throws IOException {
        limit();
        int one = socket.getInputStream().read();
        if (one < 0) {
            throw new EOFException();
        }
        return one;
    }

    public byte[] octets(int count) throws IOException {
        byte[] all = new byte[count];
        for (int had = 0; had < count; ) {
            limit();
            int now = socket.getInputStream().read(all, had, count - had);
            if (now < 0) {
                throw new EOFException();
            }
            had += now;
        }
        return all;
    }

    /** What there is, up to some number of bytes, waiting for the first; empty where the other side has ended. */
    public byte[] some(int most) throws IOException {
        limit();
        byte[] piece = new byte[most];
        int read = socket.getInputStream().read(piece);
        return read <= 0 ? new byte[0] : Arrays.copyOf(piece, read);
    }

    /**
     * Waits for the other side to say something or to end.
     *
     * @param most milliseconds, after which it is content
     * @throws IOException where it ends the connection
     */
    public void stays(int most) throws IOException {
        socket.setSoTimeout(Math.max(1, Math.min(most, attempt.millisLeft() / 2)));
        try {
            if (socket.getInputStream().read() < 0) {
                throw new EOFException();
            }
        } catch (SocketTimeoutException content) {
            // It had nothing to refuse.
        }
    }

    private void limit() throws IOException {
        int left = attempt.millisLeft();
        if (left <= 1) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout(left);
    }

    /** Shown in a message: printable, and not long. */
    public static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", ".");
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
    }
}
