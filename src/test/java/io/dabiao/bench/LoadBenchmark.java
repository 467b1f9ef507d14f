package io.dabiao.bench;

import com.sun.management.OperatingSystemMXBean;
import io.dabiao.check.http.AnySecret;
import io.dabiao.check.load.Control;
import io.dabiao.check.load.Generator;
import io.dabiao.check.load.Level;
import io.dabiao.core.declaration.LoadCheck;
import io.dabiao.core.probe.Probe;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The generator of load checks by turns with wrk, on one nginx, without pauses, and first cold with pauses; see docs/benchmarks-checks.md. */
@Command(name = "load", description = "Load at one nginx: ours by turns with wrk.", mixinStandardHelpOptions = true)
final class LoadBenchmark implements Callable<Integer> {

    private static final int PORT = 18_190;

    @Option(names = "--users", defaultValue = "500", description = "Connections; ${DEFAULT-VALUE} if left out.")
    int users;

    @Option(names = "--seconds", defaultValue = "8", description = "Of each; ${DEFAULT-VALUE} if left out.")
    int seconds;

    @Option(names = "--turns", defaultValue = "3", description = "By turns with wrk; ${DEFAULT-VALUE} if left out.")
    int turns;

    @Option(names = "--within", description = "Within the packaged service instead: what a run takes of its memory.")
    boolean within;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("dabiao-load");
        Path conf = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 8192; }
                http {
                  access_log off; keepalive_requests 100000000;
                  client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  server { listen 127.0.0.1:%2$d backlog=4096; location / { return 200 'a page of some words'; } }
                }
                """.formatted(folder, PORT));
        Process nginx = new ProcessBuilder("nginx", "-e", folder + "/start.log", "-c", conf.toString())
                .inheritIO()
                .start();
        try {
            awaitListening(nginx);
            System.out.println(Machine.described());
            if (within) {
                withinTheService(folder);
                return 0;
            }
            System.out.print("cold, users who come within 10 s and pause for 200 ms: ");
            ours(Duration.ofMillis(200), Duration.ofSeconds(10));
            ours(Duration.ZERO, Duration.ofSeconds(1)); // Once to warm up.
            String url = "http://127.0.0.1:" + PORT + "/";
            List<Double> shares = new ArrayList<>();
            for (int turn = 0; turn < turns; turn++) {
                double rate = ours(Duration.ZERO, Duration.ofSeconds(1));
                String said = other("wrk", "-t2", "-c" + users, "-d" + seconds + "s", "--latency", url);
                Matcher theirs = Pattern.compile("Requests/sec:\\s+([0-9.]+)").matcher(said);
                shares.add(theirs.find() ? rate / Double.parseDouble(theirs.group(1)) : Double.NaN);
            }
            System.out.printf(
                    Locale.ROOT,
                    "requests/s beside wrk's, turn by turn %s, the middle one: %.2f%n",
                    shares,
                    Figures.median(shares));
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
        return 0;
    }

    /** The service as it is launched; a service that rests as long, without a run, stands beside it. */
    private void withinTheService(Path folder) throws Exception {
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(declarations.resolve("load.yaml"), """
                project: loads
                name: 并发
                year: %1$d
                institution: 机构
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 目标
                loads:
                  - {site: nginx, url: 'http://127.0.0.1:%2$d', pages: [{path: /}], think: 0s, ramp: 1s, duration: %3$ds, steps: [%4$d]}
                indicators:
                  - {id: users, name: 并发用户数, level1: 产出指标, level2: 数量指标, printed: "≥%4$d(人)", behaviour: standing, measure: {latest: value, over: 'load.check{site="nginx"}'}, cadence: P365D}
                """.formatted(
                        LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear(), PORT, seconds, users));
        List<Double> more = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            long without = peakWithin(folder.resolve("rests-" + turn), declarations, false);
            long with = peakWithin(folder.resolve("runs-" + turn), declarations, true);
            more.add((with - without) / (double) (1 << 20));
            System.out.printf(
                    Locale.ROOT,
                    "resident at its most: %d MiB at rest, %d MiB with a run of %d users%n",
                    without >> 20,
                    with >> 20,
                    users);
        }
        System.out.printf(Locale.ROOT, "a run takes %.0f MiB more, the middle of %d%n", Figures.median(more), turns);
    }

    private long peakWithin(Path data, Path declarations, boolean runs) throws Exception {
        Files.createDirectory(data);
        try (PackagedService service = PackagedService.start(
                data,
                PackagedService.packaged(
                        List.of("-Xmx256m", "-XX:+UseSerialGC", "-Ddabiao.declarations=" + declarations)))) {
            PackagedService.pause(20_000);
            if (!runs) {
                PackagedService.pause(2_000L + 1_000L * seconds);
                return service.footprint().jvmPeakBytes();
            }
            service.post("/api/v1/load-checks/nginx/runs");
            String said;
            do {
                PackagedService.pause(500);
                said = new String(service.get("/api/v1/load-checks/nginx/runs"), StandardCharsets.UTF_8);
            } while (!said.contains("\"ended\":\""));
            System.out.println(said);
            return service.footprint().jvmPeakBytes();
        } finally {
            PackagedService.delete(data);
        }
    }

    private static void awaitListening(Process nginx) throws InterruptedException {
        while (nginx.isAlive()) {
            try {
                new Socket("127.0.0.1", PORT).close();
                return;
            } catch (IOException notYet) {
                nginx.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("nginx ended");
    }

    /** @return requests a second */
    private double ours(Duration think, Duration ramp) throws IOException, InterruptedException {
        LoadCheck check = new LoadCheck(
                "nginx",
                URI.create("http://127.0.0.1:" + PORT),
                List.of(new LoadCheck.Page("/", 1, new Probe.Request("GET", Map.of(), Optional.empty()))),
                Optional.empty(),
                think,
                ramp,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(10),
                List.of(users),
                new LoadCheck.Limits(new BigDecimal("0.01"), Duration.ofSeconds(2)),
                new LoadCheck.Limits(BigDecimal.ONE, Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        Level level = new Generator(check, new AnySecret(), OutboundPolicy.denying(List.of()), 2)
                .run(users, new Control() {
                    @Override
                    public boolean aborted() {
                        return false;
                    }

                    @Override
                    public void progress(LoadProgress loadProgress) {}
                });
        System.out.printf(
                Locale.ROOT,
                "dabiao: %.0f requests/s, p50 %.1f, p95 %.1f, p99 %.1f ms, errors %d, CPU %.1f s, peak %s; %s: %s%n",
                level.rate(),
                level.latencies().getValueAtPercentile(50) / 1e3,
                level.latencies().getValueAtPercentile(95) / 1e3,
                level.latencies().getValueAtPercentile(99) / 1e3,
                level.errors(),
                (system.getProcessCpuTime() - before) / 1e9,
                peak("self"),
                level.outcome().word(),
                level.sentence().english());
        return level.rate();
    }

    /** The peak is read while the process is alive; what it prints is left as it is. */
    private static String other(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("dabiao-load", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        String peak = "unknown";
        Duration cpu = Duration.ZERO;
        while (process.isAlive()) {
            cpu = process.info().totalCpuDuration().orElse(cpu);
            if (Files.exists(Path.of("/proc/" + process.pid() + "/status"))) {
                String seen = peak(Long.toString(process.pid()));
                peak = seen.equals("unknown") ? peak : seen;
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        System.out.printf("%s: CPU %.1f s, peak %s%n", command[0], cpu.toMillis() / 1e3, peak);
        String said = Files.readString(out, StandardCharsets.UTF_8);
        System.out.println(said);
        Files.delete(out);
        return said;
    }

    private static String peak(String pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.substring("VmHWM:".length()).strip())
                .findFirst()
                .orElse("unknown");
    }
}
