package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a page costs: at the server, with three years of history, and in a browser that has never seen it.
 *
 * <p>A page is interactive when its document is read, its scripts have run and the last long task (50 ms, as browsers tell it) of its
 * first seconds is over.
 */
@Command(
        name = "pages",
        description = "Pages at the server and in Chromium, with many indicators and three years of history.",
        mixinStandardHelpOptions = true)
final class PagesBenchmark implements Callable<Integer> {

    private static final String SCRIPT = """
            const done = arguments[arguments.length - 1];
            const long = [];
            new PerformanceObserver(list => long.push(...list.getEntries())).observe({type: 'longtask', buffered: true});
            setTimeout(() => {
              const page = performance.getEntriesByType('navigation')[0];
              const files = performance.getEntriesByType('resource');
              const paint = performance.getEntriesByName('first-contentful-paint')[0];
              done([
                1 + files.length,
                page.transferSize + files.reduce((sum, one) => sum + one.transferSize, 0),
                page.decodedBodySize + files.reduce((sum, one) => sum + one.decodedBodySize, 0),
                paint ? paint.startTime : -1,
                Math.max(page.domContentLoadedEventEnd, ...long.map(one => one.startTime + one.duration))]);
            }, 2000);
            """;

    @Option(
            names = "--projects",
            split = ",",
            defaultValue = "0,134",
            description =
                    "Projects of 2024 at each step; 0 for the shipped ones alone, 134 make 2,000 indicators (${DEFAULT-VALUE}).")
    private List<Integer> projects;

    @Option(names = "--requests", defaultValue = "40", description = "Requests that are measured (${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--warm-up", defaultValue = "20", description = "Requests before them (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--loads", defaultValue = "5", description = "Times a browser opens a page (${DEFAULT-VALUE}).")
    private int loads;

    @Option(
            names = "--events",
            defaultValue = "130000",
            description = "Events of each of the years (${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of the service, in one argument; by default the launcher's (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        System.out.println(Machine.described());
        System.out.printf(
                "%n%d requests after %d others, one after another; service's JVM options: `%s`%n",
                requests, warmUp, String.join(" ", jvmOptions));
        for (int copies : projects) {
            step(copies);
        }
        return 0;
    }

    private void step(int copies) throws Exception {
        Path scratch = PackagedService.directory();
        Path declarations = Files.createDirectory(scratch.resolve("declarations"));
        try {
            ReportsBenchmark.write(declarations, copies);
            for (int year : new int[] {2023, 2025}) {
                for (FileText shipped : ResourceFolder.shipped("catalogue")) {
                    Path file = declarations.resolve(
                            year + "-" + Path.of(shipped.file()).getFileName());
                    Files.writeString(file, shipped.text().replace("2024", Integer.toString(year)));
                }
            }
            List<String> options = new ArrayList<>(jvmOptions);
            options.add("-Ddabiao.declarations=" + declarations);
            options.add("-Ddabiao.open-reading=true");
            try (PackagedService service = PackagedService.start(scratch, PackagedService.packaged(options))) {
                for (int year : new int[] {2023, 2024, 2025}) {
                    post(service, year);
                }
                service.awaitFolded();
                List<String> pages = pages(service);
                awaitEvaluated(service);
                atTheServer(service, pages);
                inABrowser(service, List.of(pages.get(0), pages.get(2)));
            }
        } finally {
            PackagedService.delete(scratch);
        }
    }

    /** A year like another, but for its number. */
    private void post(PackagedService service, int year) throws IOException {
        SyntheticYear all = new SyntheticYear(year, events, SyntheticYear.Order.TIME, SyntheticYear.Ids.SEQUENCE);
        String lines = new String(all.lines(0, events), StandardCharsets.UTF_8);
        if (year != SyntheticYear.YEAR) {
            lines = lines.replace(SyntheticYear.YEAR + "-", year + "-").replace(year + "-02-29", year + "-02-28");
        }
        service.post(BodyPublishers.ofString(lines), events);
    }

    private static List<String> pages(PackagedService service) throws IOException {
        String indicator = "/years/2024/"
                + new ObjectMapper()
                        .readTree(service.get("/api/v1/years/2024/indicators"))
                        .path(0)
                        .path("id")
                        .asText();
        return List.of(
                "/overview?year=2024",
                indicator.substring(0, indicator.lastIndexOf('/')),
                indicator,
                "/alerts",
                "/reports?year=2024",
                "/declarations",
                "/sources",
                "/checks");
    }

    /** Until a look at every year finds the same as the one before. */
    private static void awaitEvaluated(PackagedService service) throws IOException {
        String before = "";
        while (true) {
            StringBuilder now = new StringBuilder();
            for (int year : new int[] {2023, 2024, 2025}) {
                String page = new String(service.get("/overview?year=" + year), StandardCharsets.UTF_8);
                now.append(page.length()).append(' ');
            }
            if (now.toString().equals(before)) {
                return;
            }
            before = now.toString();
            PackagedService.pause(10_000);
        }
    }

    private void atTheServer(PackagedService service, List<String> pages) throws IOException, InterruptedException {
        long declared = new ObjectMapper()
                .readTree(service.get("/api/v1/years")).findValues("indicators").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum();
        System.out.printf(
                "%n%s indicators in all, of 2023 to 2026, %s events.%n%n", whole(declared), whole(3 * events));
        System.out.println(head("page", "p50, ms", "p95, ms", "max, ms", "KiB"));
        for (String page : pages) {
            HttpRequest request = HttpRequest.newBuilder(service.uri(page))
                    .header("Accept", "text/html")
                    .build();
            Histogram micros = new Histogram(60_000_000L, 3);
            int size = 0;
            for (int i = 0; i < warmUp + requests; i++) {
                long begun = System.nanoTime();
                HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200) {
                    throw new IOException(page + " answered " + answer.statusCode());
                }
                size = answer.body().length;
                if (i >= warmUp) {
                    micros.recordValue((System.nanoTime() - begun) / 1_000);
                }
            }
            System.out.println(row(
                    "`" + page + "`",
                    one(micros.getValueAtPercentile(50) / 1e3),
                    one(micros.getValueAtPercentile(95) / 1e3),
                    one(micros.getMaxValue() / 1e3),
                    one(size / 1024.0)));
        }
    }

    private void inABrowser(PackagedService service, List<String> pages) throws IOException {
        System.setProperty("SE_OFFLINE", "true");
        Path profile = Files.createTempDirectory("dabiao-bench-browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile);
        ChromeDriver driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                        .usingAnyFreePort()
                        .build(),
                options);
        try {
            System.out.println();
            System.out.println(head(
                    "in Chromium, median of " + loads,
                    "cache",
                    "requests",
                    "sent, KiB",
                    "unpacked, KiB",
                    "first paint, ms",
                    "interactive, ms"));
            for (String page : pages) {
                for (boolean cached : new boolean[] {false, true}) {
                    driver.executeCdpCommand("Network.enable", Map.of());
                    driver.executeCdpCommand("Network.setCacheDisabled", Map.of("cacheDisabled", !cached));
                    double[] median = median(driver, service.uri(page).toString());
                    System.out.println(row(
                            "`" + page + "`",
                            cached ? "warm" : "empty",
                            whole(median[0]),
                            one(median[1] / 1024),
                            one(median[2] / 1024),
                            one(median[3]),
                            one(median[4])));
                }
            }
        } finally {
            driver.quit();
            PackagedService.delete(profile);
        }
    }

    private double[] median(ChromeDriver driver, String address) {
        double[][] all = new double[5][loads];
        for (int load = 0; load < loads; load++) {
            driver.get("about:blank");
            driver.get(address);
            List<?> told = (List<?>) driver.executeAsyncScript(SCRIPT);
            for (int i = 0; i < all.length; i++) {
                all[i][load] = ((Number) told.get(i)).doubleValue();
            }
        }
        double[] median = new double[all.length];
        for (int i = 0; i < all.length; i++) {
            java.util.Arrays.sort(all[i]);
            median[i] = all[i][loads / 2];
        }
        return median;
    }
}
