package io.dabiao.check.load;

import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.outbound.Connections;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * The share of one event loop in the load: its users, their connections and what they saw. Everything but what is named
 * {@code collected} happens on that event loop.
 */
final class LoadWorker {

    static final String TIMEOUT = "timeout";

    private static final long BEAT_NANOS = 10_000_000;
    private static final long SWEEP_MILLIS = 50;
    /** After a failure no one comes back sooner: a refused connection must not make a hot loop. */
    private static final long AFTER_FAILURE_NANOS = 50_000_000;
    /** Arrivals begun in one go, before answers are read again. */
    private static final int AT_ONCE = 256;

    private static final int MOST_CONNECTIONS = 4_096;
    private static final int FIRST_FAILURE = 400;

    /**
     * What a lane is to do.
     *
     * @param users of this lane
     * @param perSecond arrivals of the open model at this lane; 0 in the closed one
     * @param begin when the ramp begins, by {@link System#nanoTime}
     * @param from when measuring begins
     * @param until when the last request begins
     */
    record Plan(int users, double perSecond, long begin, long from, long until) {}

    /**
     * A request made ready.
     *
     * @param head its lines but for cookies and the empty one at its end
     * @param cookie what the declaration says of cookies; empty where it says nothing
     * @param tail the empty line, and the body
     * @param headAlone whether its answer has no body
     */
    record RequestTemplate(int weight, byte[] head, String cookie, byte[] tail, boolean headAlone) {

        ByteBuf bytes(ByteBufAllocator from, String kept) {
            String cookies = cookie.isEmpty() || kept.isEmpty() ? cookie + kept : cookie + "; " + kept;
            byte[] line =
                    cookies.isEmpty() ? NOTHING : ("Cookie: " + cookies + "\r\n").getBytes(StandardCharsets.UTF_8);
            return from.buffer(head.length + line.length + tail.length)
                    .writeBytes(head)
                    .writeBytes(line)
                    .writeBytes(tail);
        }
    }

    private static final byte[] NOTHING = {};

    final SingleWriterRecorder measured = new SingleWriterRecorder(3);
    final SingleWriterRecorder recent = new SingleWriterRecorder(3);
    /** Of the measured time: while the users come, and a JVM is cold, nothing is told of the site either. */
    final SingleWriterRecorder lag = new SingleWriterRecorder(3);

    final SingleWriterRecorder delay = new SingleWriterRecorder(3);
    /** Those that are measured: begun after the ramp, and logins. */
    final LatencyRecorder counted = new LatencyRecorder();
    /** Those of the ramp among them. */
    final LatencyRecorder all = new LatencyRecorder();

    final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
    volatile int inFlight;
    /** Requests under way for longer than the brake allows. */
    volatile int overdue;
    /** How far arrivals are behind their time. */
    volatile long behindNanos;

    volatile long threadId;

    private final LoadCheck check;
    private final List<InetAddress> addresses;
    private final List<RequestTemplate> pages;
    private final RequestTemplate login;
    private final Optional<SslContext> tls;
    private final Connections connections;
    private final EventLoop loop;
    private final int weights;
    private final Plan plan;
    private final SplittableRandom random;
    private final Set<Call> calls = new LinkedHashSet<>();
    private final List<User> users = new ArrayList<>();
    /** The one that was used last is used next: those that are not needed are left alone. */
    private final Deque<LoadConnection> free = new ArrayDeque<>();

    private final Deque<Call> waiting = new ArrayDeque<>();
    private final int mostConnections;
    private int connected;
    private int nextAddress;
    private long nextArrival;
    private int nextUser;
    private boolean stopped;

    /**
     * @param addresses of the site, each of which may be contacted; not empty
     * @param login null where there is none
     * @param tls empty where the site is asked without
     * @param connections by which it is connected to
     */
    LoadWorker(
            LoadCheck check,
            List<InetAddress> addresses,
            List<RequestTemplate> pages,
            RequestTemplate login,
            Optional<SslContext> tls,
            Connections connections,
            EventLoop loop,
            Plan plan,
            long seed) {
        this.check = check;
        this.addresses = addresses;
        this.pages = pages;
        this.login = login;
        this.tls = tls;
        this.connections = connections;
        this.loop = loop;
        this.weights = pages.stream().mapToInt(RequestTemplate::weight).sum();
        this.plan = plan;
        this.mostConnections = open() ? MOST_CONNECTIONS : Math.max(1, plan.users());
        this.random = new SplittableRandom(seed);
    }

    /** On its event loop, which is another's until then. */
    void start() {
        threadId = Thread.currentThread().getId();
        for (int i = 0; i < plan.users(); i++) {
            users.add(new User());
        }
        long ramp = plan.from() - plan.begin();
        if (open()) {
            nextArrival = plan.begin();
            arrive();
        } else {
            for (int i = 0; i < users.size(); i++) {
                users.get(i).at(plan.begin() + ramp * i / users.size());
            }
        }
        beat(System.nanoTime() + BEAT_NANOS);
        loop.scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean open() {
        return plan.perSecond() > 0;
    }

    /** Without the brackets of an IPv6 address. */
    static String host(LoadCheck check) {
        String host = check.url().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    static int port(LoadCheck check) {
        int port = check.url().getPort();
        return port > 0 ? port : check.url().getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** The site's addresses take turns, as a resolver that answers with several would have it; none is asked for again. */
    private InetSocketAddress server() {
        return new InetSocketAddress(addresses.get(nextAddress++ % addresses.size()), port(check));
    }

    private void connect(Call first) {
        connected++;
        int patience = (int) check.timeout().toMillis();
        Optional<SslHandler> secured = tls.map(context -> secured(context, patience));
        LoadConnection made = new LoadConnection(secured, this::next);
        ChannelFuture connecting = connections
                .bootstrap(loop, made)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, patience)
                .option(ChannelOption.TCP_NODELAY, true)
                .connect(server());
        connecting.channel().closeFuture().addListener(closed -> gone(made));
        connecting.addListener((ChannelFuture opened) -> {
            if (!opened.isSuccess()) {
                first.end("connect");
            } else if (secured.isPresent()) {
                secured.get().handshakeFuture().addListener((Future<Channel> agreed) -> {
                    if (agreed.isSuccess()) {
                        first.send(made);
                    } else {
                        first.end(agreed.cause() instanceof SSLException ? "tls" : "connect");
                    }
                });
            } else {
                first.send(made);
            }
        });
    }

    private SslHandler secured(SslContext context, int patience) {
        SSLEngine engine = context.newEngine(ByteBufAllocator.DEFAULT, host(check), port(check));
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(patience);
        return handler;
    }

    /** Who has waited longest for a connection, and has time left; null where no one waits. */
    private Call longestWaiting() {
        Call longest = waiting.poll();
        while (longest != null && longest.over) {
            longest = waiting.poll();
        }
        return longest;
    }

    /** A connection that no one uses. */
    private void next(LoadConnection connection) {
        Call longest = longestWaiting();
        if (longest == null) {
            free.addLast(connection);
        } else {
            longest.send(connection);
        }
    }

    private void gone(LoadConnection connection) {
        connected--;
        free.remove(connection);
        Call longest = stopped ? null : longestWaiting();
        if (longest != null) {
            connect(longest);
        }
    }

    /** Begins nothing more and drops what is under way. */
    void halt() {
        loop.execute(() -> {
            stopped = true;
            waiting.clear();
            List.copyOf(calls).forEach(Call::drop);
        });
    }

    private void beat(long due) {
        later(due, () -> {
            long now = System.nanoTime();
            if (!stopped && now < plan.until()) {
                if (due >= plan.from()) {
                    lag.recordValue(micros(now - due));
                }
                beat(now + BEAT_NANOS);
            }
        });
    }

    /** Never early; by up to a millisecond late, which is the selector's grain. */
    private void later(long due, Runnable work) {
        long nanos = due - System.nanoTime();
        if (nanos <= 0) {
            loop.execute(work);
        } else {
            loop.schedule(work, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        long timeout = check.timeout().toNanos();
        long brake = check.brake().p95().toNanos();
        int late = 0;
        List<Call> expired = new ArrayList<>();
        for (Iterator<Call> all = calls.iterator(); all.hasNext(); ) {
            Call call = all.next();
            long age = now - call.begun;
            if (age < Math.min(timeout, brake)) {
                break; // They are in the order in which they began.
            }
            if (age >= timeout) {
                expired.add(call);
            } else {
                late++;
            }
        }
        overdue = late;
        expired.forEach(Call::expire);
    }

    private void arrive() {
        long now = System.nanoTime();
        int begun = 0;
        while (!stopped && nextArrival <= now && nextArrival < plan.until() && begun < AT_ONCE) {
            User user = users.get(nextUser++ % users.size());
            user.request(nextArrival);
            begun++;
            nextArrival += Math.round(1e9 / rateAt(nextArrival));
        }
        behindNanos = Math.max(0, now - nextArrival);
        if (!stopped && nextArrival < plan.until()) {
            later(nextArrival, this::arrive);
        }
    }

    private double rateAt(long at) {
        if (at >= plan.from()) {
            return plan.perSecond();
        }
        double grown = (double) (at - plan.begin()) / (plan.from() - plan.begin());
        return plan.perSecond() * Math.max(0.05, grown);
    }

    private static long micros(long nanos) {
        return Math.max(0, nanos / 1_000);
    }

    /** A virtual user with cookies of its own. */
    private final class User {

        private final Map<String, String> cookies = new LinkedHashMap<>();
        private String kept = "";
        private boolean welcome = login == null;

        void at(long due) {
            if (!stopped && due < plan.until()) {
                later(due, () -> {
                    long now = System.nanoTime();
                    if (!stopped && now < plan.until()) {
                        request(due);
                    }
                });
            }
        }

        /** @param due from when on this user waits, whenever the event loop comes to it */
        void request(long due) {
            if (due >= plan.from()) {
                delay.recordValue(micros(System.nanoTime() - due));
            }
            boolean first = !welcome;
            new Call(this, first ? login : page(), due, first).send();
        }

        private RequestTemplate page() {
            int at = random.nextInt(weights);
            for (RequestTemplate page : pages) {
                at -= page.weight();
                if (at < 0) {
                    return page;
                }
            }
            throw new IllegalStateException("weights do not add up");
        }

        void done(boolean failed) {
            if (open()) {
                return;
            }
            long think = check.think().toNanos();
            long pause = think == 0 ? 0 : think / 2 + random.nextLong(think);
            long now = System.nanoTime();
            if (pause > 0 || failed) {
                at(now + (failed ? Math.max(pause, AFTER_FAILURE_NANOS) : pause));
            } else if (!stopped && now < plan.until()) {
                request(now);
            }
        }

        void keep(List<String> set) {
            for (String cookie : set) {
                String[] parts = cookie.split(";");
                int equals = parts[0].indexOf('=');
                if (equals > 0) {
                    String name = parts[0].substring(0, equals).strip();
                    if (cookie.toLowerCase(java.util.Locale.ROOT).contains("max-age=0")) {
                        cookies.remove(name);
                    } else {
                        cookies.put(name, parts[0].substring(equals + 1).strip());
                    }
                }
            }
            kept = cookies.entrySet().stream()
                    .map(one -> one.getKey() + "=" + one.getValue())
                    .collect(Collectors.joining("; "));
        }
    }

    /** One request of a user. It is told once, whatever comes first. */
    private final class Call implements LoadConnection.Asker {

        private final User user;
        private final RequestTemplate requestTemplate;
        private final long begun;
        private final boolean loggingIn;
        private LoadConnection connection;
        private boolean over;

        Call(User user, RequestTemplate requestTemplate, long begun, boolean loggingIn) {
            this.user = user;
            this.requestTemplate = requestTemplate;
            this.begun = begun;
            this.loggingIn = loggingIn;
        }

        void send() {
            calls.add(this);
            inFlight = calls.size();
            LoadConnection idle = free.pollLast();
            while (idle != null && !idle.usable()) {
                idle = free.pollLast();
            }
            if (idle != null) {
                send(idle);
            } else if (connected < mostConnections) {
                connect(this);
            } else {
                waiting.addLast(this);
            }
        }

        private void send(LoadConnection with) {
            if (over) {
                next(with); // It ran out of time meanwhile.
                return;
            }
            connection = with;
            with.ask(requestTemplate.bytes(ByteBufAllocator.DEFAULT, user.kept), requestTemplate.headAlone(), this);
        }

        @Override
        public void cookies(List<String> set) {
            user.keep(set);
        }

        @Override
        public void answered(int status) {
            connection = null;
            boolean good = status < FIRST_FAILURE;
            if (good && loggingIn) {
                user.welcome = true;
            }
            end(good ? null : "status " + status);
        }

        @Override
        public void broke() {
            connection = null;
            end("reset");
        }

        /** @param reason null where it went well */
        private void end(String reason) {
            if (over) {
                return;
            }
            leave();
            long micros = micros(System.nanoTime() - begun);
            boolean late = TIMEOUT.equals(reason);
            boolean timed = reason == null || late;
            all.ended(reason == null);
            if (timed) {
                recent.recordValue(micros);
            }
            if (loggingIn || begun >= plan.from()) {
                counted.ended(reason == null);
                if (timed) {
                    measured.recordValue(micros);
                }
                if (reason != null) {
                    reasons.computeIfAbsent(loggingIn ? "login: " + reason : reason, word -> new LongAdder())
                            .increment();
                }
            }
            user.done(reason != null);
        }

        private void leave() {
            over = true;
            calls.remove(this);
            inFlight = calls.size();
        }

        void expire() {
            end(TIMEOUT);
            reset();
        }

        void drop() {
            leave();
            reset();
        }

        private void reset() {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
