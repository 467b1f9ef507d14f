package io.dabiao.cli;

import io.dabiao.cli.Output.Column;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the indicators of a year with their verdicts. */
@Command(
        name = "indicators",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the indicators of a year at a running service: target, actual value and verdict.",
        footer = {"", "Example: dabiao indicators 2026 --verdict violated"})
final class IndicatorsCommand implements Callable<Integer> {

    @Parameters(arity = "1", paramLabel = "YEAR", description = "The year.")
    private int year;

    @Option(names = "--project", paramLabel = "PROJECT", description = "Only those of a project.")
    private String project;

    @Option(names = "--verdict", paramLabel = "VERDICT", description = "Only those with a verdict.")
    private String verdict;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "As of an instant, such as 2026-07-01T00:00:00+08:00.")
    private String at;

    @Mixin
    private Output output;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() {
        output.rows(
                options.service()
                        .read("/api/v1/years/" + year + "/indicators"
                                + ServiceClient.query("project", project, "verdict", verdict, "at", at)),
                List.of(
                        Column.at("id", "/id"),
                        Column.at("name", "/name"),
                        Column.at("target", "/target/text"),
                        Column.at("actual", "/actual"),
                        Column.at("verdict", "/verdict"),
                        Column.at("heard", "/heard"),
                        Column.at("chance", "/chance")));
        return CommandLine.ExitCode.OK;
    }
}
