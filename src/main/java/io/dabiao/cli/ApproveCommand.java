package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Approves a declaration that waits at a running service. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Approves a declaration that waits at a running service: it holds at once, or from a day on.",
        footer = {"", "The token needs the role admin.", "Example: dabiao approve 2026 it-operation 3 --reason 局长办公会通过"
        })
final class ApproveCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "1", paramLabel = "YEAR", description = "The year.")
    private int year;

    @Parameters(index = "1", arity = "1", paramLabel = "PROJECT", description = "The project.")
    private String project;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "The version, as declare says it; without it the draft that was carried forward.")
    private Integer version;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason;

    @Option(names = "--effective", paramLabel = "DATE", description = "The first day that it holds for, of a version.")
    private LocalDate effective;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() {
        ObjectNode approval = JsonNodeFactory.instance.objectNode().put("reason", reason);
        if (effective != null) {
            approval.put("effective", effective.toString());
        }
        String declaration = "/api/v1/declarations/" + year + "/" + ServiceClient.segment(project);
        JsonNode approved = options.service()
                .post(declaration + (version == null ? "" : "/versions/" + version) + "/approval", approval);
        spec.commandLine()
                .getOut()
                .println(project + " " + year + ": version "
                        + approved.path("version").asText() + " is approved");
        return CommandLine.ExitCode.OK;
    }
}
