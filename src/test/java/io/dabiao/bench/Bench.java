package io.dabiao.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' command line; see docs/benchmarks.md. */
@Command(
        name = "bench",
        description = "Measures the packaged service.",
        mixinStandardHelpOptions = true,
        subcommands = {
            picocli.CommandLine.HelpCommand.class,
            AllBenchmarks.class,
            IngestBenchmark.class,
            EvaluationBenchmark.class,
            StartBenchmark.class,
            ProbesBenchmark.class,
            YearOfProbesBenchmark.class,
            ReportsBenchmark.class,
            LoadBenchmark.class,
            AlertsBenchmark.class,
            ScrapeBenchmark.class,
            StreamsBenchmark.class,
            SourcesBenchmark.class,
            PagesBenchmark.class,
            DashboardPictures.class
        })
public final class Bench {

    Bench() {}

    public static void main(String[] arguments) {
        CommandLine bench = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(arguments.length == 0 ? usage(bench) : bench.execute(arguments));
    }

    private static int usage(CommandLine bench) {
        bench.usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }
}
