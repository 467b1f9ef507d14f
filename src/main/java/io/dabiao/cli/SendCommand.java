package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.cli.Output.Column;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends events to a running service, or tries them. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Sends events (CloudEvents in JSON) to a running service and says what became of them. What was sent before"
                    + " is a duplicate and counts once: a command that broke off can be repeated.",
            "--dry-run stores nothing, and says which figures would change."
        },
        footer = {
            "",
            "Exit codes: 0 all were taken; 1 some were rejected or contradict an earlier one.",
            "Example: dabiao send calls.ndjson --dry-run"
        })
final class SendCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1",
            paramLabel = "FILE",
            description = "One event a line, or an array of events, or a single one; - for the standard input.")
    private String file;

    @Option(names = "--dry-run", description = "Only say what would become of them.")
    private boolean dryRun;

    @Mixin
    private Output output;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() throws IOException {
        byte[] body = body();
        JsonNode receipt = options.service().post("/api/v1/events?dryRun=" + dryRun, mediaType(body), body);
        long rejected = receipt.path("rejectedTotal").asLong();
        long conflicting = receipt.path("conflicting").asLong();
        if (output.json()) {
            output.whole(receipt);
        } else {
            output.rows(
                    receipt,
                    receipt.path("rejected"),
                    List.of(
                            Column.at("index", "/index"),
                            Column.at("source", "/source"),
                            Column.at("id", "/id"),
                            Column.at("reason", "/reason"),
                            Column.at("detail", "/detail")));
            receipt.path("warnings")
                    .forEach(warning -> spec.commandLine()
                            .getErr()
                            .println("warning: " + warning.path("detail").asText() + " ("
                                    + warning.path("times").asLong() + ")"));
            ChangedFigures.print(receipt, spec.commandLine().getErr());
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%,d %s, %,d known, %,d in conflict, %,d rejected%n",
                            receipt.path("accepted").asLong(),
                            dryRun ? "would be taken" : "taken",
                            receipt.path("duplicates").asLong(),
                            conflicting,
                            rejected);
        }
        return rejected + conflicting > 0 ? Commands.FOUND : CommandLine.ExitCode.OK;
    }

    private byte[] body() throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            try (InputStream in = System.in) {
                return in.readAllBytes();
            }
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no file " + file);
        }
        return Files.readAllBytes(path);
    }

    /** An array begins with a bracket; an event that is no line has its brace's other end on another line. */
    private static String mediaType(byte[] body) {
        String text = new String(body, java.nio.charset.StandardCharsets.UTF_8).strip();
        if (text.startsWith("[")) {
            return "application/cloudevents-batch+json";
        }
        boolean lines = text.lines()
                .filter(line -> !line.isBlank())
                .allMatch(line -> line.strip().startsWith("{") && line.strip().endsWith("}"));
        return lines ? "application/x-ndjson" : "application/cloudevents+json";
    }
}
