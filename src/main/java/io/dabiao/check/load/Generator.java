package io.dabiao.check.load;

import io.dabiao.check.probe.Secrets;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.Connections;
import io.dabiao.outbound.OutboundPolicy;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * Makes the load of one level at a time and says what its users saw.
 *
 * <p>It has event loops of its own, so that neither the service's answers nor its probes suffer, and their lag is its own.
 * For one thread at a time.
 */
public final class Generator {

    private static final long TICK_MILLIS = 250;
    private static final int TICKS_A_SECOND = 4;
    /** What a 95th percentile needs. */
    private static final int FEWEST = 20;

    private static final double BRAKE_SHARE = 0.05;
    /** An event loop that is this busy has no time left: it makes the waiting itself. */
    private static final double SATURATED = 0.95;
    /** Lateness below this is the machine's usual. */
    private static final long USUAL_LAG_MICROS = 20_000;
    /** Beyond this part of the limit, lateness would decide instead of the site. */
    private static final int LAG_PART = 10;

    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int CLOSING_SECONDS = 5;
    private static final long HOPELESSLY_BEHIND = 1_000_000_000L;
    private static final long GRACE_NANOS = 1_000_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LoadCheck check;
    private final List<LoadWorker.RequestTemplate> pages = new ArrayList<>();
    private final LoadWorker.RequestTemplate login;
    private final Optional<SslContext> tls;
    private final Connections connections;
    private final int loops;
    private final List<InetAddress> addresses;

    /**
     * Asks for the site's name, once for the whole run.
     *
     * @param policy which addresses may be put under load
     * @param loops event loops, at least 1
     * @throws IOException where a header's text or the authorities cannot be read, the site has no address, or one that the
     *     service does not contact
     */
    public Generator(LoadCheck check, Secrets secrets, OutboundPolicy policy, int loops) throws IOException {
        this.check = check;
        this.loops = loops;
        this.addresses = addresses(check, policy);
        this.connections = new Connections(policy);
        for (LoadCheck.Page page : check.pages()) {
            pages.add(shot(page, secrets));
        }
        this.login = check.login().isPresent() ? shot(check.login().get(), secrets) : null;
        this.tls =
                check.url().getScheme().equalsIgnoreCase("https") ? Optional.of(tls(check, secrets)) : Optional.empty();
    }

    private static List<InetAddress> addresses(LoadCheck check, OutboundPolicy policy) throws IOException {
        String host = LoadWorker.host(check);
        try {
            return policy.addresses(host);
        } catch (UnknownHostException none) {
            throw new IOException("no address for " + host, none);
        }
    }

    private static SslContext tls(LoadCheck check, Secrets secrets) throws IOException {
        SslContextBuilder made = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (check.authorities().isPresent()) {
            made.trustManager(certificates(secrets.file(check.authorities().get())));
        }
        return made.build();
    }

    /** Looked at before the load begins: that they cannot be read is no failure of the site. */
    private static List<X509Certificate> certificates(Path path) throws IOException {
        byte[] pem = Files.readAllBytes(path);
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException unreadable) {
            throw new IOException("no PEM certificates in " + path, unreadable);
        }
        throw new IOException("no PEM certificates in " + path);
    }

    private LoadWorker.RequestTemplate shot(LoadCheck.Page page, Secrets secrets) throws IOException {
        Probe.Request request = page.request();
        byte[] body = request.body().orElse("").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes((request.method() + " " + page.path() + " HTTP/1.1\r\n").getBytes(StandardCharsets.UTF_8));
        StringBuilder lines = new StringBuilder("Host: " + authority() + "\r\n");
        String cookie = "";
        for (Map.Entry<String, Probe.Text> header : request.headers().entrySet()) {
            String name = header.getKey();
            String text = secrets.text(header.getValue());
            if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new IOException("the header " + name + " has a line break in its text");
            }
            if (name.equalsIgnoreCase("Cookie")) {
                cookie = text;
            } else {
                lines.append(name).append(": ").append(text).append("\r\n");
            }
        }
        if (request.body().isPresent() || !BODILESS.contains(request.method())) {
            lines.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.writeBytes(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        tail.writeBytes(new byte[] {'\r', '\n'});
        tail.writeBytes(body);
        return new LoadWorker.RequestTemplate(
                page.weight(),
                head.toByteArray(),
                cookie,
                tail.toByteArray(),
                request.method().equals("HEAD"));
    }

    /** As browsers write it: without the port where it is the scheme's. */
    private String authority() {
        String host = check.url().getHost();
        int port = check.url().getPort();
        int usual = check.url().getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
        return port < 0 || port == usual ? host : host + ":" + port;
    }

    /**
     * Runs one level to its end, or until the brake, the generator's own limit or somebody ends it.
     *
     * @throws InterruptedException where this thread is to stop; the load has ended then
     */
    public Level run(int users, Control control) throws InterruptedException {
        int lanes = Math.min(loops, users);
        EventLoopGroup group = new NioEventLoopGroup(lanes, new DefaultThreadFactory("dabiao-load", true));
        try {
            return new Running(group, users, lanes, control).toItsEnd();
        } finally {
            group.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** What the last quarter of a second brought. */
    private record Tick(Histogram latencies, LatencyRecorder.Count calls) {}

    private final class Running {

        private final int users;
        private final Control control;
        private final List<LoadWorker> lanes = new ArrayList<>();
        private long[] cpuBefore;
        private final Histogram measured = new Histogram(3);
        private final Deque<Tick> second = new ArrayDeque<>();
        private final long begin;
        private final long from;
        private final long until;
        private LatencyRecorder.Count before = LatencyRecorder.Count.NONE;

        Running(EventLoopGroup group, int users, int count, Control control) {
            this.users = users;
            this.control = control;
            this.begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
            this.from = begin + check.ramp().toNanos();
            this.until = from + check.duration().toNanos();
            double perSecond =
                    check.arrivals().map(rate -> rate.doubleValue() * users).orElse(0.0);
            for (int i = 0; i < count; i++) {
                int share = users / count + (i < users % count ? 1 : 0);
                LoadWorker.Plan plan = new LoadWorker.Plan(share, perSecond * share / users, begin, from, until);
                EventLoop loop = group.next();
                LoadWorker loadWorker =
                        new LoadWorker(check, addresses, pages, login, tls, connections, loop, plan, 31L * users + i);
                lanes.add(loadWorker);
                loop.submit(loadWorker::start).syncUninterruptibly();
            }
            this.cpuBefore = cpu();
        }

        private long[] cpu() {
            return lanes.stream()
                    .mapToLong(loadWorker -> THREADS.getThreadCpuTime(loadWorker.threadId))
                    .toArray();
        }

        Level toItsEnd() throws InterruptedException {
            long loaded = System.nanoTime();
            boolean measuring = false;
            long[] cpuAtEnd = null;
            long wall = 0;
            try {
                while (true) {
                    TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
                    long now = System.nanoTime();
                    Tick last = collect();
                    control.progress(progress(now, last));
                    if (now >= from && !measuring) {
                        measuring = true;
                        loaded = now;
                        cpuBefore = cpu();
                    }
                    if (now < until || cpuAtEnd == null) {
                        cpuAtEnd = cpu();
                        wall = now - loaded;
                    }
                    if (control.aborted()) {
                        return level(
                                LoadOutcome.ABORTED,
                                Words.of(Generator.class, "itWasEndedByHand"),
                                cpuAtEnd,
                                wall,
                                now);
                    }
                    long behind = lanes.stream()
                            .mapToLong(loadWorker -> loadWorker.behindNanos)
                            .max()
                            .orElse(0);
                    if (behind > HOPELESSLY_BEHIND) {
                        return level(
                                LoadOutcome.GENERATOR_LIMITED,
                                Words.of(Generator.class, "theGeneratorWasBehindTheDeclared", millis(behind / 1_000)),
                                cpuAtEnd,
                                wall,
                                now);
                    }
                    Optional<Words> degraded = degraded(last);
                    if (degraded.isPresent()) {
                        return level(LoadOutcome.BRAKED, degraded.get(), cpuAtEnd, wall, now);
                    }
                    int inFlight = lanes.stream()
                            .mapToInt(loadWorker -> loadWorker.inFlight)
                            .sum();
                    boolean drained = now >= until && inFlight == 0;
                    if (drained || now >= until + check.timeout().toNanos() + GRACE_NANOS) {
                        return judged(cpuAtEnd, wall);
                    }
                }
            } finally {
                lanes.forEach(LoadWorker::halt);
            }
        }

        private Tick collect() {
            Histogram recent = new Histogram(3);
            for (LoadWorker loadWorker : lanes) {
                recent.add(loadWorker.recent.getIntervalHistogram());
                measured.add(loadWorker.measured.getIntervalHistogram());
            }
            LatencyRecorder.Count all = sum(loadWorker -> loadWorker.all);
            second.addLast(new Tick(recent, all.since(before)));
            before = all;
            if (second.size() > TICKS_A_SECOND) {
                second.removeFirst();
            }
            Histogram latencies = new Histogram(3);
            second.forEach(tick -> latencies.add(tick.latencies()));
            return new Tick(
                    latencies,
                    second.stream().map(Tick::calls).reduce(LatencyRecorder.Count.NONE, LatencyRecorder.Count::plus));
        }

        private LatencyRecorder.Count sum(Function<LoadWorker, LatencyRecorder> which) {
            return lanes.stream()
                    .map(loadWorker -> which.apply(loadWorker).count())
                    .reduce(LatencyRecorder.Count.NONE, LatencyRecorder.Count::plus);
        }

        private Control.LoadProgress progress(long now, Tick last) {
            String phase = now < from ? "ramp" : now < until ? "measure" : "drain";
            return new Control.LoadProgress(
                    users,
                    phase,
                    Math.max(0, (until - now) / 1e9),
                    before.all(),
                    before.failed(),
                    last.latencies().getValueAtPercentile(95) / 1e6);
        }

        /** Why the brake stops it; empty where it does not. Requests under way for too long count as slow ones. */
        private Optional<Words> degraded(Tick last) {
            int overdue =
                    lanes.stream().mapToInt(loadWorker -> loadWorker.overdue).sum();
            long seen = last.calls().all() + overdue;
            if (seen < Math.min(FEWEST, users)) {
                return Optional.empty();
            }
            double errors = last.calls().all() == 0
                    ? 0
                    : (double) last.calls().failed() / last.calls().all();
            if (errors > check.brake().errors().doubleValue()) {
                String failing = percent(errors, check.brake().errors());
                String brake = percent(check.brake().errors().doubleValue());
                return Optional.of(Words.of(Generator.class, "ofTheLatestRequestsFailedAnd", failing, brake));
            }
            long limit = check.brake().p95().toNanos() / 1_000;
            long within = last.latencies().getCountBetweenValues(0, limit);
            long slow = last.latencies().getTotalCount() - within + overdue;
            if (slow > BRAKE_SHARE * seen) {
                String late = percent((double) slow / seen, BigDecimal.valueOf(BRAKE_SHARE));
                return Optional.of(Words.of(Generator.class, "ofTheLatestRequestsTookMore", late, millis(limit)));
            }
            return Optional.empty();
        }

        private Level judged(long[] cpuAtEnd, long wall) {
            collect();
            Level.Strain strain = strain(cpuAtEnd, wall);
            LatencyRecorder.Count counted = sum(loadWorker -> loadWorker.counted);
            long limit = check.limits().p95().toNanos() / 1_000;
            long tolerated = Math.max(USUAL_LAG_MICROS, limit / LAG_PART);
            if (strain.busiest() >= SATURATED) {
                return level(
                        LoadOutcome.GENERATOR_LIMITED,
                        Words.of(Generator.class, "anEventLoopOfTheGenerator", percent(strain.busiest())),
                        strain,
                        until);
            }
            double late = Math.max(strain.lagMillis(), strain.delayMillis());
            if (late * 1_000 > tolerated) {
                return level(
                        LoadOutcome.GENERATOR_LIMITED,
                        Words.of(
                                Generator.class,
                                "theGeneratorWasLate",
                                String.format(Locale.ROOT, "%.0f", late),
                                millis(tolerated)),
                        strain,
                        until);
            }
            if (counted.all() < FEWEST) {
                return level(
                        LoadOutcome.TOO_FEW,
                        Words.of(Generator.class, "thereWereRequestsAndA95th", counted.all(), FEWEST),
                        strain,
                        until);
            }
            double share = (double) counted.failed() / counted.all();
            long p95 = measured.getValueAtPercentile(95);
            String failed = percent(share, check.limits().errors());
            String errors = percent(check.limits().errors().doubleValue());
            Words found = Words.of(
                    Generator.class,
                    "ofRequestsFailed95TookAt",
                    failed,
                    counted.all(),
                    millis(p95, limit),
                    errors,
                    millis(limit));
            boolean good = share <= check.limits().errors().doubleValue() && p95 <= limit;
            return level(good ? LoadOutcome.SUSTAINED : LoadOutcome.LIMIT, found, strain, until);
        }

        private Level level(LoadOutcome loadOutcome, Words sentence, long[] cpu, long wall, long end) {
            return level(loadOutcome, sentence, strain(cpu, wall), end);
        }

        private Level level(LoadOutcome loadOutcome, Words sentence, Level.Strain strain, long end) {
            LatencyRecorder.Count counted = sum(loadWorker -> loadWorker.counted);
            Map<String, Long> reasons = new TreeMap<>();
            lanes.forEach(loadWorker ->
                    loadWorker.reasons.forEach((reason, count) -> reasons.merge(reason, count.sum(), Long::sum)));
            return new Level(
                    users,
                    loadOutcome,
                    counted.all(),
                    counted.failed(),
                    reasons,
                    Math.max(0, Math.min(end, until) - from) / 1e9,
                    measured,
                    strain,
                    Words.of(Generator.class, "usersAtOnce", users, sentence));
        }

        private Level.Strain strain(long[] cpuAtEnd, long wall) {
            double busiest = 0;
            for (int i = 0; i < cpuBefore.length; i++) {
                busiest = Math.max(busiest, (double) (cpuAtEnd[i] - cpuBefore[i]) / Math.max(1, wall));
            }
            Histogram lag = new Histogram(3);
            Histogram delay = new Histogram(3);
            lanes.forEach(loadWorker -> {
                lag.add(loadWorker.lag.getIntervalHistogram());
                delay.add(loadWorker.delay.getIntervalHistogram());
            });
            return new Level.Strain(busiest, lag.getValueAtPercentile(99) / 1e3, delay.getValueAtPercentile(99) / 1e3);
        }
    }

    /** Beside a limit, which it never rounds across. */
    static String percent(double share, BigDecimal limit) {
        return padded(Digits.beside(BigDecimal.valueOf(share).movePointRight(2), limit.movePointRight(2)), 2) + " %";
    }

    /** Beside a limit, which it never rounds across; both in microseconds. */
    static String millis(long micros, long limit) {
        int usual = micros < 10_000 ? 1 : 0;
        return padded(Digits.beside(BigDecimal.valueOf(micros, 3), BigDecimal.valueOf(limit, 3), usual), usual) + " ms";
    }

    private static String padded(BigDecimal number, int digits) {
        return number.setScale(Math.max(digits, number.scale())).toPlainString();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.1f ms" : "%.0f ms", micros / 1e3);
    }
}
