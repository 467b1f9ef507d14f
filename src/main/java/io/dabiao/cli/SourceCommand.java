package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.cli.Output.Column;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sources of a running service. */
@Command(
        name = "source",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "The declared sources from which facts are fetched.",
        footer = {"", "Example: dabiao source try tickets --from beginning"})
final class SourceCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists them and how each fares.")
    int list(@Mixin Output output, @Mixin ServiceOptions options) {
        output.rows(
                options.service().read("/api/v1/sources"),
                List.of(
                        Column.at("name", "/name"),
                        Column.at("kind", "/kind"),
                        Column.at("state", "/state"),
                        Column.at("rows", "/rows"),
                        Column.at("accepted", "/accepted"),
                        Column.at("rejected", "/rejected"),
                        Column.at("succeeded", "/succeeded"),
                        Column.at("due", "/due"),
                        Column.at("matter", "/matter")));
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "try",
            mixinStandardHelpOptions = true,
            description = "Reads a few rows and shows what each would become; nothing is stored.")
    int trial(
            @Parameters(arity = "1", paramLabel = "SOURCE", description = "Its name.") String source,
            @Option(
                            names = "--from",
                            paramLabel = "PLACE",
                            defaultValue = "next",
                            description = "next (where the next run would begin) or beginning (${DEFAULT-VALUE}).")
                    String from,
            @Option(
                            names = "--limit",
                            paramLabel = "ROWS",
                            defaultValue = "20",
                            description = "${DEFAULT-VALUE} at most.")
                    int limit,
            @Mixin Output output,
            @Mixin ServiceOptions options) {
        JsonNode trial =
                options.service().post(path(source) + "/trial" + ServiceClient.query("from", from, "limit", limit));
        output.rows(
                trial,
                trial.path("rows"),
                List.of(
                        Column.at("place", "/place"),
                        Column.at("row", "/row"),
                        Column.at("event", "/events/0"),
                        Column.at("wrong", "/wrong")));
        PrintWriter err = spec.commandLine().getErr();
        trial.path("warnings")
                .forEach(warning ->
                        err.println("warning: " + warning.path("detail").asText()));
        err.printf(
                "%d would be taken, %d are known, %d cannot be taken%s%n",
                trial.path("accepted").asLong(),
                trial.path("duplicates").asLong(),
                trial.path("rejected").asLong(),
                trial.path("more").asBoolean() ? "; there is more" : "");
        return trial.path("rejected").asLong() > 0 ? Commands.FOUND : CommandLine.ExitCode.OK;
    }

    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Pauses one.")
    int pause(
            @Parameters(arity = "1", paramLabel = "SOURCE", description = "Its name.") String source,
            @Mixin ServiceOptions options) {
        options.service().put(path(source) + "/pause");
        return told(source, "is paused");
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Ends a pause.")
    int resume(
            @Parameters(arity = "1", paramLabel = "SOURCE", description = "Its name.") String source,
            @Mixin ServiceOptions options) {
        options.service().delete(path(source) + "/pause");
        return told(source, "goes on");
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Has one read now.")
    int run(
            @Parameters(arity = "1", paramLabel = "SOURCE", description = "Its name.") String source,
            @Mixin ServiceOptions options) {
        options.service().post(path(source) + "/run");
        return told(source, "is read within a second or two");
    }

    @Command(
            name = "rewind",
            mixinStandardHelpOptions = true,
            description = "Has one read again from its beginning; what is known already changes nothing.")
    int rewind(
            @Parameters(arity = "1", paramLabel = "SOURCE", description = "Its name.") String source,
            @Mixin ServiceOptions options) {
        options.service().post(path(source) + "/rewind");
        return told(source, "is read from its beginning");
    }

    private int told(String source, String what) {
        spec.commandLine().getOut().println(source + " " + what);
        return CommandLine.ExitCode.OK;
    }

    private static String path(String source) {
        return "/api/v1/sources/" + ServiceClient.segment(source);
    }
}
