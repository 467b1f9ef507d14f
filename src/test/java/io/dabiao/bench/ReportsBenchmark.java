package io.dabiao.bench;

import static io.dabiao.bench.Figures.head;
import static io.dabiao.bench.Figures.mebibytes;
import static io.dabiao.bench.Figures.one;
import static io.dabiao.bench.Figures.row;
import static io.dabiao.bench.Figures.two;
import static io.dabiao.bench.Figures.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The self-assessments of a year in every format: of the shipped projects, and of many more. */
@Command(
        name = "reports",
        description = "Time and memory of self-assessments with their annexes, for the shipped projects and for many.",
        mixinStandardHelpOptions = true)
final class ReportsBenchmark implements Callable<Integer> {

    private static final String AT = "at=2025-01-01T00:00:00%2B08:00";
    /** After so many a row is printed: a run of many papers takes its time, and memory shows early whether it grows. */
    private static final int STEP = 200;

    private static final List<String> FORMATS = List.of("json", "csv", "html", "xlsx", "pdf");

    @Option(
            names = "--projects",
            defaultValue = "1000",
            description = "Projects of the second part (${DEFAULT-VALUE}).")
    private int projects;

    @Option(
            names = "--turns",
            defaultValue = "2",
            description =
                    "How often the shipped projects' are asked for; 0 for the second part alone (${DEFAULT-VALUE}).")
    private int turns;

    @Option(
            names = "--many",
            split = ",",
            defaultValue = "json",
            description = "Formats of the second part; a PDF takes about a second (${DEFAULT-VALUE}).")
    private List<String> many;

    @Option(names = "--events", defaultValue = "130000", description = "Events of the year (${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--jvm",
            split = " ",
            defaultValue = "-Xmx256m -XX:+UseSerialGC",
            description = "JVM options of the service, in one argument; by default the launcher's (${DEFAULT-VALUE}).")
    private List<String> jvmOptions = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        System.out.println(Machine.described());
        System.out.println();
        System.out.println(
                head("projects", "format", "turn", "all reports, s", "each, ms", "bytes, MiB", "JVM peak, MiB"));
        if (turns > 0) {
            part(0, FORMATS, turns);
        }
        part(projects, many, 1);
        return 0;
    }

    /** @param copies how many projects in all; 0 for the shipped ones alone */
    private void part(int copies, List<String> formats, int turns) throws Exception {
        Path directory = PackagedService.directory();
        Path declarations = Files.createTempDirectory("dabiao-bench-declarations");
        try {
            write(declarations, copies);
            List<String> options = new ArrayList<>(jvmOptions);
            options.add("-Ddabiao.declarations=" + declarations);
            try (PackagedService service = PackagedService.start(directory, PackagedService.packaged(options))) {
                SyntheticYear year = new SyntheticYear(1, events, SyntheticYear.Order.TIME, SyntheticYear.Ids.SEQUENCE);
                service.post(BodyPublishers.ofByteArray(year.lines(0, events)), events);
                service.awaitFolded();
                JsonNode all = new ObjectMapper().readTree(service.get("/api/v1/years/2024/projects?" + AT));
                for (String format : formats) {
                    for (int turn = 1; turn <= turns; turn++) {
                        measure(service, all, format, turn);
                    }
                }
            }
        } finally {
            PackagedService.delete(directory);
            PackagedService.delete(declarations);
        }
    }

    static void write(Path folder, int copies) throws IOException {
        List<FileText> shipped = ResourceFolder.shipped("catalogue");
        for (int i = shipped.size(); i < copies; i++) {
            String text = shipped.get(i % shipped.size()).text();
            int number = i;
            String own = text.lines()
                    .map(line -> line.startsWith("project: ") || line.startsWith("name: ")
                            ? line + (line.startsWith("project") ? "-" + number : number)
                            : line)
                    .reduce((one, other) -> one + "\n" + other)
                    .orElseThrow();
            Files.writeString(folder.resolve("copy-" + i + ".yaml"), own + "\n");
        }
    }

    private static void measure(PackagedService service, JsonNode all, String format, int turn) throws IOException {
        long begun = System.nanoTime();
        long bytes = 0;
        int done = 0;
        for (JsonNode project : all) {
            bytes += service.get("/api/v1/years/2024/projects/"
                            + project.path("id").asText() + "/self-assessment?" + AT + "&format=" + format)
                    .length;
            if (++done % STEP == 0 || done == all.size()) {
                told(service, done, format, turn, begun, bytes);
            }
        }
    }

    private static void told(PackagedService service, int done, String format, int turn, long begun, long bytes)
            throws IOException {
        double seconds = Figures.seconds(System.nanoTime() - begun);
        System.out.println(row(
                whole(done),
                format,
                turn,
                two(seconds),
                one(1e3 * seconds / done),
                two(bytes / 1048576.0),
                mebibytes(service.footprint().jvmPeakBytes())));
    }
}
