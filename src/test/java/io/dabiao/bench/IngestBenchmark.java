package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Events through HTTP until they are durable, deduplicated and folded into the lasting rollups, beside a plain COPY of the
 * same rows into a table of the same columns and index in the same PostgreSQL, by turns.
 */
@Command(
        name = "ingest",
        description = "Events a second, beside a plain COPY of the same rows; latency of small requests.",
        mixinStandardHelpOptions = true)
final class IngestBenchmark implements Callable<Integer> {

    @Option(names = "--events", defaultValue = "1000000", description = "Events of one round (${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds of HTTP and COPY (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "200000", description = "Events before the rounds (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--clients", defaultValue = "2", description = "Clients, and COPY connections (${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--body", defaultValue = "100000", description = "Lines of one request (${DEFAULT-VALUE}).")
    private int body;

    @Option(names = "--chunk", defaultValue = "2000", description = "Rows of one COPY and commit: the service's own.")
    private int chunk;

    @Option(names = "--request", defaultValue = "1000", description = "Events of a timed request (${DEFAULT-VALUE}).")
    private int request;

    @Option(names = "--requests", defaultValue = "200", description = "Timed requests; 0 for none (${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--order", defaultValue = "time", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private SyntheticYear.Order order;

    @Option(names = "--ids", defaultValue = "sequence", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private SyntheticYear.Ids ids;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of the service, in one argument; by default the launcher's (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--no-copy", description = "Leaves the COPY out.")
    private boolean noCopy;

    /**
     * @param seconds to the last answer
     * @param folding seconds from then until the backlog was folded
     */
    private record Http(double seconds, double folding, double jvmCpu, double postgresCpu, int events) {
        double rate() {
            return events / (seconds + folding);
        }
    }

    /** What both sides are given: files, so that making them costs no measured time. */
    private record Prepared(List<Path> bodies, PlainCopy copy) {}

    @Override
    public Integer call() throws Exception {
        Path directory = PackagedService.directory();
        try (PackagedService service = PackagedService.start(directory, PackagedService.packaged(jvmOptions));
                PeakMemory memory = new PeakMemory(service)) {
            measure(service, memory, directory);
        } finally {
            PackagedService.delete(directory);
        }
        return 0;
    }

    private void measure(PackagedService service, PeakMemory memory, Path directory) throws Exception {
        PlainCopy.createTable(service);
        if (warmUp > 0) {
            Prepared prepared = prepare(directory, year(90, warmUp), warmUp);
            http(service, prepared, warmUp);
            prepared.copy.run(service, clients);
        }
        List<Http> https = new ArrayList<>();
        List<PlainCopy.Measured> copies = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Prepared prepared = prepare(directory, year(round, events), events);
            https.add(http(service, prepared, events));
            if (!noCopy) {
                copies.add(prepared.copy.run(service, clients));
            }
            System.err.printf(
                    "round %d of %d: %s events/s%n",
                    round, rounds, whole(https.get(round - 1).rate()));
        }
        System.out.println(Machine.described());
        System.out.println();
        System.out.printf(
                "%s events a round in %s order, %d clients, %s lines a request, %s rows a commit, service's JVM options: %s%n%n",
                whole(events),
                order.name().toLowerCase(java.util.Locale.ROOT),
                clients,
                whole(body),
                whole(chunk),
                "`" + String.join(" ", jvmOptions) + "`");
        printRounds(https, copies);
        printLatency(service);
        printCost(service, memory, https, copies);
    }

    private SyntheticYear year(int run, long length) {
        return new SyntheticYear(run, length, order, ids);
    }

    private Prepared prepare(Path directory, SyntheticYear year, int count) throws IOException {
        List<Path> bodies = new ArrayList<>();
        for (int from = 0; from < count; from += body) {
            Path file = directory.resolve("body-" + bodies.size());
            Files.write(file, year.lines(from, Math.min(count, from + body)));
            bodies.add(file);
        }
        return new Prepared(bodies, PlainCopy.prepared(directory, year, count, chunk));
    }

    private Http http(PackagedService service, Prepared prepared, int count) throws IOException, SQLException {
        service.checkpoint();
        Footprint before = service.footprint();
        double seconds = Clients.run(
                clients,
                prepared.bodies.size(),
                tasks -> tasks.each(task -> {
                    int lines = Math.min(body, count - task * body);
                    service.post(BodyPublishers.ofFile(prepared.bodies.get(task)), lines);
                }));
        long answered = System.nanoTime();
        service.awaitFolded();
        double folding = Figures.seconds(System.nanoTime() - answered);
        Footprint after = service.footprint();
        return new Http(
                seconds,
                folding,
                after.jvmCpuSeconds() - before.jvmCpuSeconds(),
                after.postgresCpuSeconds() - before.postgresCpuSeconds(),
                count);
    }

    private void printRounds(List<Http> https, List<PlainCopy.Measured> copies) {
        System.out.println(head(
                "round", "HTTP, events/s", "last answer after, s", "folded after another, s", "COPY, rows/s", "ratio"));
        for (int i = 0; i < https.size(); i++) {
            Http http = https.get(i);
            System.out.println(row(
                    i + 1,
                    whole(http.rate()),
                    one(http.seconds),
                    one(http.folding),
                    copies.isEmpty() ? "" : whole(copies.get(i).rate()),
                    copies.isEmpty() ? "" : two(http.rate() / copies.get(i).rate())));
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < copies.size(); i++) {
            ratios.add(https.get(i).rate() / copies.get(i).rate());
        }
        System.out.println(row(
                "**median**",
                "**" + whole(median(https, Http::rate)) + "**",
                one(median(https, Http::seconds)),
                one(median(https, Http::folding)),
                copies.isEmpty() ? "" : "**" + whole(median(copies, PlainCopy.Measured::rate)) + "**",
                copies.isEmpty() ? "" : "**" + two(Figures.median(ratios)) + "**"));
        if (ratios.size() > 1) {
            System.out.println(
                    row("spread", "", "", "", "", two(Collections.min(ratios)) + "–" + two(Collections.max(ratios))));
        }
        System.out.println();
    }

    private void printLatency(PackagedService service) throws IOException {
        if (requests == 0) {
            return;
        }
        SyntheticYear year = year(99, (long) request * requests);
        Histogram micros = new Histogram(60_000_000L, 3);
        for (int i = 0; i < requests; i++) {
            byte[] lines = year.lines((long) i * request, (long) (i + 1) * request);
            long begun = System.nanoTime();
            service.post(BodyPublishers.ofByteArray(lines), request);
            micros.recordValue((System.nanoTime() - begun) / 1_000);
        }
        System.out.println(head("request of " + whole(request) + " events, ms", "p50", "p90", "p99", "max"));
        System.out.println(row(
                requests + ", one after another",
                one(micros.getValueAtPercentile(50) / 1e3),
                one(micros.getValueAtPercentile(90) / 1e3),
                one(micros.getValueAtPercentile(99) / 1e3),
                one(micros.getMaxValue() / 1e3)));
        System.out.println();
    }

    private static void printCost(
            PackagedService service, PeakMemory memory, List<Http> https, List<PlainCopy.Measured> copies)
            throws IOException, SQLException {
        System.out.println(head("cost", "JVM", "PostgreSQL"));
        System.out.println(row(
                "CPU of a million events through HTTP, s",
                one(median(https, http -> http.jvmCpu * 1e6 / http.events)),
                one(median(https, http -> http.postgresCpu * 1e6 / http.events))));
        if (!copies.isEmpty()) {
            System.out.println(row(
                    "CPU of a million rows by COPY, s",
                    "",
                    one(median(copies, copy -> copy.postgresCpu() * 1e6 / copy.events()))));
        }
        System.out.println(row(
                "resident memory, peak (PostgreSQL: shared pages once)",
                mebibytes(service.footprint().jvmPeakBytes()),
                mebibytes(memory.postgresBytes())));
        System.out.println();
        service.awaitFolded();
        long copied = service.size("bench_event");
        System.out.println(head("in the database", "size"));
        System.out.println(row("events kept", whole(service.number("select count(*) from event"))));
        for (String table : List.of("event", "event_identity", "batch", "rollup", "rollup_slots", "rollup_pending")) {
            System.out.println(row("`" + table + "`", mebibytes(service.size(table))));
        }
        System.out.println(
                row("all of it", mebibytes(service.number("select pg_database_size(current_database())") - copied)));
        System.out.println(row("`COPY`'s table", mebibytes(copied)));
    }

    private static <T> double median(List<T> measured, ToDoubleFunction<T> figure) {
        return Figures.median(
                measured.stream().map(one -> figure.applyAsDouble(one)).toList());
    }
}
