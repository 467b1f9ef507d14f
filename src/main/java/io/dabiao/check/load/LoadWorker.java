package io.dabiao.check.load;

import io.dabiao.core.declaration.LoadCheck;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * The share of one event loop in the load: its users, their connections and what they saw. Everything but what is named
 * {@code collected} happens on that event loop.
 */
final class LoadWorker extends AbstractVerticle {

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

    /** A request made ready. */
    record RequestTemplate(int weight, HttpMethod method, String path, Map<String, String> headers, Buffer body) {}

    final SingleWriterRecorder measured = new SingleWriterRecorder(3);
    final SingleWriterRecorder recent = new SingleWriterRecorder(3);
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
    private final Optional<Buffer> authorities;
    private final int weights;
    private final Plan plan;
    private final SplittableRandom random;
    private final Set<Call> calls = new LinkedHashSet<>();
    private final List<User> users = new ArrayList<>();
    private HttpClient client;
    private Context loop;
    private int port;
    private int nextAddress;
    private long nextArrival;
    private int nextUser;
    private boolean stopped;

    /**
     * @param addresses of the site, each of which may be contacted; not empty
     * @param login null where there is none
     * @param authorities certificates in PEM that are trusted in place of the usual ones
     */
    LoadWorker(
            LoadCheck check,
            List<InetAddress> addresses,
            List<RequestTemplate> pages,
            RequestTemplate login,
            Optional<Buffer> authorities,
            Plan plan,
            long seed) {
        this.check = check;
        this.addresses = addresses;
        this.pages = pages;
        this.login = login;
        this.authorities = authorities;
        this.weights = pages.stream().mapToInt(RequestTemplate::weight).sum();
        this.plan = plan;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void start() {
        loop = context;
        threadId = Thread.currentThread().getId();
        boolean tls = check.url().getScheme().equals("https");
        port = check.url().getPort() > 0 ? check.url().getPort() : tls ? 443 : 80;
        boolean open = plan.perSecond() > 0;
        HttpClientOptions options = new HttpClientOptions()
                .setDefaultHost(host(check))
                .setDefaultPort(port)
                .setSsl(tls)
                .setVerifyHost(true)
                .setMaxPoolSize(open ? MOST_CONNECTIONS : Math.max(1, plan.users()))
                .setMaxWaitQueueSize(-1)
                .setKeepAlive(true)
                .setPipelining(false)
                .setConnectTimeout((int) check.timeout().toMillis())
                .setTcpNoDelay(true);
        authorities.ifPresent(pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(pem)));
        client = vertx.createHttpClient(options);
        for (int i = 0; i < plan.users(); i++) {
            users.add(new User());
        }
        long ramp = plan.from() - plan.begin();
        if (open) {
            nextArrival = plan.begin();
            arrive();
        } else {
            for (int i = 0; i < users.size(); i++) {
                users.get(i).at(plan.begin() + ramp * i / users.size());
            }
        }
        beat(System.nanoTime() + BEAT_NANOS);
        vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
    }

    /** Without the brackets of an IPv6 address. */
    static String host(LoadCheck check) {
        String host = check.url().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The site's addresses take turns, as a resolver that answers with several would have it; none is asked for again. */
    private SocketAddress server() {
        InetAddress address = addresses.get(nextAddress++ % addresses.size());
        return SocketAddress.inetSocketAddress(new InetSocketAddress(address, port));
    }

    /** Begins nothing more and drops what is under way. */
    void halt() {
        loop.runOnContext(now -> {
            stopped = true;
            List.copyOf(calls).forEach(Call::drop);
        });
    }

    private void beat(long due) {
        later(due, () -> {
            long now = System.nanoTime();
            if (!stopped && now < plan.until()) {
                lag.recordValue(micros(now - due));
                beat(now + BEAT_NANOS);
            }
        });
    }

    /** Never early; by up to a millisecond late, which is the timers' grain. */
    private void later(long due, Runnable work) {
        long millis = (due - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
            loop.runOnContext(now -> work.run());
        } else {
            vertx.setTimer(millis, timer -> work.run());
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

        private final Map<String, String> cookies = new HashMap<>();
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
            delay.recordValue(micros(System.nanoTime() - due));
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
            if (plan.perSecond() > 0) {
                return;
            }
            long think = check.think().toNanos();
            long pause = think == 0 ? 0 : think / 2 + random.nextLong(think);
            at(System.nanoTime() + (failed ? Math.max(pause, AFTER_FAILURE_NANOS) : pause));
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
        }
    }

    /** One request of a user. It is told once, whatever comes first. */
    private final class Call {

        private final User user;
        private final RequestTemplate requestTemplate;
        private final long begun;
        private final boolean loggingIn;
        private HttpClientRequest request;
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
            client.request(new RequestOptions()
                            .setServer(server())
                            .setMethod(requestTemplate.method())
                            .setURI(requestTemplate.path()))
                    .onComplete(connected -> {
                        if (connected.failed()) {
                            end(connected.cause() instanceof SSLException ? "tls" : "connect");
                        } else if (over) {
                            connected.result().exceptionHandler(dropped -> {}).reset();
                        } else {
                            send(connected.result());
                        }
                    });
        }

        private void send(HttpClientRequest ready) {
            request = ready;
            requestTemplate.headers().forEach(ready::putHeader);
            if (!user.cookies.isEmpty()) {
                StringBuilder jar = new StringBuilder();
                user.cookies.forEach((name, value) -> jar.append(jar.isEmpty() ? "" : "; ")
                        .append(name)
                        .append('=')
                        .append(value));
                ready.putHeader("Cookie", jar.toString());
            }
            ready.exceptionHandler(broken -> end("reset"));
            (requestTemplate.body() == null ? ready.send() : ready.send(requestTemplate.body())).onComplete(answer -> {
                if (answer.failed()) {
                    end("reset");
                } else {
                    answered(answer.result());
                }
            });
        }

        private void answered(HttpClientResponse response) {
            List<String> set = response.cookies();
            if (!set.isEmpty()) {
                user.keep(set);
            }
            response.exceptionHandler(broken -> end("reset"));
            response.endHandler(end -> {
                boolean good = response.statusCode() < FIRST_FAILURE;
                if (good && loggingIn) {
                    user.welcome = true;
                }
                end(good ? null : "status " + response.statusCode());
            });
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
            if (request != null) {
                request.reset();
            }
        }
    }
}
