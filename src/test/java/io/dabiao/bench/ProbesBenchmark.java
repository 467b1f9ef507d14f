package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import io.dabiao.check.http.AnySecret;
import io.dabiao.check.http.ProbeClient;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebSubject;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sites on loopback, all of one nginx, probed by the packaged service and, at the same rate, by Prometheus and its blackbox
 * exporter, which looks and keeps nothing. When each probe began is taken from nginx's log for both.
 */
@Command(name = "probes", description = "Probes loopback sites, and has Prometheus and blackbox_exporter do the same.")
final class ProbesBenchmark implements Callable<Integer> {

    private static final Pattern DELAY =
            Pattern.compile("(?m)^dabiao_probe_start_delay_seconds\\{.*quantile=\"0\\.99\".*} (\\S+)$");
    private static final int SLOTS_A_YEAR = 365 * 24 * 60 * 2;

    @Option(names = "--sites", defaultValue = "1000", description = "How many (${DEFAULT-VALUE}).")
    private int sites;

    @Option(names = "--interval", defaultValue = "10", description = "Seconds between two probes of a site.")
    private int interval;

    @Option(names = "--seconds", defaultValue = "60", description = "How long is measured.")
    private int seconds;

    @Option(
            names = "--warm",
            defaultValue = "60",
            description = "Seconds before that, of each side (${DEFAULT-VALUE}): what the JVM compiles takes minutes.")
    private int warm;

    @Option(names = "--alone", description = "Without blackbox_exporter and Prometheus.")
    private boolean alone;

    @Option(names = "--looks", description = "Only the looks themselves, in this JVM: no events, no database.")
    private boolean looks;

    @Option(names = "--jvm", defaultValue = "-Xmx256m -XX:+UseSerialGC", description = "The service's JVM options.")
    private String jvm;

    /** @param delays seconds by which a probe's beginning differs from its site's usual place in the interval */
    private record Side(
            String name,
            long probes,
            double cpu,
            long bytes,
            double[] delays,
            double median,
            Map<String, String> more) {}

    @Override
    public Integer call() throws Exception {
        Path scratch = PackagedService.directory();
        List<Side> sides = new ArrayList<>();
        try (Site site = new Site(scratch)) {
            sides.add(looks ? looks(site) : service(scratch, site));
            if (!alone && !looks) {
                sides.add(exporter(scratch, site));
            }
        } finally {
            PackagedService.delete(scratch);
        }
        print(sides);
        return 0;
    }

    private Side service(Path scratch, Site site) throws IOException, SQLException {
        Path declarations = Files.createDirectory(scratch.resolve("declarations"));
        Files.writeString(declarations.resolve("sites.yaml"), declaration(site));
        List<String> options = new ArrayList<>(List.of(jvm.split(" ")));
        options.add("-Ddabiao.declarations=" + declarations);
        try (PackagedService service = PackagedService.start(scratch, PackagedService.packaged(options))) {
            System.err.println("the service warms up");
            PackagedService.pause(1_000L * warm);
            site.restart();
            long before = service.number("select count(*) from event");
            Footprint begun = service.footprint();
            Map<String, Double> threads = service.cpuByThread();
            PackagedService.pause(seconds * 1_000L);
            Footprint ended = service.footprint();
            String split = split(threads, service.cpuByThread());
            long probes = service.number("select count(*) from event") - before;
            double[] delays = site.delays(interval);
            long micros = service.number("select (1000000 * percentile_cont(0.5) within group"
                    + " (order by (data ->> 'seconds')::numeric))::bigint from event"
                    + " where time > now() - interval '" + seconds + " seconds'");
            Map<String, String> more = new HashMap<>();
            more.put("of the JVM's by thread, s CPU", split);
            more.put(
                    "of it PostgreSQL",
                    two(ended.postgresCpuSeconds() - begun.postgresCpuSeconds()) + " s CPU, "
                            + mebibytes(ended.postgresBytes()));
            String metrics = new String(service.get("/metrics"), java.nio.charset.StandardCharsets.UTF_8);
            Matcher delay = DELAY.matcher(metrics);
            more.put("delay p99 as it says itself", delay.find() ? delay.group(1) + " s" : "unknown");
            more.put("failed, unknown, overloaded, lost", lost(metrics));
            service.awaitFolded();
            long events = service.number("select count(*) from event");
            double each = (double) (service.size("event") + service.size("event_identity")) / events;
            more.put("bytes of an event with its identity", whole(each));
            more.put("a site and year at 30 s", mebibytes(each * SLOTS_A_YEAR));
            return new Side(
                    "dabiao",
                    probes,
                    ended.jvmCpuSeconds()
                            - begun.jvmCpuSeconds()
                            + ended.postgresCpuSeconds()
                            - begun.postgresCpuSeconds(),
                    ended.bytes(),
                    delays,
                    micros / 1e6,
                    more);
        }
    }

    private Side looks(Site site) throws IOException {
        Queue<Double> durations = new ConcurrentLinkedQueue<>();
        AtomicLong failed = new AtomicLong();
        long me = ProcessHandle.current().pid();
        try (ProbeClient probeClient = new ProbeClient(
                2, Clock.systemUTC(), new AnySecret(), OutboundPolicy.denying(List.of()), "dabiao-probe")) {
            for (int i = 0; i < sites; i++) {
                Probe probe = new Probe(
                        "site-" + i,
                        WebSubject.get(site.uri(i)),
                        Duration.ofSeconds(interval),
                        Duration.ofSeconds(interval).dividedBy(2),
                        List.of());
                probeClient
                        .loops()
                        .next()
                        .scheduleAtFixedRate(
                                () -> probeClient.look(probe).thenAccept(probeOutcome -> {
                                    if (probeOutcome.ok()) {
                                        durations.add(probeOutcome.nanos() / 1e9);
                                    } else {
                                        failed.incrementAndGet();
                                    }
                                }),
                                1_000_000L * interval * i / sites,
                                1_000_000L * interval,
                                TimeUnit.MICROSECONDS);
            }
            System.err.println("the looks warm up");
            PackagedService.pause(20_000);
            site.restart();
            durations.clear();
            failed.set(0);
            double cpu = Footprint.cpu(me, false);
            PackagedService.pause(seconds * 1_000L);
            cpu = Footprint.cpu(me, false) - cpu;
            List<Double> all = new ArrayList<>(durations);
            return new Side(
                    "looks alone",
                    all.size(),
                    cpu,
                    Footprint.resident(me),
                    site.delays(interval),
                    all.isEmpty() ? Double.NaN : Figures.median(all),
                    Map.of("failed", whole(failed.get())));
        }
    }

    private static String split(Map<String, Double> before, Map<String, Double> after) {
        return after.entrySet().stream()
                .map(thread ->
                        Map.entry(thread.getKey(), thread.getValue() - before.getOrDefault(thread.getKey(), 0.0)))
                .filter(thread -> thread.getValue() >= 0.05)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(thread -> thread.getKey() + " " + two(thread.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String lost(String metrics) {
        StringBuilder lost = new StringBuilder();
        for (String outcome : List.of("failed", "unknown", "overloaded", "lost")) {
            Matcher count = Pattern.compile("(?m)^dabiao_probe_results_total\\{outcome=\"" + outcome + "\",?} (\\S+)$")
                    .matcher(metrics);
            lost.append(lost.isEmpty() ? "" : ", ")
                    .append(count.find() ? whole(Double.parseDouble(count.group(1))) : "?");
        }
        return lost.toString();
    }

    private String declaration(Site site) {
        int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
        StringBuilder yaml = new StringBuilder("""
                project: sites
                name: 探测
                year: %1$d
                institution: 机构
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 目标
                indicators:
                  - id: response-time
                    name: 响应时间
                    level1: 产出指标
                    level2: 时效指标
                    printed: "<2.00(秒)"
                    behaviour: standing
                    measure: {mean: seconds, over: 'site.probe{ok="true"}', in: 秒}
                    cadence: P2D
                  - id: available-days
                    name: 可用天数
                    level1: 产出指标
                    level2: 时效指标
                    printed: "=365.00(天)"
                    behaviour: days
                    measure: {availableDays: 'site.probe{site="site-0"}'}
                    cadence: P2D
                probes:
                """.formatted(year));
        for (int i = 0; i < sites; i++) {
            yaml.append("  - {site: site-%d, url: '%s', interval: %ds}%n".formatted(i, site.uri(i), interval));
        }
        return yaml.toString();
    }

    /** As it is run: a Prometheus has it look at each site, and keeps what it says. */
    private Side exporter(Path scratch, Site site) throws IOException, InterruptedException {
        int port = freePort();
        int keeping = freePort();
        Path config = Files.writeString(
                scratch.resolve("blackbox.yml"),
                "modules: {http_2xx: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}}\n");
        Path scrapes = Files.writeString(scratch.resolve("prometheus.yml"), scrapes(site, port));
        Process exporter = started(
                scratch.resolve("blackbox.log"),
                "prometheus-blackbox-exporter",
                "--config.file=" + config,
                "--web.listen-address=127.0.0.1:" + port);
        Process prometheus = started(
                scratch.resolve("prometheus.log"),
                "prometheus",
                "--config.file=" + scrapes,
                "--storage.tsdb.path=" + scratch.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + keeping);
        try {
            System.err.println("the exporter warms up");
            PackagedService.pause(1_000L * warm);
            site.restart();
            double looking = Footprint.cpu(exporter.pid(), false);
            double kept = Footprint.cpu(prometheus.pid(), false);
            PackagedService.pause(seconds * 1_000L);
            looking = Footprint.cpu(exporter.pid(), false) - looking;
            kept = Footprint.cpu(prometheus.pid(), false) - kept;
            double[] delays = site.delays(interval);
            long lookingBytes = Footprint.resident(exporter.pid());
            long keptBytes = Footprint.resident(prometheus.pid());
            return new Side(
                    "blackbox_exporter and Prometheus",
                    delays.length,
                    looking + kept,
                    lookingBytes + keptBytes,
                    delays,
                    median(keeping),
                    Map.of(
                            "of it blackbox_exporter",
                            two(looking) + " s CPU, " + mebibytes(lookingBytes),
                            "of it Prometheus",
                            two(kept) + " s CPU, " + mebibytes(keptBytes)));
        } finally {
            prometheus.destroy();
            exporter.destroy();
            prometheus.waitFor();
            exporter.waitFor();
        }
    }

    private static Process started(Path log, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private String scrapes(Site site, int exporter) {
        StringBuilder yaml = new StringBuilder("""
                global: {scrape_interval: %1$ds, scrape_timeout: %2$ds}
                scrape_configs:
                  - job_name: sites
                    metrics_path: /probe
                    params: {module: [http_2xx]}
                    relabel_configs:
                      - {source_labels: [__address__], target_label: __param_target}
                      - {source_labels: [__param_target], target_label: instance}
                      - {target_label: __address__, replacement: '127.0.0.1:%3$d'}
                    static_configs:
                      - targets:
                """.formatted(interval, Math.max(1, interval / 2), exporter));
        for (int i = 0; i < sites; i++) {
            yaml.append("          - ").append(site.uri(i)).append('\n');
        }
        return yaml.toString();
    }

    private static double median(int prometheus) throws IOException, InterruptedException {
        String said = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + prometheus
                                        + "/api/v1/query?query=quantile(0.5,probe_duration_seconds)"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Matcher value = Pattern.compile("\"value\":\\[[^,]+,\"([0-9.e-]+)\"]").matcher(said);
        return value.find() ? Double.parseDouble(value.group(1)) : Double.NaN;
    }

    private void print(List<Side> sides) throws IOException {
        System.out.println(Machine.described());
        System.out.println();
        System.out.printf(
                "%s sites every %d s, %d s measured; service's JVM options: `%s`%n%n",
                whole(sites), interval, seconds, jvm);
        System.out.println(head(
                "by",
                "probes",
                "probes/s",
                "CPU of 1,000 probes, s",
                "memory",
                "start jitter p99, ms",
                "median duration, ms"));
        for (Side side : sides) {
            System.out.println(row(
                    side.name(),
                    whole(side.probes()),
                    one(side.probes() / (double) seconds),
                    two(1_000 * side.cpu() / Math.max(1, side.probes())),
                    mebibytes(side.bytes()),
                    two(1e3 * percentile(side.delays(), 0.99)),
                    two(1e3 * side.median())));
        }
        System.out.println();
        for (Side side : sides) {
            side.more().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(more -> System.out.printf("- %s, %s: %s%n", side.name(), more.getKey(), more.getValue()));
        }
    }

    private static double percentile(double[] figures, double share) {
        if (figures.length == 0) {
            return Double.NaN;
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** One nginx: a path for each site, and a log of when each was asked for. */
    private static final class Site implements AutoCloseable {

        private final Path log;
        private final int port = freePort();
        private final Process nginx;

        Site(Path scratch) throws IOException {
            log = scratch.resolve("access.log");
            Path folder = Files.createDirectory(scratch.resolve("nginx"));
            Files.writeString(folder.resolve("nginx.conf"), """
                    daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/error.log;
                    events { worker_connections 8192; }
                    http {
                      log_format when '$msec $uri';
                      access_log %2$s when;
                      client_body_temp_path %1$s/1; proxy_temp_path %1$s/2; fastcgi_temp_path %1$s/3;
                      uwsgi_temp_path %1$s/4; scgi_temp_path %1$s/5;
                      server { listen 127.0.0.1:%3$d backlog=4096; location / { return 200 'a page of some words'; } }
                    }
                    """.formatted(folder, log, port));
            nginx = new ProcessBuilder(
                            "nginx", "-c", folder.resolve("nginx.conf").toString())
                    .inheritIO()
                    .start();
        }

        String uri(int site) {
            return "http://127.0.0.1:" + port + "/site-" + site;
        }

        /** Forgets what was asked for so far. */
        void restart() throws IOException {
            Files.newOutputStream(log).close();
        }

        /** Of each request, by how much its place in the interval differs from the middle one of its site. */
        double[] delays(int interval) throws IOException {
            Map<String, List<Double>> bySite = new HashMap<>();
            for (String line : Files.readAllLines(log)) {
                String[] words = line.replace("\0", "").split(" ");
                if (words.length == 2) {
                    bySite.computeIfAbsent(words[1], site -> new ArrayList<>()).add(Double.parseDouble(words[0]));
                }
            }
            List<Double> delays = new ArrayList<>();
            for (List<Double> times : bySite.values()) {
                double first = times.get(0);
                List<Double> places = times.stream()
                        .map(time -> Math.IEEEremainder(time - first, interval))
                        .toList();
                double middle = Figures.median(places);
                places.forEach(place -> delays.add(Math.abs(Math.IEEEremainder(place - middle, interval))));
            }
            return delays.stream().mapToDouble(Double::doubleValue).toArray();
        }

        @Override
        public void close() {
            nginx.destroy();
        }
    }
}
