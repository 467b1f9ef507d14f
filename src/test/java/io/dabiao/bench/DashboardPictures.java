package io.dabiao.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.AcceptanceYear;
import io.dabiao.ingest.prometheus.RealPrometheus;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Pictures of what the dashboards' questions answer, over the shared year and over a few minutes of live checks: the very
 * queries of the JSON, laid out by its grid. Not Grafana's rendering, which cannot be had where this was written.
 */
@Command(
        name = "pictures",
        description = "What every panel's query answers, as PNG: the packaged service, a Prometheus and chromium.",
        mixinStandardHelpOptions = true)
final class DashboardPictures implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Path DASHBOARDS = Path.of("grafana", "dashboards");
    /** Makes the pictures a third as large; without it they are as chromium writes them. */
    private static final Path PNGQUANT = Path.of("/usr/bin/pngquant");

    private static final String NOTE =
            "面板查询的结果，非 Grafana 的画面。The answers of the panels' queries, not Grafana's rendering.";

    @Option(names = "--to", defaultValue = "docs/pictures", description = "The folder they go to (${DEFAULT-VALUE}).")
    private Path folder;

    @Option(names = "--seconds", defaultValue = "150", description = "Of live checks (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--every",
            defaultValue = "3",
            description = "Days between points of the course (${DEFAULT-VALUE}).")
    private int every;

    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        Path scratch = PackagedService.directory();
        Path declarations = Files.createDirectories(scratch.resolve("declarations"));
        HttpServer site = site();
        try {
            Files.writeString(
                    declarations.resolve("live.yaml"),
                    declared(site.getAddress().getPort()));
            Path alerts = Files.writeString(
                    scratch.resolve("alerts.yaml"), told(site.getAddress().getPort()));
            List<String> options = List.of(
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-Ddabiao.declarations=" + declarations,
                    "-Ddabiao.alerts=" + alerts);
            try (PackagedService service = PackagedService.start(scratch, PackagedService.packaged(options));
                    RealPrometheus prometheus = RealPrometheus.start(
                            Files.createDirectories(scratch.resolve("prometheus")), scraped(service));
                    Connection database = service.database()) {
                fill(service, database);
                System.err.println("live checks for " + seconds + " s");
                PackagedService.pause(seconds * 1000L);
                draw(scratch, prometheus, database);
            }
        } finally {
            site.stop(0);
            PackagedService.delete(scratch);
        }
        return 0;
    }

    private void draw(Path scratch, RealPrometheus prometheus, Connection database) throws Exception {
        Instant now = Instant.now();
        Instant live = now.minusSeconds(seconds);
        Instant begin = LocalDate.of(2024, 1, 1).atStartOfDay(ZONE).toInstant();
        Instant end = LocalDate.of(2025, 1, 1).atStartOfDay(ZONE).toInstant();
        Map<String, String> year = variables("2024", ".+", ".+");
        shot(scratch, "overview", year, prometheus, database, live, now);
        shot(scratch, "project", variables("2024", "resource-sharing", ".+"), prometheus, database, begin, end);
        shot(
                scratch,
                "indicator",
                variables("2024", "foreign-experts", "wechat-articles-per-month"),
                prometheus,
                database,
                begin,
                end);
        shot(scratch, "service-desk", year, prometheus, database, begin, end);
        shot(scratch, "sites", variables(Year.now(ZONE).toString(), ".+", ".+"), prometheus, database, live, now);
        shot(scratch, "service", year, prometheus, database, live, now);
    }

    private static Map<String, String> variables(String year, String project, String indicator) {
        Map<String, String> variables = new HashMap<>();
        variables.put("year", year);
        variables.put("project", project);
        variables.put("indicator", indicator);
        variables.put("zone", ZONE.getId());
        List.of("job", "instance", "site").forEach(all -> variables.put(all, ".+"));
        return variables;
    }

    private void shot(
            Path scratch,
            String name,
            Map<String, String> variables,
            RealPrometheus prometheus,
            Connection database,
            Instant from,
            Instant to)
            throws Exception {
        JsonNode dashboard =
                JSON.readTree(DASHBOARDS.resolve("dabiao-" + name + ".json").toFile());
        // "All" is a pattern to Prometheus and a list to SQL.
        String every = "select distinct project from dabiao_read.project";
        JsonNode asked = JSON.readTree(dashboard
                .toString()
                .replace(variables.get("project").equals(".+") ? "${project:sqlstring}" : "\0", every));
        ObjectNode answered = JSON.createObjectNode()
                .put("title", dashboard.path("title").asText())
                .put("note", NOTE)
                .put("from", from.toEpochMilli())
                .put("to", to.toEpochMilli());
        answered.set("panels", new DashboardAnswers(database, prometheus, variables, from, to).of(asked));
        int height = 80;
        for (JsonNode panel : dashboard.path("panels")) {
            JsonNode at = panel.path("gridPos");
            height = Math.max(
                    height, 80 + 32 * (at.path("y").asInt() + at.path("h").asInt()));
        }
        Path page = scratch.resolve(name + ".html");
        Files.writeString(
                page,
                resource("/deploy/pictures.html")
                        .replace("/*DATA*/null", answered.toString().replace("</", "<\\/")));
        Files.writeString(
                scratch.resolve("echarts.min.js"),
                resource("/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js"));
        Path picture = folder.resolve("dashboard-" + name + ".png").toAbsolutePath();
        ProcessBuilder browser = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--allow-file-access-from-files",
                        "--user-data-dir=" + scratch.resolve("chromium"),
                        "--window-size=1600," + height,
                        "--screenshot=" + picture,
                        page.toUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("chromium.log").toFile());
        browser.environment().put("TZ", ZONE.getId());
        run(browser);
        if (Files.isExecutable(PNGQUANT)) {
            run(new ProcessBuilder(PNGQUANT.toString(), "--force", "--ext", ".png", "64", picture.toString())
                    .inheritIO());
        }
        System.out.println(picture.getFileName() + " " + Files.size(picture) / 1024 + " KiB");
    }

    private static void run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(builder.command().get(0) + " did not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException(builder.command().get(0) + " ended with " + process.exitValue());
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DashboardPictures.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The shared year, its course as the API computes it for each day, and one event that breaks a promise of this year. */
    private void fill(PackagedService service, Connection database) throws Exception {
        for (byte[] piece : AcceptanceYear.read().pieces(20_000)) {
            post(service, piece);
        }
        post(service, """
                {"specversion":"1.0","source":"/desk","id":"1","type":"incident","time":"%s","data":{"category":"site-interruption"}}
                """.formatted(OffsetDateTime.now(ZONE)).getBytes(StandardCharsets.UTF_8));
        service.awaitFolded();
        System.err.println("the year's course");
        try (PreparedStatement row = database.prepareStatement("""
                insert into daily_snapshot (year, project, indicator, day, version, at, recorded_at, up_to, without, actual, verdict, stale,
                    draft, probability, forecast, forecast_low, forecast_high)
                values (2024, ?, ?, ?, 1, ?, ?, 0, '{}', ?, ?, ?, false, ?, ?, ?, ?)""")) {
            for (LocalDate day = LocalDate.of(2024, 1, 1); day.getYear() == 2024; day = day.plusDays(every)) {
                snapshots(service, row, day);
            }
        }
    }

    private void snapshots(PackagedService service, PreparedStatement row, LocalDate day)
            throws IOException, SQLException {
        OffsetDateTime end = day.plusDays(1).atStartOfDay(ZONE).toOffsetDateTime();
        JsonNode all = JSON.readTree(service.get(
                "/api/v1/years/2024/indicators?at=" + URLEncoder.encode(end.toString(), StandardCharsets.UTF_8)));
        for (JsonNode one : all) {
            String project = one.path("project").path("id").asText();
            row.setString(1, project);
            row.setString(2, one.path("id").asText().substring(project.length() + 1));
            row.setObject(3, day);
            row.setTimestamp(4, Timestamp.from(end.toInstant()));
            row.setTimestamp(5, Timestamp.from(end.toInstant()));
            row.setBigDecimal(6, decimal(one.path("actual")));
            row.setString(7, one.path("verdict").asText());
            row.setBoolean(8, one.path("stale").asBoolean());
            row.setBigDecimal(9, decimal(one.path("probability")));
            row.setBigDecimal(10, decimal(one.path("forecast").path("value")));
            row.setBigDecimal(11, decimal(one.path("forecast").path("low")));
            row.setBigDecimal(12, decimal(one.path("forecast").path("high")));
            row.addBatch();
        }
        row.executeBatch();
    }

    private static java.math.BigDecimal decimal(JsonNode value) {
        return value.isNumber() ? value.decimalValue() : null;
    }

    private void post(PackagedService service, byte[] lines) throws IOException, InterruptedException {
        HttpRequest request = service.request("/api/v1/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                .build();
        if (http.send(request, BodyHandlers.ofString()).statusCode() != 200) {
            throw new IOException("events were not taken");
        }
    }

    private static String scraped(PackagedService service) {
        URI metrics = service.uri("/metrics");
        return """
                global: {scrape_interval: 2s, scrape_timeout: 2s}
                scrape_configs:
                  - {job_name: dabiao, static_configs: [{targets: ["%s"]}]}
                """.formatted(metrics.getAuthority());
    }

    /** A site that is slow now and then and fails for a while, and two receivers of alerts, of which one refuses. */
    private static HttpServer site() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/portal", exchange -> {
            int no = asked.incrementAndGet();
            byte[] body = "达标".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(no % 40 > 34 ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/takes", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.createContext("/refuses", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String declared(int port) {
        return """
                project: website
                name: 官网运行
                year: %1$d
                institution: 上海市研发公共服务平台管理中心
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 官网稳定运行
                indicators:
                  - {id: response-time, name: 系统响应时间, level1: 产出指标, level2: 时效指标, printed: "<2.00(秒)", behaviour: standing,
                     measure: {mean: seconds, over: 'site.probe{ok="true"}', in: 秒}, cadence: P2D, live: {window: 1m, for: 10s}}
                  - {id: available-days, name: 网站可用天数, level1: 产出指标, level2: 时效指标, printed: "=365.00(天)", behaviour: days,
                     measure: {availableDays: 'site.probe{site="portal"}'}, cadence: P2D}
                  - {id: interruptions, name: 网站中断次数, level1: 产出指标, level2: 质量指标, printed: "<1.00(次)", behaviour: limit,
                     measure: {count: 'incident{category="site-interruption"}'}, cadence: P35D}
                probes:
                  - {site: portal, url: 'http://127.0.0.1:%2$d/portal', interval: 1s, timeout: 500ms}
                  - {site: instruments, url: 'http://127.0.0.1:%2$d/takes', interval: 1s, timeout: 500ms}
                """.formatted(Year.now(ZONE).getValue(), port);
    }

    private static String told(int port) {
        return """
                receivers:
                  ops: {channel: webhook, url: "http://127.0.0.1:%1$d/takes"}
                  desk: {channel: webhook, url: "http://127.0.0.1:%1$d/refuses"}
                routes:
                  - {name: all, receivers: [ops, desk]}
                """.formatted(port);
    }
}
