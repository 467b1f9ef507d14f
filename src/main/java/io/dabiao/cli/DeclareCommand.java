package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stores a declaration at a running service, where it waits for approval. */
@Command(
        name = "declare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Stores a declaration at a running service, where it waits for approval, and says what is wrong with it.",
        footer = {
            "",
            "Exit codes: 0 it can be approved; 1 it has faults.",
            "Example: dabiao declare it-operation.yaml --reason 新增指标"
        })
final class DeclareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE", description = "The declaration.")
    private Path file;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
    private String reason;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no file " + file);
        }
        JsonNode stored = options.service()
                .post(
                        "/api/v1/declarations" + ServiceClient.query("reason", reason),
                        "application/yaml",
                        Files.readAllBytes(file));
        stored.path("faults").forEach(fault -> spec.commandLine().getErr().println(fault(fault)));
        spec.commandLine()
                .getOut()
                .println(stored.path("project").asText() + " "
                        + stored.path("year").asText() + ": version "
                        + stored.at("/version/version").asText() + ", "
                        + stored.at("/version/standing").asText());
        return stored.path("faults").isEmpty() ? CommandLine.ExitCode.OK : Commands.FOUND;
    }

    private static String fault(JsonNode fault) {
        return fault.path("file").asText() + ":" + fault.path("line").asText() + ":"
                + fault.path("column").asText()
                + ": found " + fault.path("found").asText() + ", expected "
                + fault.path("expected").asText() + "; mend: "
                + fault.path("mend").asText();
    }
}
