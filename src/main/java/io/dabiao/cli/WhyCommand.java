package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.core.text.Language;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says why an indicator stands as it does. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Says why an indicator stands as it does: the sentence of its verdict, what it is measured by, what is"
                        + " missing, what is expected, and the events that its figure leaves out.",
        footer = {"", "Example: dabiao why 2026 it-operation/media-reads"})
final class WhyCommand implements Callable<Integer> {

    private static final int SHOWN = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "1", paramLabel = "YEAR", description = "The year.")
    private int year;

    @Parameters(index = "1", arity = "1", paramLabel = "PROJECT/INDICATOR", description = "As indicators lists it.")
    private String indicator;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "As of an instant, such as 2026-07-01T00:00:00+08:00.")
    private String at;

    @Option(
            names = "--language",
            completionCandidates = LanguageWords.class,
            paramLabel = "LANGUAGE",
            defaultValue = "zh",
            description = "zh or en (${DEFAULT-VALUE}).")
    private Language language;

    @Option(names = "--json", description = "The service's answer as it is.")
    private boolean json;

    @Mixin
    private ServiceOptions options;

    @Override
    public Integer call() {
        int slash = indicator.indexOf('/');
        if (slash < 1 || slash == indicator.length() - 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "an indicator is PROJECT/INDICATOR, not '" + indicator + "'");
        }
        JsonNode answer = options.service()
                .read("/api/v1/years/" + year + "/indicators/"
                        + ServiceClient.segment(indicator.substring(0, slash)) + "/"
                        + ServiceClient.segment(indicator.substring(slash + 1))
                        + ServiceClient.query("at", at));
        if (json) {
            Output.print(spec, answer);
        } else {
            tell(answer, spec.commandLine().getOut());
        }
        return CommandLine.ExitCode.OK;
    }

    private void tell(JsonNode answer, PrintWriter out) {
        JsonNode brief = answer.path("indicator");
        TextTable table = new TextTable();
        row(
                table,
                "indicator",
                brief.path("id").asText() + " " + brief.path("name").asText());
        row(table, "target", brief.at("/target/text").asText(""));
        row(table, "actual", brief.path("actual").asText(""));
        row(table, "verdict", brief.path("verdict").asText(""));
        row(table, "because", words(brief, "sentence"));
        row(table, "missing", brief.path("missing").asText(""));
        row(table, "measured by", words(answer.path("measure"), "words"));
        row(
                table,
                "types",
                String.join(
                        ", ",
                        answer.at("/measure/types")
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList()));
        row(table, "last event", brief.path("lastEvent").asText(""));
        row(table, "outlook", words(brief, "outlook"));
        row(table, "as of", brief.path("asOf").asText(""));
        table.print(out);
        JsonNode exclusions = answer.path("exclusions");
        if (!exclusions.isEmpty()) {
            out.println();
            out.println("left out:");
            TextTable left = new TextTable();
            exclusions
                    .valueStream()
                    .limit(SHOWN)
                    .forEach(one -> left.row(
                            one.path("time").asText(),
                            one.path("source").asText() + " " + one.path("id").asText(),
                            words(one, "reason")));
            left.print(out);
            if (exclusions.size() > SHOWN) {
                out.println("and " + (exclusions.size() - SHOWN) + " more; --json lists them");
            }
        }
        out.flush();
    }

    private static void row(TextTable table, String title, String text) {
        if (!text.isEmpty() && !text.equals("null")) {
            table.row(title, text);
        }
    }

    private String words(JsonNode node, String name) {
        return node.path(language == Language.ZH ? name + "Zh" : name).asText("");
    }
}
