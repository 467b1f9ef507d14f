package io.dabiao.check.probe;

import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.OutboundRefused;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One look under way at something that is not looked at on an event loop: it keeps the time of each phase and closes everything at the
 * limit. For the thread that looks; {@link #expire} may be called by any other.
 */
public final class Attempt {

    /** A name may have hundreds of addresses; a browser tries the next one too where one does not answer. */
    public static final int MOST_ADDRESSES = 4;

    private static final int SHORTEST_PATIENCE = 250;

    private final Probe probe;
    private final Instant slot;
    private final Means means;
    private final long begun = System.nanoTime();
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    private final Map<String, BigDecimal> figures = new HashMap<>();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private Phase phase = Phase.RESOLVE;
    private long phaseBegun = begun;
    private OptionalInt status = OptionalInt.empty();
    private OptionalLong certificateSeconds = OptionalLong.empty();
    private OptionalLong measured = OptionalLong.empty();
    private Optional<Secured> secured = Optional.empty();
    private volatile boolean expired;

    /** A connection on which TLS was agreed. */
    private record Secured(Tls.Client client, SSLSocket socket) {
        Tls.Asked asked() {
            return client.asked(socket);
        }
    }

    /** @param slot for which it is looked */
    Attempt(Probe probe, Instant slot, Means means) {
        this.probe = probe;
        this.slot = slot;
        this.means = means;
    }

    public Probe probe() {
        return probe;
    }

    /** The slot for which it is looked: the time that the result bears. */
    public Instant slot() {
        return slot;
    }

    public Means means() {
        return means;
    }

    /** Ends the phase before. */
    public void enter(Phase next) {
        long now = System.nanoTime();
        phases.merge(phase, now - phaseBegun, Long::sum);
        phase = next;
        phaseBegun = now;
    }

    /** Of an answer that has one. */
    public void status(int code) {
        status = OptionalInt.of(code);
    }

    /** How long it took where that is not the time of the look, in nanoseconds; 0 where that is not known. */
    public void measured(long nanos) {
        measured = OptionalLong.of(nanos);
    }

    /** What else was counted or measured, as the event is to bear it; a time in seconds. */
    public void figure(String attribute, BigDecimal value) {
        figures.put(attribute, value);
    }

    /** Milliseconds until the limit; at least 1. */
    public int millisLeft() {
        long left = probe.timeout().toNanos() - (System.nanoTime() - begun);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left / 1_000_000));
    }

    /**
     * What is kept elsewhere.
     *
     * @throws AttemptFailed where it is not there: nothing is sent, and nothing is known of the subject
     */
    public Optional<String> text(Optional<Probe.Text> text) throws AttemptFailed {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(means.secrets().text(text.get()));
        } catch (IOException missing) {
            throw new AttemptFailed(
                    Fault.of(Reason.PREPARATION, Words.of(Attempt.class, "aSecretCannotBeRead"), missing));
        }
    }

    /** What an end of time closes. */
    public <T extends Closeable> T closing(T one) throws IOException {
        open.add(one);
        if (expired) {
            one.close();
        }
        return one;
    }

    /**
     * Resolves and connects. The addresses of a name are tried one after the other, IPv4 first, as long as they refuse or do not answer;
     * four at most, which share the time.
     *
     * @throws AttemptFailed where there is none, or none takes a connection
     */
    public Conversation connect(Endpoint to) throws AttemptFailed, IOException {
        return connect(resolve(to.host()), to);
    }

    Conversation connect(List<InetAddress> addresses, Endpoint to) throws AttemptFailed, IOException {
        enter(Phase.CONNECT);
        Deque<InetAddress> left =
                new ArrayDeque<>(addresses.stream().limit(MOST_ADDRESSES).toList());
        while (true) {
            InetAddress address = left.remove();
            Socket socket = closing(means.sockets().createSocket());
            try {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(millisLeft());
                socket.connect(new InetSocketAddress(address, to.port()), patience(left.size()));
                enter(Phase.FIRST_BYTE);
                return new Conversation(this, socket);
            } catch (OutboundRefused denied) {
                socket.close();
                throw new AttemptFailed(Fault.denied(denied.getMessage()));
            } catch (IOException failed) {
                socket.close();
                if (left.isEmpty()) {
                    throw new AttemptFailed(
                            Fault.of(Reason.CONNECT, Words.of(Attempt.class, "noConnectionTo", to), failed));
                }
            }
        }
    }

    /**
     * How long one address of a name may take.
     *
     * @param others that are to be tried after it
     * @return milliseconds, at least 1
     */
    public int patience(int others) {
        int left = millisLeft();
        return others == 0 ? left : Math.min(left, Math.max(SHORTEST_PATIENCE, left / (others + 1)));
    }

    /** The addresses of a name, or the one that is written out. */
    public List<InetAddress> resolve(String host) throws AttemptFailed {
        enter(Phase.RESOLVE);
        try {
            return means.policy().addresses(host).stream()
                    .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .toList();
        } catch (OutboundRefused denied) {
            throw new AttemptFailed(Fault.denied(denied.getMessage()));
        } catch (UnknownHostException none) {
            throw new AttemptFailed(Reason.NAME, Words.of(Attempt.class, "noAddressFor", host));
        }
    }

    /** Agrees on TLS over a connection, and notes how long the certificate is valid. */
    Socket secured(Socket plain, String name, TlsWish wish, String[] offered) throws AttemptFailed, IOException {
        enter(Phase.TLS);
        Tls.Client client;
        try {
            client = means.tls().client(wish, means.secrets());
        } catch (IOException unreadable) {
            throw new AttemptFailed(Fault.of(
                    Reason.PREPARATION, Words.of(Attempt.class, "theOwnCertificatesCannotBeUsed"), unreadable));
        }
        SSLSocket tls = closing(
                (SSLSocket) client.context().getSocketFactory().createSocket(plain, name, plain.getPort(), true));
        SSLParameters parameters = tls.getSSLParameters();
        Tls.prepare(parameters, name);
        parameters.setApplicationProtocols(offered);
        tls.setSSLParameters(parameters);
        try {
            tls.startHandshake();
        } catch (IOException failed) {
            if (expired) {
                throw failed;
            }
            throw new AttemptFailed(Tls.fault(failed, client.asked(tls)));
        }
        secured = Optional.of(new Secured(client, tls));
        Certificate[] chain = tls.getSession().getPeerCertificates();
        certificateSeconds = Tls.validity(chain, client, means.clock().instant());
        Optional<Fault> misnamed = Tls.misnamed(chain, name);
        if (misnamed.isPresent()) {
            throw new AttemptFailed(misnamed.get());
        }
        enter(Phase.FIRST_BYTE);
        return tls;
    }

    /** Whether the other side has asked for a certificate of this one. */
    public boolean askedForCertificate() {
        return secured.filter(one -> one.asked() != Tls.Asked.NO).isPresent();
    }

    /** Fails where the certificate ends sooner than is expected. */
    public void certificateLasts(java.time.Duration least) throws AttemptFailed {
        if (certificateSeconds.orElse(Long.MAX_VALUE) < least.toSeconds()) {
            throw new AttemptFailed(Tls.expiring(certificateSeconds.getAsLong()));
        }
    }

    /** Closes everything; the look then fails for its time. */
    void expire() {
        expired = true;
        open.forEach(Attempt::closed);
    }

    private static void closed(Closeable one) {
        try {
            one.close();
        } catch (IOException already) {
            // It was to end, and has.
        }
    }

    /** Runs a look to its end, whatever that is. */
    ProbeOutcome run(LiveSubject subject) {
        Optional<Fault> fault = Optional.empty();
        try {
            subject.look(this);
        } catch (AttemptFailed failed) {
            fault = Optional.of(failed.fault());
        } catch (java.net.SocketTimeoutException late) {
            fault = Optional.of(late());
        } catch (IOException broken) {
            fault = Optional.of(fault(broken));
        } finally {
            open.forEach(Attempt::closed);
        }
        if (expired
                || fault.isPresent()
                        && System.nanoTime() - begun >= probe.timeout().toNanos()) {
            fault = Optional.of(late());
        }
        long now = System.nanoTime();
        phases.merge(phase, now - phaseBegun, Long::sum);
        return new ProbeOutcome(
                fault.map(one -> new ProbeOutcome.Failure(one.reason(), phase, one.words())),
                measured.orElse(now - begun),
                phases,
                status,
                certificateSeconds,
                figures);
    }

    /** In TLS 1.3 a client has agreed before the server has seen its certificate: a refusal comes at the first read. */
    private Fault fault(IOException broken) {
        if (askedForCertificate()) {
            return Tls.fault(broken, secured.orElseThrow().asked());
        }
        return broken instanceof java.io.EOFException
                ? new Fault(Reason.RESET, Fault.CLOSED_EARLY)
                : Fault.of(Reason.RESET, Words.of(Attempt.class, "theConnectionBroke"), broken);
    }

    private Fault late() {
        long millis = probe.timeout().toMillis();
        return new Fault(Reason.TIMEOUT, Words.of(Attempt.class, "nothingMoreWithinMs", millis));
    }
}
