package io.dabiao.cli;

import io.dabiao.core.text.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a report of a project from a running service. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Fetches a project's report: the newest sealed version where there is one, else a draft of what is known now.",
        footer = {"", "Example: dabiao report 2026 it-operation --kind self-assessment --to 自评表.xlsx"})
final class ReportCommand implements Callable<Integer> {

    /** What no terminal shows. */
    private static final Set<String> BINARY = Set.of("xlsx", "pdf");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "1", paramLabel = "YEAR", description = "The year.")
    private int year;

    @Parameters(index = "1", arity = "1", paramLabel = "PROJECT", description = "The project.")
    private String project;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "self-assessment",
            description = "self-assessment or monitoring (${DEFAULT-VALUE}).")
    private String kind;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "The file to write; without it the standard output, of what is text.",
            defaultValue = "-")
    private String to;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "json, xlsx, pdf, html or csv; without it as the file's name ends, else json.")
    private String format;

    @Option(
            names = "--language",
            completionCandidates = LanguageWords.class,
            paramLabel = "LANGUAGE",
            defaultValue = "zh",
            description = "zh or en (${DEFAULT-VALUE}).")
    private Language language;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() throws IOException {
        if (to.equals("-") && BINARY.contains(String.valueOf(format))) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--to says into which file " + format + " is written");
        }
        String asked = Optional.ofNullable(format).orElseGet(() -> ending(to));
        byte[] report = options.service()
                .bytes("/api/v1/years/" + year + "/projects/" + ServiceClient.segment(project) + "/"
                        + ServiceClient.segment(kind)
                        + ServiceClient.query("format", asked, "language", language.word()));
        if (to.equals("-")) {
            spec.commandLine().getOut().print(new String(report, StandardCharsets.UTF_8));
            spec.commandLine().getOut().flush();
        } else {
            Files.write(Path.of(to), report);
            spec.commandLine().getErr().printf("%s: %,d bytes%n", to, report.length);
        }
        return CommandLine.ExitCode.OK;
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "json" : name.substring(dot + 1);
    }
}
