package io.dabiao.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every benchmark one after another, each writing what it found into its section of {@code docs/benchmarks*.md}. */
@Command(
        name = "all",
        description = "Runs every benchmark and writes its figures into docs/benchmarks*.md.",
        mixinStandardHelpOptions = true)
final class AllBenchmarks implements Callable<Integer> {

    /**
     * A benchmark and its place.
     *
     * @param name of the command
     * @param document below {@code docs}
     * @param quick its arguments where all of them are to take minutes
     * @param full its arguments where they may take an hour
     */
    record Section(String name, String document, List<String> quick, List<String> full) {}

    private static final String FIVE_TURNS = "5";

    static final List<Section> SECTIONS = List.of(
            section(
                    "ingest",
                    "benchmarks.md",
                    List.of("--events", "100000", "--rounds", FIVE_TURNS, "--warm-up", "100000", "--requests", "100"),
                    List.of("--events", "1000000", "--rounds", FIVE_TURNS)),
            section(
                    "evaluation",
                    "benchmarks.md",
                    List.of("--steps", "100000,300000", "--instants", "40", "--warm-up", "40"),
                    List.of("--steps", "1000000,5000000,10000000")),
            section(
                    "start",
                    "benchmarks.md",
                    List.of("--runs", FIVE_TURNS, "--events", "20000", "--settle", "1"),
                    List.of("--runs", FIVE_TURNS)),
            section(
                    "scrape",
                    "benchmarks.md",
                    List.of("--scrapes", "20", "--warm-up", "10", "--events", "20000"),
                    List.of()),
            section(
                    "pages",
                    "benchmarks.md",
                    List.of("--requests", "20", "--loads", "3", "--events", "20000"),
                    List.of("--events", "60000")),
            section("alerts", "benchmarks-alerts.md", List.of("--singles", "60", "--at-once", "300"), List.of()),
            section(
                    "probes",
                    "benchmarks-checks.md",
                    List.of("--sites", "200", "--interval", "2", "--seconds", "20"),
                    List.of()),
            section("load", "benchmarks-checks.md", List.of("--seconds", "3"), List.of()),
            section(
                    "reports",
                    "benchmarks-reports.md",
                    List.of("--events", "20000"),
                    List.of("--projects", "1000", "--many", "json")),
            section(
                    "streams",
                    "benchmarks-streams.md",
                    List.of("--events", "100000", "--rounds", FIVE_TURNS, "--backlog", "0"),
                    List.of("--rounds", FIVE_TURNS)),
            section(
                    "sources",
                    "benchmarks-streams.md",
                    List.of("--rows", "20000", "--rounds", "2"),
                    List.of("--rounds", FIVE_TURNS)));

    @Option(names = "--quick", description = "With fewer events and requests: minutes instead of an hour.")
    private boolean quick;

    @Option(names = "--only", split = ",", description = "These alone, by their names.")
    private List<String> only = List.of();

    @Option(names = "--docs", defaultValue = "docs", description = "The documents' folder (${DEFAULT-VALUE}).")
    private Path documents;

    private static Section section(String name, String document, List<String> quick, List<String> full) {
        return new Section(name, document, quick, full);
    }

    /** One that fails leaves its section as it was and keeps no other from running. */
    @Override
    public Integer call() throws IOException {
        List<String> failed = new ArrayList<>();
        for (Section section : SECTIONS) {
            if (only.isEmpty() || only.contains(section.name())) {
                System.err.println("bench: " + section.name());
                if (!run(section)) {
                    failed.add(section.name());
                }
            }
        }
        if (!failed.isEmpty()) {
            System.err.println("failed, and left as they were: " + String.join(", ", failed));
        }
        return failed.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean run(Section section) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add(section.name());
        arguments.addAll(quick ? section.quick() : section.full());
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(both(made, before), true, StandardCharsets.UTF_8));
        int exit;
        try {
            exit = new CommandLine(new Bench())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(arguments.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
        if (exit != CommandLine.ExitCode.OK) {
            return false;
        }
        Path document = documents.resolve(section.document());
        String said =
                "`./dabiao bench " + String.join(" ", arguments) + "`\n\n" + made.toString(StandardCharsets.UTF_8);
        Files.writeString(document, MadeSection.in(Files.readString(document), section.name(), said));
        return true;
    }

    private static OutputStream both(OutputStream one, OutputStream other) {
        return new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                one.write(oneByte);
                other.write(oneByte);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                one.write(bytes, from, length);
                other.write(bytes, from, length);
            }
        };
    }
}
