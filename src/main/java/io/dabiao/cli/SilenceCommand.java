package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.cli.Output.Column;
import java.time.OffsetDateTime;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Silences of a running service. */
@Command(
        name = "silence",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Alerts that no one is told of for a while.",
        footer = {
            "",
            "Example: dabiao silence add --reason 机房搬迁 --until 2026-07-03T08:00:00+08:00 --project it-operation"
        })
final class SilenceCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists those that hold or will.")
    int list(@Mixin Output output, @Mixin ServiceOptions options) {
        output.rows(
                options.service().read("/api/v1/alerts/silences"),
                List.of(
                        Column.at("id", "/id"),
                        Column.at("author", "/author"),
                        Column.at("begins", "/begins"),
                        Column.at("ends", "/ends"),
                        Column.at("projects", "/projects"),
                        Column.at("indicators", "/indicators"),
                        Column.at("reason", "/reason")));
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Makes one.")
    int add(
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.") String reason,
            @Option(
                            names = "--from",
                            paramLabel = "INSTANT",
                            description = "When it begins, such as 2026-07-01T08:00:00+08:00; without it now.")
                    OffsetDateTime from,
            @Option(names = "--until", required = true, paramLabel = "INSTANT", description = "When it ends.")
                    OffsetDateTime until,
            @Option(
                            names = "--project",
                            paramLabel = "PROJECT",
                            description = "Of a project; may be given several times.")
                    List<String> projects,
            @Option(
                            names = "--indicator",
                            paramLabel = "PROJECT/INDICATOR",
                            description = "Of an indicator; may be given several times.")
                    List<String> indicators,
            @Option(names = "--kind", paramLabel = "KIND", description = "Of a kind; may be given several times.")
                    List<String> kinds,
            @Mixin ServiceOptions options) {
        ObjectNode wanted = JsonNodeFactory.instance.objectNode();
        wanted.put("reason", reason);
        if (from != null) {
            wanted.put("begins", from.toString());
        }
        wanted.put("ends", until.toString());
        list(wanted, "projects", projects);
        list(wanted, "indicators", indicators);
        list(wanted, "kinds", kinds);
        JsonNode made = options.service().post("/api/v1/alerts/silences", wanted);
        spec.commandLine()
                .getOut()
                .println("silence " + made.path("id").asText() + " until "
                        + made.path("ends").asText());
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "end", mixinStandardHelpOptions = true, description = "Ends one before its time.")
    int end(
            @Parameters(arity = "1", paramLabel = "SILENCE", description = "Its number.") long silence,
            @Mixin ServiceOptions options) {
        options.service().delete("/api/v1/alerts/silences/" + silence);
        spec.commandLine().getOut().println("silence " + silence + " has ended");
        return CommandLine.ExitCode.OK;
    }

    private static void list(ObjectNode wanted, String name, List<String> words) {
        if (words != null) {
            ArrayNode all = wanted.putArray(name);
            words.forEach(all::add);
        }
    }
}
