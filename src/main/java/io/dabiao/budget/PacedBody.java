package io.dabiao.budget;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The body of a request as it comes, read by a thread that may wait. It is refused where it is too large or comes too slowly; the
 * connection stays, so that the refusal can be answered. For one reading thread.
 */
public final class PacedBody extends InputStream {

    private static final long SECOND = 1_000_000_000L;
    private static final long PAUSE = 2 * SECOND;
    private static final int AHEAD = 2;

    private final HttpServerRequest request;
    private final long most;
    private final Pace pace;
    private final boolean askedFirst;

    private final Object lock = new Object();
    private final Deque<Buffer> come = new ArrayDeque<>();
    private boolean begun;
    private boolean ended;
    private boolean discarded;
    private Throwable broken;

    private Runnable paused = () -> {};
    private long unheard;
    private Buffer current;
    private int at;
    private long bytes;

    /**
     * @param request paused, and nothing of its body read yet
     * @param most bytes that are read of it
     */
    public PacedBody(HttpServerRequest request, long most, Pace pace) {
        this.request = request;
        this.most = most;
        this.pace = pace;
        this.askedFirst = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    }

    /** What its reader does, in its own thread, whenever it was waited for two seconds in all. */
    public void whenItPauses(Runnable pause) {
        paused = pause;
    }

    private void begin() {
        begun = true;
        if (askedFirst && !request.response().headWritten()) {
            request.response().writeContinue();
        }
        // As the server's own stream does it: what comes is handed over under the connection's lock.
        synchronized (request.connection()) {
            if (request.isEnded()) {
                ended = true;
                return;
            }
            if (request.connection() instanceof ConnectionBase connection
                    && !connection.channel().isOpen()) {
                end(new ClosedChannelException()); // Its handlers would never hear of it.
                return;
            }
            request.pause();
            request.handler(this::received);
            request.endHandler(nothing -> end(null));
            request.exceptionHandler(this::end);
            request.fetch(AHEAD);
        }
    }

    private void received(Buffer buffer) {
        synchronized (lock) {
            if (buffer.length() == 0 && request.version() == HttpVersion.HTTP_2) {
                ended = true;
            } else if (!discarded) {
                come.add(buffer);
            }
            lock.notifyAll();
        }
    }

    private void end(Throwable failure) {
        synchronized (lock) {
            ended = true;
            broken = failure;
            lock.notifyAll();
        }
    }

    /** What is still to come is let go as it comes. */
    public void discard() {
        synchronized (lock) {
            discarded = true;
            come.clear();
        }
        if (!request.isEnded()) {
            request.resume();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (current == null && !next()) {
            return -1;
        }
        int copied = Math.min(length, current.length() - at);
        current.getBytes(at, at + copied, into, from);
        at += copied;
        if (at == current.length()) {
            current = null;
        }
        return copied;
    }

    /** @return whether there is more */
    private boolean next() throws IOException {
        if (!begun) {
            begin();
        }
        while (!come()) {
            if (unheard > PAUSE) {
                unheard = 0;
                paused.run();
            }
        }
        if (current == null) {
            return false;
        }
        at = 0;
        bytes += current.length();
        pace.waited(0, current.length());
        if (bytes > most) {
            throw BodyRefused.tooLarge(most);
        }
        more();
        return current.length() > 0 || next();
    }

    /** HTTP/2 takes it amiss to be asked for more of a body that has ended. */
    private void more() {
        synchronized (request.connection()) {
            if (!request.isEnded()) {
                request.fetch(1);
            }
        }
    }

    /** @return whether something came, or the end of it */
    private boolean come() throws IOException {
        synchronized (lock) {
            if (come.isEmpty() && !ended) {
                await();
            }
            if (broken != null) {
                throw new ConnectionBroken(broken);
            }
            current = come.poll();
            return current != null || ended;
        }
    }

    private void await() throws IOException {
        long from = System.nanoTime();
        try {
            lock.wait(SECOND / 1_000_000L);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the service ends");
        }
        long waited = System.nanoTime() - from;
        unheard += waited;
        if (!pace.waited(waited, 0) && come.isEmpty() && !ended) {
            throw BodyRefused.tooSlow();
        }
    }
}
