package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Acknowledges an alert. */
@Command(
        name = "ack",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Says that an alert is seen to; it is not told again until it changes.",
        footer = {"", "Example: dabiao ack 17 --note 正在更换硬盘"})
final class AckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "ALERT", description = "Its number, as alerts lists it.")
    private long alert;

    @Option(names = "--note", required = true, paramLabel = "TEXT", description = "What is being done.")
    private String note;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() {
        JsonNode acknowledged = options.service()
                .post(
                        "/api/v1/alerts/" + alert + "/acknowledge",
                        JsonNodeFactory.instance.objectNode().put("note", note));
        spec.commandLine()
                .getOut()
                .println("alert " + alert + ": " + acknowledged.path("state").asText());
        return CommandLine.ExitCode.OK;
    }
}
