package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From an event posted to a notification in the receiver's hands, one at a time and a thousand at once. */
@Command(
        name = "alerts",
        description = "Time from an event to a message, and what a thousand changes at once take.",
        mixinStandardHelpOptions = true)
final class AlertsBenchmark implements Callable<Integer> {

    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    private static final long STEP_MILLIS = 5;
    private static final long PATIENCE_NANOS = 300_000_000_000L;

    @Option(names = "--singles", defaultValue = "200", description = "Changes one at a time (${DEFAULT-VALUE}).")
    private int singles;

    @Option(
            names = "--at-once",
            defaultValue = "1000",
            description = "Indicators that change at once (${DEFAULT-VALUE}).")
    private int atOnce;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of the service, in one argument (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    /** When each indicator was told of, and how many messages did it. */
    private final Map<String, Long> toldAt = new ConcurrentHashMap<>();

    private final AtomicInteger messages = new AtomicInteger();

    @Override
    public Integer call() throws Exception {
        System.out.println(Machine.described());
        System.out.println();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newCachedThreadPool());
        receiver.createContext("/", exchange -> {
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            long now = System.nanoTime();
            messages.incrementAndGet();
            body.get("alerts")
                    .forEach(alert -> toldAt.put(
                            alert.get("project").asText() + "/"
                                    + alert.get("indicator").asText(),
                            now));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        Path folder = Files.createTempDirectory("dabiao-bench-alerts");
        Path directory = PackagedService.directory();
        try {
            run(receiver.getAddress().getPort(), folder, directory);
        } finally {
            receiver.stop(0);
            PackagedService.delete(directory);
            PackagedService.delete(folder);
        }
        return 0;
    }

    private void run(int port, Path folder, Path directory) throws Exception {
        Path declarations = Files.createDirectory(folder.resolve("declarations"));
        Files.writeString(declarations.resolve("one.yaml"), declaration("single", singles, "bench.single{n=\"%d\"}"));
        Files.writeString(declarations.resolve("all.yaml"), declaration("crowd", atOnce, "bench.crowd"));
        Path alerts = Files.writeString(
                folder.resolve("alerts.yaml"),
                "receivers:\n  hook: {channel: webhook, url: 'http://127.0.0.1:" + port + "/'}\nroutes:\n"
                        + "- {name: single, projects: [single], receivers: [hook], by: [indicator], wait: 0s, every: 0s}\n"
                        + "- {name: crowd, projects: [crowd], receivers: [hook]}\n");
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-Ddabiao.declarations=" + declarations);
        options.add("-Ddabiao.alerts=" + alerts);
        options.add("-Ddabiao.probing=false");
        try (PackagedService service = PackagedService.start(directory, PackagedService.packaged(options))) {
            // The first evaluations of all are not what is measured.
            told(service, "single", 0, 3);
            singles(service);
            crowd(service);
        }
    }

    private void singles(PackagedService service) throws Exception {
        double[] seconds = new double[singles - 1];
        Random random = new Random(1);
        for (int i = 1; i < singles; i++) {
            seconds[i - 1] = told(service, "single", i, 3);
            PackagedService.pause(random.nextInt(1_000));
        }
        Arrays.sort(seconds);
        System.out.println(head("one at a time", "p50, s", "p99, s", "longest, s"));
        System.out.println(row(
                whole(seconds.length) + " changes",
                two(seconds[seconds.length / 2]),
                two(seconds[(int) Math.ceil(seconds.length * 0.99) - 1]),
                two(seconds[seconds.length - 1])));
        System.out.println();
    }

    private double told(PackagedService service, String project, int n, int value) throws Exception {
        long begun = System.nanoTime();
        post(service, "bench.single", n, "{\"n\":\"" + n + "\",\"value\":" + value + "}");
        await(() -> toldAt.containsKey(project + "/i" + n));
        return Figures.seconds(toldAt.get(project + "/i" + n) - begun);
    }

    private void crowd(PackagedService service) throws Exception {
        messages.set(0);
        long begun = System.nanoTime();
        post(service, "bench.crowd", 0, "{\"value\":3}");
        await(() ->
                toldAt.keySet().stream().filter(key -> key.startsWith("crowd/")).count() == atOnce);
        double last = Figures.seconds(toldAt.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("crowd/"))
                        .mapToLong(Map.Entry::getValue)
                        .max()
                        .orElseThrow()
                - begun);
        System.out.println(head("at once", "messages", "to the last, s", "JVM peak"));
        System.out.println(row(
                whole(atOnce) + " changes",
                messages.get(),
                two(last),
                mebibytes(service.footprint().jvmPeakBytes())));
    }

    /** Whether something has come about. */
    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws IOException {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IOException("no message within five minutes");
            }
            PackagedService.pause(STEP_MILLIS);
        }
    }

    private static void post(PackagedService service, String type, int n, String data) throws IOException {
        String event = "{\"specversion\":\"1.0\",\"source\":\"bench\",\"id\":\"" + type + "-" + n + "\",\"type\":\""
                + type + "\",\"time\":\"" + Instant.now().minusSeconds(5) + "\",\"data\":" + data + "}\n";
        service.post(BodyPublishers.ofString(event), 1);
    }

    private static String declaration(String project, int indicators, String selector) {
        StringBuilder yaml = new StringBuilder("project: " + project + "\nname: " + project + "\nyear: " + YEAR
                + "\ninstitution: 机构\nperiod: {from: " + YEAR + "-01-01, to: " + YEAR
                + "-12-31}\nbudget: {total: 0}\ngoal: 目标\nindicators:\n");
        for (int i = 0; i < indicators; i++) {
            yaml.append(String.format(
                    "  - {id: i%1$d, name: 指标%1$d, level1: 产出指标, level2: 质量指标, printed: '≥5(级)', behaviour: standing,"
                            + " measure: {latest: value, over: '%2$s'}, cadence: P365D}%n",
                    i, String.format(selector, i)));
        }
        return yaml.toString();
    }
}
