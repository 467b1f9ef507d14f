package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A day, a month and a year of probes of 50 sites, 52 million results, and how long an evaluation of them takes.
 *
 * <p>The log is filled by the database itself, with rows as the probes' hand-over writes them; each site's results repeat day by day. The
 * service fills the rollups of the first days from that log. Since every day is the same, the rollups of earlier ones are copies
 * of a whole day's, and what the service then says of the year is compared with what the log says.
 */
@Command(
        name = "year-of-probes",
        description = "Evaluation and live states over a day, a month, a year of probes.",
        mixinStandardHelpOptions = true)
final class YearOfProbesBenchmark implements Callable<Integer> {

    /** Shanghai has no summer time. */
    private static final int EAST = 8;

    private static final String JVM = "-Xmx256m -XX:+UseSerialGC";

    @Option(names = "--sites", defaultValue = "50", description = "Sites (${DEFAULT-VALUE}).")
    private int sites;

    @Option(names = "--interval", defaultValue = "30", description = "Seconds (${DEFAULT-VALUE}).")
    private int interval;

    @Option(
            names = "--days",
            split = ",",
            defaultValue = "1,31,365",
            description = "Whole days before today at each step, ascending (${DEFAULT-VALUE}).")
    private List<Integer> steps;

    @Option(
            names = "--expired",
            defaultValue = "0",
            description =
                    "A last step: rollups of so many days, as after the log of the earlier ones has been expired.")
    private int expired;

    @Option(names = "--instants", defaultValue = "40", description = "Instants asked for (${DEFAULT-VALUE}).")
    private int instants;

    @Option(names = "--rounds", defaultValue = "40", description = "Seconds of rounds watched (${DEFAULT-VALUE}).")
    private int rounds;

    /** Milliseconds and bytes. */
    private record Step(
            int days,
            long events,
            double loading,
            double p50,
            double p95,
            double evaluation,
            double live,
            double cpu,
            long log,
            long rollups) {}

    private final LocalDate today =
            Instant.now().atOffset(java.time.ZoneOffset.ofHours(EAST)).toLocalDate();
    private int year;

    @Override
    public Integer call() throws Exception {
        year = today.getYear();
        Path scratch = PackagedService.directory();
        Path declarations = Files.createDirectory(scratch.resolve("declarations"));
        List<String> options = new ArrayList<>(List.of(JVM.split(" ")));
        options.add("-Ddabiao.declarations=" + declarations);
        options.add("-Ddabiao.probing=false");
        List<Step> measured = new ArrayList<>();
        try (PackagedService service = PackagedService.start(scratch, PackagedService.packaged(options))) {
            int loaded = 0;
            for (int days : steps) {
                long begun = System.nanoTime();
                if (loaded == 0) {
                    partitions(service);
                    fill(service, today.minusDays(days), today.plusDays(1));
                    Files.writeString(declarations.resolve("sites.yaml"), declaration());
                    awaitDeclared(service);
                } else {
                    fill(service, today.minusDays(days), today.minusDays(loaded));
                    copy(service, today.minusDays(days), today.minusDays(loaded));
                }
                sql(service, "vacuum (freeze, analyze)", "checkpoint");
                double loading = Figures.seconds(System.nanoTime() - begun);
                loaded = days;
                measured.add(measure(service, days, loading));
            }
            compare(service);
            if (expired > loaded) {
                copy(service, today.minusDays(expired), today.minusDays(loaded));
                sql(service, "vacuum (freeze, analyze)", "checkpoint");
                measured.add(measure(service, expired, 0));
            }
        } finally {
            PackagedService.delete(scratch);
        }
        print(measured);
        return 0;
    }

    /** As the store makes them: events of months that it has not seen are filled in here. */
    private void partitions(PackagedService service) throws IOException, SQLException {
        int most = steps.get(steps.size() - 1);
        for (LocalDate month = today.minusDays(most + 1L).withDayOfMonth(1);
                !month.isAfter(today.plusDays(1));
                month = month.plusMonths(1)) {
            String table = String.format(Locale.ROOT, "event_%04d%02d", month.getYear(), month.getMonthValue());
            sql(
                    service,
                    "create table if not exists " + table + " partition of event for values from ('" + month
                            + " 00:00:00+00') to ('" + month.plusMonths(1) + " 00:00:00+00')");
        }
        sql(
                service,
                "insert into source (name) select '/probes/site-' || n from generate_series(1, " + sites
                        + ") n on conflict do nothing",
                "insert into event_type (name) values ('site.probe') on conflict do nothing");
    }

    /** Day by day: one batch for a second, which is as often as results are handed over. */
    private void fill(PackagedService service, LocalDate from, LocalDate until) throws IOException, SQLException {
        long before = System.nanoTime();
        try (Connection connection = service.database();
                Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = off");
            statement.execute("set timezone = 'UTC'");
            statement.execute("set work_mem = '64MB'");
            statement.execute(
                    "create temporary table touching as select site, coalesce((select array_agg(no order by no)"
                            + " from series where selector like 'site.probe{%' and selector like '%\"site-' || site || '\"%'), '{}') as numbers"
                            + " from generate_series(1, " + sites + ") site");
            statement.execute("create index on touching (site)");
            for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
                statement.execute("drop table if exists filling");
                statement.execute("""
                        create temporary table filling as
                        select b.first + dense_rank() over (order by second) as batch,
                               row_number() over (partition by second order by site) - 1 as ord,
                               s.no as source_no, t.no as type_no,
                               to_char(d.midnight + second * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as id,
                               d.midnight + second * interval '1 second' as time, site, slot
                        from (select timestamptz '%1$s 00:00:00+08' as midnight) d,
                             (select coalesce(max(no), 0) as first from batch) b,
                             (select no from event_type where name = 'site.probe') t,
                             generate_series(1, %2$d) site join source s on s.name = '/probes/site-' || site,
                             generate_series(0, 86400 / %3$d - 1) slot,
                             lateral (select slot * %3$d + site * 7 %% %3$d as second) at""".formatted(day, sites, interval));
                statement.execute("""
                        insert into event (batch, ord, source_no, type_no, id, time, data)
                        select batch, ord, source_no, type_no, id, time, (case when (slot * 31 + site * 17) % 1000 = 0
                          then format('{"site":"site-%s","ok":false,"interval":INTERVAL,"reason":"timeout","phase":"first_byte",'
                            || '"detail":"nothing more within 10000 ms","tries":2,"resolve":0.000184,"connect":0.000412}', site)
                          else format('{"site":"site-%s","ok":true,"seconds":0.%s,"interval":INTERVAL,"status":200,"resolve":0.000184,'
                            || '"connect":0.000412,"tls":0.003512,"firstByte":0.021873,"certificateDays":61}', site,
                            lpad((20000 + (slot * 7919 + site * 104729) % 300000)::text, 6, '0')) end)::json
                        from filling order by batch, ord""".replace("INTERVAL", Integer.toString(interval)));
                statement.execute(
                        "insert into event_identity (source_no, id, batch, ord, digest)"
                                + " select source_no, id, batch, ord, hashtextextended(id, source_no) from filling order by batch, ord");
                statement.execute(
                        "insert into batch (no, generation, recorded_at, accepted, duplicates, rejected, touched)"
                                + " select batch, 0, max(time), count(*), 0, 0, (select numbers from touching where touching.site = min(filling.site))"
                                + " from filling group by batch order by batch");
                statement.execute("select setval('batch_no', (select max(no) from batch))");
            }
        }
        System.err.printf(
                "%s events to %s in %s s%n",
                whole(java.time.temporal.ChronoUnit.DAYS.between(from, until) * 86_400.0 / interval * sites),
                until,
                one(Figures.seconds(System.nanoTime() - before)));
    }

    /** Until its measures are filled from the log by the service itself. */
    private void awaitDeclared(PackagedService service) throws IOException {
        while (!new String(service.get("/api/v1/years/" + year + "/indicators"), StandardCharsets.UTF_8)
                .contains("\"probed/seconds-" + sites + "\"")) {
            PackagedService.pause(500);
        }
        service.awaitFolded();
    }

    private void copy(PackagedService service, LocalDate from, LocalDate until) throws IOException, SQLException {
        for (String[] table : new String[][] {{"rollup", "total"}, {"rollup_slots", "slots"}}) {
            sql(
                    service,
                    "insert into " + table[0] + " (series_no, day, " + table[1] + ") select series_no, d::date, "
                            + table[1]
                            + " from " + table[0] + ", generate_series(date '" + from + "', date '" + until.minusDays(1)
                            + "', interval '1 day') d where day = '" + today.minusDays(1)
                            + "' and series_no in (select no from series where selector like 'site.probe{%\"site-%')");
        }
    }

    private Step measure(PackagedService service, int days, double loading) throws Exception {
        SplittableRandom random = new SplittableRandom(days);
        for (int i = 0; i < 20; i++) {
            evaluated(service, random);
        }
        Histogram micros = new Histogram(600_000_000L, 3);
        for (int i = 0; i < instants; i++) {
            micros.recordValue(evaluated(service, random) / 1_000);
        }
        double[] before = timers(service);
        Footprint begun = service.footprint();
        // As the probes of these moments would come: every round has something to evaluate.
        for (int second = 0; second < rounds; second++) {
            service.post(
                    java.net.http.HttpRequest.BodyPublishers.ofString(probes(days, second), StandardCharsets.UTF_8),
                    sites);
            PackagedService.pause(1_000);
        }
        Footprint ended = service.footprint();
        double[] after = timers(service);
        double cpu = (cpu(ended) - cpu(begun)) / rounds;
        Step step = new Step(
                days,
                service.number("select count(*) from event"),
                loading,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(95) / 1e3,
                mean(before, after, 0),
                mean(before, after, 2),
                cpu,
                service.size("event") + service.size("event_identity") + service.size("batch"),
                service.size("rollup") + service.size("rollup_slots"));
        System.err.println(step);
        return step;
    }

    private static double cpu(Footprint used) {
        return used.jvmCpuSeconds() + used.postgresCpuSeconds();
    }

    private static double mean(double[] before, double[] after, int at) {
        return 1e3 * (after[at] - before[at]) / Math.max(1, after[at + 1] - before[at + 1]);
    }

    /** Nanoseconds; an instant of yesterday, so that everything before it takes part. */
    private long evaluated(PackagedService service, SplittableRandom random) throws IOException {
        Instant at = today.minusDays(1)
                .atStartOfDay()
                .toInstant(java.time.ZoneOffset.ofHours(EAST))
                .plusSeconds(3_600 + random.nextLong(82_000));
        String path = "/api/v1/years/" + year + "/indicators?project=probed&at=" + at;
        long begun = System.nanoTime();
        byte[] answer = service.get(path);
        long nanos = System.nanoTime() - begun;
        for (JsonNode one : new ObjectMapper().readTree(answer)) {
            if (one.path("actual").isNull() && one.path("id").asText().contains("seconds")) {
                throw new IOException("nothing is known: " + one);
            }
        }
        return nanos;
    }

    /** One result of each site, as a prober of another name would tell it. */
    private String probes(int days, int second) {
        StringBuilder lines = new StringBuilder();
        for (int site = 1; site <= sites; site++) {
            lines.append(
                    "{\"specversion\":\"1.0\",\"source\":\"/other/site-%d\",\"id\":\"%d-%d\",\"type\":\"site.probe\",\"time\":\"%s\",\"data\":{\"site\":\"site-%d\",\"ok\":true,\"seconds\":0.2,\"interval\":1}}%n"
                            .formatted(site, days, second, Instant.now(), site));
        }
        return lines.toString();
    }

    /** Sum and count of evaluation rounds, then of live rounds. */
    private static double[] timers(PackagedService service) throws IOException {
        String metrics = new String(service.get("/metrics"), StandardCharsets.UTF_8);
        return new double[] {
            metric(metrics, "dabiao_evaluation_round_seconds_sum"),
            metric(metrics, "dabiao_evaluation_round_seconds_count"),
            metric(metrics, "dabiao_live_round_seconds_sum"),
            metric(metrics, "dabiao_live_round_seconds_count")
        };
    }

    private static double metric(String metrics, String name) {
        Matcher found = Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)", Pattern.MULTILINE)
                .matcher(metrics);
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    /** What the service says of one site before yesterday, and what the log says. */
    private void compare(PackagedService service) throws IOException, SQLException {
        Instant at = today.minusDays(1).atStartOfDay().toInstant(java.time.ZoneOffset.ofHours(EAST));
        JsonNode said = new ObjectMapper()
                .readTree(service.get("/api/v1/years/" + year + "/indicators/probed/seconds-7?at=" + at))
                .path("indicator");
        long first = service.number("select (1e9 * avg((data ->> 'seconds')::numeric))::bigint from event"
                + " where source_no = (select no from source where name = '/probes/site-7')"
                + " and time >= '" + year + "-01-01 00:00:00+08' and time < '" + at + "' and data ->> 'ok' = 'true'");
        System.out.printf(
                Locale.ROOT,
                "%nOf site-7 before yesterday the service says %s s, the log %.9f s.%n",
                said.path("actual").asText(),
                first / 1e9);
    }

    private static void sql(PackagedService service, String... statements) throws IOException, SQLException {
        try (Connection connection = service.database();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private String declaration() {
        StringBuilder yaml = new StringBuilder("""
                project: probed
                name: 探测
                year: %1$d
                institution: 机构
                period: {from: %1$d-01-01, to: %1$d-12-31}
                budget: {total: 0}
                goal: 目标
                indicators:
                """.formatted(year));
        for (int site = 1; site <= sites; site++) {
            yaml.append("""
                  - id: days-%1$d
                    name: 可用天数%1$d
                    level1: 产出指标
                    level2: 时效指标
                    printed: "=365.00(天)"
                    behaviour: days
                    measure: {availableDays: 'site.probe{site="site-%1$d"}'}
                    live: {window: 5m, for: 2m, burn: [1h, 6h, 3d]}
                    cadence: P2D
                  - id: seconds-%1$d
                    name: 响应时间%1$d
                    level1: 产出指标
                    level2: 时效指标
                    printed: "<2.00(秒)"
                    behaviour: standing
                    measure: {mean: seconds, over: 'site.probe{site="site-%1$d",ok="true"}', in: 秒}
                    live: {window: 5m, for: 2m}
                    cadence: P2D
                """.formatted(site));
        }
        return yaml.toString();
    }

    private void print(List<Step> measured) throws IOException {
        System.out.println(Machine.described());
        System.out.printf(
                "%n%d sites every %d s, %d indicators with live states; `%s`.%n%n", sites, interval, 2 * sites, JVM);
        System.out.println(head(
                "days before today",
                "results in the log",
                "filled in, s",
                "evaluation p50, ms",
                "p95, ms",
                "evaluation round, ms",
                "live round, ms",
                "CPU, s a second",
                "log with identities and batches",
                "bytes of a result",
                "rollups"));
        for (Step step : measured) {
            System.out.println(row(
                    step.days,
                    whole(step.events),
                    one(step.loading),
                    one(step.p50),
                    one(step.p95),
                    one(step.evaluation),
                    one(step.live),
                    two(step.cpu),
                    mebibytes(step.log),
                    whole((double) step.log / step.events),
                    mebibytes(step.rollups)));
        }
        Step last = measured.get(steps.size() - 1);
        double slots = 365.0 * 86_400 / interval;
        System.out.printf(
                "%nA site's year: %s of log, %s of rollups.%n",
                mebibytes(slots * last.log / last.events),
                mebibytes((double) last.rollups / (last.days + 1) * 365 / sites));
    }
}
