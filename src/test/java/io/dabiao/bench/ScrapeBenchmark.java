package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a scrape costs: of the shipped indicators, and of many more, asked for as Prometheus asks. */
@Command(
        name = "scrape",
        description = "Time, size and memory of a scrape of /metrics, for the shipped indicators and for many.",
        mixinStandardHelpOptions = true)
final class ScrapeBenchmark implements Callable<Integer> {

    /** As Prometheus 2.42 sends it. */
    private static final String OPENMETRICS = "application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @Option(
            names = "--projects",
            split = ",",
            defaultValue = "0,336",
            description =
                    "Projects at each step; 0 for the shipped ones alone. 336 make 5,040 indicators, which with the"
                            + " current year's drafts are 10,080 (${DEFAULT-VALUE}).")
    private List<Integer> projects;

    @Option(names = "--scrapes", defaultValue = "40", description = "Scrapes that are measured (${DEFAULT-VALUE}).")
    private int scrapes;

    @Option(names = "--warm-up", defaultValue = "20", description = "Scrapes before them (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--events", defaultValue = "130000", description = "Events of the year (${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of the service, in one argument; by default the launcher's (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    /** @param cpu seconds of the JVM's, the evaluations of that time included */
    private record Scraped(Histogram micros, byte[] plain, int sent, double cpu) {}

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        System.out.println(Machine.described());
        System.out.println();
        System.out.printf(
                "%d scrapes after %d others, one after another; service's JVM options: `%s`%n%n",
                scrapes, warmUp, String.join(" ", jvmOptions));
        System.out.println(head(
                "indicators",
                "format",
                "samples",
                "p50, ms",
                "p95, ms",
                "CPU, ms",
                "size, MiB",
                "by gzip, MiB",
                "sent, MiB",
                "JVM now, MiB",
                "peak"));
        for (int copies : projects) {
            step(copies);
        }
        return 0;
    }

    private void step(int copies) throws Exception {
        Path directory = PackagedService.directory();
        Path declarations = Files.createTempDirectory("dabiao-bench-declarations");
        try {
            ReportsBenchmark.write(declarations, copies);
            List<String> options = new ArrayList<>(jvmOptions);
            options.add("-Ddabiao.declarations=" + declarations);
            try (PackagedService service = PackagedService.start(directory, PackagedService.packaged(options))) {
                SyntheticYear year = new SyntheticYear(1, events, SyntheticYear.Order.TIME, SyntheticYear.Ids.SEQUENCE);
                service.post(BodyPublishers.ofByteArray(year.lines(0, events)), events);
                service.awaitFolded();
                awaitEvaluated(service);
                measure(service, "text", "text/plain;version=0.0.4");
                measure(service, "OpenMetrics", OPENMETRICS);
            }
        } finally {
            PackagedService.delete(directory);
            PackagedService.delete(declarations);
        }
    }

    /** Until every declared indicator is on the scrape and a round later says the same. */
    private void awaitEvaluated(PackagedService service) throws IOException, InterruptedException {
        long declared = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(service.get("/api/v1/years")).findValues("indicators").stream()
                        .mapToLong(com.fasterxml.jackson.databind.JsonNode::asLong)
                        .sum();
        long begun = System.nanoTime();
        long before = -1;
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            String scrape = text(scrape(service, "text/plain"));
            long valued = count(scrape, "dabiao_indicator_actual{");
            if (count(scrape, "dabiao_indicator_target{") >= declared * 0.95 && valued == before) {
                System.err.printf("%s indicators, %s with a value%n", whole(declared), whole(valued));
                return;
            }
            before = valued;
            PackagedService.pause(5_000);
        }
        throw new IOException("not every indicator of " + declared + " was evaluated within " + PATIENCE);
    }

    private void measure(PackagedService service, String name, String accept) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            scrape(service, accept);
        }
        Scraped scraped = scraped(service, accept);
        String text = new String(scraped.plain, StandardCharsets.UTF_8);
        long indicators = text.lines()
                .filter(line -> line.startsWith("dabiao_indicator_verdict{") && line.contains("=\"no_data\""))
                .count();
        long samples = text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .count();
        System.out.println(row(
                whole(indicators),
                name,
                whole(samples),
                one(scraped.micros.getValueAtPercentile(50) / 1e3),
                one(scraped.micros.getValueAtPercentile(95) / 1e3),
                one(1e3 * scraped.cpu / scrapes),
                two(scraped.plain.length / 1048576.0),
                two(zipped(scraped.plain) / 1048576.0),
                two(scraped.sent / 1048576.0),
                mebibytes(service.footprint().jvmBytes()),
                mebibytes(service.footprint().jvmPeakBytes())));
    }

    private Scraped scraped(PackagedService service, String accept) throws Exception {
        Histogram micros = new Histogram(600_000_000L, 3);
        double cpu = service.footprint().jvmCpuSeconds();
        HttpResponse<byte[]> last = null;
        for (int i = 0; i < scrapes; i++) {
            long begun = System.nanoTime();
            last = scrape(service, accept);
            micros.recordValue((System.nanoTime() - begun) / 1_000);
        }
        cpu = service.footprint().jvmCpuSeconds() - cpu;
        return new Scraped(micros, text(last).getBytes(StandardCharsets.UTF_8), last.body().length, cpu);
    }

    private HttpResponse<byte[]> scrape(PackagedService service, String accept)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.uri("/metrics"))
                .header("Accept", accept)
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("/metrics answered " + answer.statusCode());
        }
        return answer;
    }

    private static String text(HttpResponse<byte[]> answer) throws IOException {
        byte[] body = answer.body();
        if (answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = in.readAllBytes();
            }
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static int zipped(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text);
        }
        return bytes.size();
    }

    private static long count(String scrape, String family) {
        return scrape.lines().filter(line -> line.startsWith(family)).count();
    }
}
