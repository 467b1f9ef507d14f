package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How soon the service is ready and how much memory it takes, on its first start and on later ones. */
@Command(
        name = "start",
        description = "Time to readiness and resident memory, on an empty directory and on one with data.",
        mixinStandardHelpOptions = true)
final class StartBenchmark implements Callable<Integer> {

    /** Stands for an archive of classes that is recorded before the runs. */
    private static final String ARCHIVE = "{archive}";

    /** Stands for the launcher, which knows its own options. */
    private static final String LAUNCHER = "launcher";

    @Option(names = "--runs", defaultValue = "5", description = "Runs of each variant (${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--events", defaultValue = "130000", description = "Events present on later starts.")
    private int events;

    @Option(names = "--settle", defaultValue = "30", description = "Seconds after which memory is looked at again.")
    private int settle;

    @Option(
            names = "--variant",
            description = "NAME=JVM OPTIONS, in one argument; may be given again. " + ARCHIVE
                    + " among them is replaced by a class archive recorded on a trial run; NAME=" + LAUNCHER
                    + " starts by ./dabiao serve. Without any: the launcher.")
    private Map<String, String> variants = new LinkedHashMap<>();

    /** Seconds and bytes. */
    private record Start(double ready, Footprint then, Footprint settled) {}

    private record Measured(List<Start> first, List<Start> later) {}

    @Override
    public Integer call() throws Exception {
        if (variants.isEmpty()) {
            variants.put("launcher", LAUNCHER);
        }
        Path scratch = PackagedService.directory();
        try {
            Map<String, List<String>> commands = new LinkedHashMap<>();
            for (Map.Entry<String, String> variant : variants.entrySet()) {
                commands.put(variant.getKey(), command(variant.getValue(), scratch.resolve(commands.size() + ".jsa")));
            }
            Map<String, Measured> measured = new LinkedHashMap<>();
            commands.keySet().forEach(name -> measured.put(name, new Measured(new ArrayList<>(), new ArrayList<>())));
            for (int run = 1; run <= runs; run++) {
                // By turns: what else the machine does then falls on all variants alike.
                for (Map.Entry<String, List<String>> variant : commands.entrySet()) {
                    run(variant.getValue(), measured.get(variant.getKey()));
                    System.err.printf("run %d of %d: %s%n", run, runs, variant.getKey());
                }
            }
            print(measured);
        } finally {
            PackagedService.delete(scratch);
        }
        return 0;
    }

    private List<String> command(String options, Path archive) throws IOException {
        if (options.equals(LAUNCHER)) {
            // It may have to build, and records an archive of its own: not on measured time.
            trial(PackagedService.launcher());
            return PackagedService.launcher();
        }
        if (options.contains(ARCHIVE)) {
            List<String> recording = new ArrayList<>(split(options));
            recording.removeIf(option -> option.contains(ARCHIVE));
            recording.add("-XX:ArchiveClassesAtExit=" + archive);
            trial(PackagedService.packaged(recording));
        }
        return PackagedService.packaged(split(options.replace(ARCHIVE, archive.toString())));
    }

    private static List<String> split(String options) {
        return options.isBlank() ? List.of() : List.of(options.strip().split("\\s+"));
    }

    private void trial(List<String> command) throws IOException {
        Path data = PackagedService.directory();
        try (PackagedService service = PackagedService.start(data, command)) {
            use(service);
        } finally {
            PackagedService.delete(data);
        }
    }

    private void run(List<String> command, Measured measured) throws IOException {
        Path data = PackagedService.directory();
        try {
            try (PackagedService service = PackagedService.start(data, command)) {
                measured.first.add(observed(service));
                use(service);
            }
            try (PackagedService service = PackagedService.start(data, command)) {
                measured.later.add(observed(service));
            }
        } finally {
            PackagedService.delete(data);
        }
    }

    private Start observed(PackagedService service) throws IOException {
        Footprint then = service.footprint();
        PackagedService.pause(settle * 1_000L);
        return new Start(service.secondsToReady(), then, service.footprint());
    }

    private void use(PackagedService service) throws IOException {
        SyntheticYear year = new SyntheticYear(1, events, SyntheticYear.Order.TIME, SyntheticYear.Ids.SEQUENCE);
        service.post(BodyPublishers.ofByteArray(year.lines(0, events)), events);
        service.awaitFolded();
        service.get("/api/v1/years/" + SyntheticYear.YEAR + "/indicators");
    }

    private void print(Map<String, Measured> measured) throws IOException {
        System.out.println(Machine.described());
        System.out.println();
        System.out.printf(
                "Medians of %d runs; later starts with %s events. Memory in MiB: resident of the JVM, and of PostgreSQL's"
                        + " processes with shared pages counted once.%n%n",
                runs, whole(events));
        System.out.println(head(
                "start",
                "ready after, s",
                "slowest, s",
                "JVM, ready",
                "PostgreSQL, ready",
                "both, ready",
                "JVM, " + settle + " s later",
                "PostgreSQL, " + settle + " s later",
                "both, " + settle + " s later"));
        measured.forEach((name, starts) -> {
            print(name + ", first", starts.first);
            print(name + ", later", starts.later);
        });
        System.out.println();
        variants.forEach((name, options) -> System.out.println("- " + name + ": " + started(options)));
    }

    private static String started(String options) {
        if (options.equals(LAUNCHER)) {
            return "`./dabiao serve`";
        }
        return "`java -jar` " + (options.isBlank() ? "without options" : "`" + options + "`");
    }

    private static void print(String name, List<Start> starts) {
        System.out.println(row(
                name,
                two(median(starts, Start::ready)),
                two(starts.stream().mapToDouble(Start::ready).max().orElseThrow()),
                mebibytes(starts, start -> start.then.jvmBytes()),
                mebibytes(starts, start -> start.then.postgresBytes()),
                mebibytes(starts, start -> start.then.bytes()),
                mebibytes(starts, start -> start.settled.jvmBytes()),
                mebibytes(starts, start -> start.settled.postgresBytes()),
                mebibytes(starts, start -> start.settled.bytes())));
    }

    private static String mebibytes(List<Start> starts, ToDoubleFunction<Start> bytes) {
        return whole(median(starts, bytes) / (1 << 20));
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
        return Figures.median(
                starts.stream().map(start -> figure.applyAsDouble(start)).toList());
    }
}
