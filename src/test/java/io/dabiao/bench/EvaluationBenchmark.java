package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All indicators of a year at random instants of it, over ever more events of that one year in one service. */
@Command(
        name = "evaluation",
        description = "Time to evaluate all indicators of a year at a random instant, over ever more events.",
        mixinStandardHelpOptions = true)
final class EvaluationBenchmark implements Callable<Integer> {

    @Option(
            names = "--steps",
            split = ",",
            defaultValue = "1000000,5000000,10000000",
            description = "Events in the year at each step, ascending (${DEFAULT-VALUE}).")
    private List<Long> steps;

    @Option(names = "--instants", defaultValue = "60", description = "Instants asked for (${DEFAULT-VALUE}).")
    private int instants;

    @Option(names = "--seed", defaultValue = "2024", description = "Chooses the instants (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--warm-up", defaultValue = "60", description = "Other instants before them (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--clients", defaultValue = "2", description = "Clients that load (${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--body", defaultValue = "50000", description = "Lines of one request (${DEFAULT-VALUE}).")
    private int body;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of the service, in one argument; by default the launcher's (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    /** Milliseconds; the sizes in bytes. */
    private record Step(long events, double p50, double p95, double max, long rollups, long rollup, long event) {}

    @Override
    public Integer call() throws Exception {
        Path directory = PackagedService.directory();
        try (PackagedService service = PackagedService.start(directory, PackagedService.packaged(jvmOptions))) {
            List<Step> measured = new ArrayList<>();
            long loaded = 0;
            for (int i = 0; i < steps.size(); i++) {
                load(service, i + 1, steps.get(i) - loaded);
                loaded = steps.get(i);
                measured.add(measure(service, loaded));
                System.err.printf("%s events: p50 %s ms%n", whole(loaded), one(measured.get(i).p50));
            }
            print(measured);
        } finally {
            PackagedService.delete(directory);
        }
        return 0;
    }

    /** Each step's events are spread over the whole year: it gets denser, not longer. */
    private void load(PackagedService service, int run, long count) throws IOException {
        SyntheticYear year = new SyntheticYear(run, count, SyntheticYear.Order.TIME, SyntheticYear.Ids.SEQUENCE);
        int bodies = (int) ((count + body - 1) / body);
        Clients.run(
                clients,
                bodies,
                tasks -> tasks.each(task -> {
                    long from = (long) task * body;
                    long to = Math.min(count, from + body);
                    service.post(BodyPublishers.ofByteArray(year.lines(from, to)), to - from);
                    if (task % 20 == 19) {
                        System.err.printf("loaded %s of %s%n", whole(to), whole(count));
                    }
                }));
    }

    private Step measure(PackagedService service, long events) throws Exception {
        service.awaitFolded();
        service.checkpoint();
        long kept = service.number("select count(*) from event");
        if (kept != events) {
            throw new IOException("of " + events + " events it keeps " + kept);
        }
        SplittableRandom others = new SplittableRandom(~seed);
        for (int i = 0; i < warmUp; i++) {
            evaluated(service, instant(others));
        }
        SplittableRandom random = new SplittableRandom(seed);
        Histogram micros = new Histogram(60_000_000L, 3);
        for (int i = 0; i < instants; i++) {
            micros.recordValue(evaluated(service, instant(random)) / 1_000);
        }
        return new Step(
                events,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(95) / 1e3,
                micros.getMaxValue() / 1e3,
                service.number("select count(*) from rollup"),
                service.size("rollup") + service.size("rollup_slots"),
                service.size("event"));
    }

    /** Nanoseconds to the last byte of the answer. */
    private static long evaluated(PackagedService service, Instant at) throws IOException {
        String path = "/api/v1/years/" + SyntheticYear.YEAR + "/indicators?at=" + at;
        long begun = System.nanoTime();
        byte[] answer = service.get(path);
        long nanos = System.nanoTime() - begun;
        int indicators = new ObjectMapper().readTree(answer).size();
        if (indicators < 100) {
            throw new IOException(path + " told of " + indicators + " indicators only");
        }
        return nanos;
    }

    private static Instant instant(SplittableRandom random) {
        LocalDate first = LocalDate.of(SyntheticYear.YEAR, 1, 1);
        long seconds = random.nextLong(first.lengthOfYear() * 86_400L);
        return first.atStartOfDay().toInstant(SyntheticYear.OFFSET).plusSeconds(seconds);
    }

    private void print(List<Step> measured) throws IOException {
        System.out.println(Machine.described());
        System.out.println();
        System.out.printf(
                "%d random instants, seed %d, one after another; service's JVM options: %s%n%n",
                instants, seed, "`" + String.join(" ", jvmOptions) + "`");
        System.out.println(
                head("events", "p50, ms", "p95, ms", "max, ms", "rollups", "`rollup`", "`event` with its index"));
        for (Step step : measured) {
            System.out.println(row(
                    whole(step.events),
                    one(step.p50),
                    one(step.p95),
                    one(step.max),
                    whole(step.rollups),
                    mebibytes(step.rollup),
                    mebibytes(step.event)));
        }
        Step first = measured.get(0);
        Step last = measured.get(measured.size() - 1);
        System.out.printf(
                "%nThe last row's times the first's: p50 %s, p95 %s, with %s times the events.%n",
                two(last.p50 / first.p50), two(last.p95 / first.p95), one((double) last.events / first.events));
    }
}
