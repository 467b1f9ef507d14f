package io.dabiao.cli;

import io.dabiao.cli.Output.Column;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the event types of a running service. */
@Command(
        name = "types",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Lists the event types: what they are called, what their events bear, how many indicators rest on them"
                        + " and when they were last heard.",
        footer = {"", "Example: dabiao types --output csv"})
final class TypesCommand implements Callable<Integer> {

    @Mixin
    private Output output;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() {
        output.rows(
                options.service().read("/api/v1/types"),
                List.of(
                        Column.at("type", "/type"),
                        Column.at("name", "/nameZh"),
                        new Column("attributes", type -> Names.of(type.path("attributes"), "/name")),
                        Column.at("used by", "/usedBy"),
                        Column.at("last heard", "/lastHeard")));
        return CommandLine.ExitCode.OK;
    }
}
