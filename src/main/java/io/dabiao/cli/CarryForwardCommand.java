package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries declarations of a running service forward to a later year, as drafts. */
@Command(
        name = "carry-forward",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Carries declarations of a running service forward to a later year, as drafts with the targets in force at",
            "their end. A draft is evaluated and shown; it alerts and makes reports once an administrator approves it."
        },
        footer = {
            "",
            "Example: dabiao carry-forward talent-services --from 2024 --to 2025 --reason 下年度沿用",
            "The token comes from --token, or from DABIAO_TOKEN or DABIAO_ADMIN_TOKEN in the environment; it needs the"
                    + " role report or admin."
        })
final class CarryForwardCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "PROJECT",
            description = "Ids of projects. Without any, every project that is declared for the year.")
    private List<String> projects = new ArrayList<>();

    @Option(names = "--from", required = true, paramLabel = "YEAR", description = "The year they are declared for.")
    private int from;

    @Option(names = "--to", paramLabel = "YEAR", description = "The later year; without it the next one.")
    private Integer to;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason;

    @Mixin
    private ServiceOptions service;

    @Override
    public Integer call() {
        int year = to == null ? from + 1 : to;
        if (year <= from) {
            throw new CommandLine.ParameterException(spec.commandLine(), year + " is not after " + from);
        }
        if (reason.isBlank()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--reason says why, for the record");
        }
        ServiceClient client = service.service();
        boolean all = true;
        for (String project : projects.isEmpty() ? declared(client) : projects) {
            all &= carried(client, project, year);
        }
        return all ? CommandLine.ExitCode.OK : Commands.FOUND;
    }

    private List<String> declared(ServiceClient client) {
        JsonNode overview = client.get("/api/v1/declarations")
                .orElseThrow(() -> new CommandFailure("this token may not read declarations (403)"));
        List<String> found = overview.path("inForce")
                .valueStream()
                .filter(one -> one.path("year").asInt() == from)
                .map(one -> one.path("project").asText())
                .toList();
        if (found.isEmpty()) {
            throw new CommandFailure("nothing is declared for " + from);
        }
        return found;
    }

    /** One that is refused, being declared already, does not keep the others from being carried. */
    private boolean carried(ServiceClient client, String project, int year) {
        JsonNode asked = JsonNodeFactory.instance.objectNode().put("year", year).put("reason", reason);
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode draft = client.post(
                    "/api/v1/declarations/" + from + "/"
                            + URLEncoder.encode(project, StandardCharsets.UTF_8).replace("+", "%20") + "/drafts",
                    asked);
            out.println(
                    project + ": version " + draft.path("version").asText() + " of " + year + " waits for approval");
            return true;
        } catch (CommandFailure refused) {
            spec.commandLine().getErr().println("dabiao: " + project + ": " + refused.getMessage());
            return false;
        }
    }
}
