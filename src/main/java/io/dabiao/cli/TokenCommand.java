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

/** Tokens of a running service. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Tokens by which systems and people speak to the service. The token that asks needs the role admin.",
        footer = {"", "Example: dabiao token create hotline --role ingest --source //hotline"})
final class TokenCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all, without their secrets.")
    int list(@Mixin Output output, @Mixin ServiceOptions options) {
        output.rows(
                options.service().read("/api/v1/tokens"),
                List.of(
                        Column.at("id", "/id"),
                        Column.at("name", "/name"),
                        Column.at("roles", "/roles"),
                        Column.at("sources", "/sources"),
                        Column.at("types", "/types"),
                        Column.at("projects", "/projects"),
                        Column.at("expires", "/expiresAt"),
                        Column.at("revoked", "/revokedAt")));
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes one and prints its secret, which is shown this once.")
    int create(
            @Parameters(arity = "1", paramLabel = "NAME", description = "What it is called.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "view, ingest, report or admin.")
                    List<String> roles,
            @Option(names = "--source", paramLabel = "SOURCE", description = "The only sources that it may send for.")
                    List<String> sources,
            @Option(names = "--type", paramLabel = "TYPE", description = "The only event types that it may send.")
                    List<String> types,
            @Option(names = "--project", paramLabel = "PROJECT", description = "The only projects that it may know of.")
                    List<String> projects,
            @Option(
                            names = "--expires",
                            paramLabel = "INSTANT",
                            description = "When it ends, within ten years; without it in a year.")
                    OffsetDateTime expires,
            @Mixin ServiceOptions options) {
        ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("name", name);
        list(wanted, "roles", roles);
        list(wanted, "sources", sources);
        list(wanted, "types", types);
        list(wanted, "projects", projects);
        if (expires != null) {
            wanted.put("expiresAt", expires.toString());
        }
        JsonNode made = options.service().post("/api/v1/tokens", wanted);
        // The secret alone on the standard output: TOKEN=$(dabiao token create …).
        spec.commandLine()
                .getErr()
                .println("token " + made.at("/token/id").asText() + " until "
                        + made.at("/token/expiresAt").asText() + "; its secret is shown this once:");
        spec.commandLine().getOut().println(made.path("secret").asText());
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends one.")
    int revoke(
            @Parameters(arity = "1", paramLabel = "TOKEN", description = "Its number, as list says it.") long token,
            @Mixin ServiceOptions options) {
        options.service().delete("/api/v1/tokens/" + token);
        spec.commandLine().getOut().println("token " + token + " is revoked");
        return CommandLine.ExitCode.OK;
    }

    private static void list(ObjectNode wanted, String name, List<String> words) {
        if (words != null) {
            ArrayNode all = wanted.putArray(name);
            words.forEach(all::add);
        }
    }
}
