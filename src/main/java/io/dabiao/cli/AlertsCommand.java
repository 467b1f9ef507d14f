package io.dabiao.cli;

import io.dabiao.cli.Output.Column;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the alerts of a running service. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists alerts, the newest first.",
        footer = {"", "Example: dabiao alerts --state firing"})
final class AlertsCommand implements Callable<Integer> {

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those that are pending, firing, acknowledged or resolved.")
    private String state;

    @Mixin
    private Output output;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() {
        output.rows(
                options.service().read("/api/v1/alerts" + ServiceClient.query("state", state)),
                List.of(
                        Column.at("id", "/id"),
                        Column.at("state", "/state"),
                        Column.at("kind", "/kind"),
                        Column.at("severity", "/severity"),
                        Column.at("project", "/project"),
                        Column.at("indicator", "/indicator"),
                        Column.at("since", "/since"),
                        Column.at("owner", "/owner"),
                        Column.at("sentence", "/sentenceZh")));
        return CommandLine.ExitCode.OK;
    }
}
