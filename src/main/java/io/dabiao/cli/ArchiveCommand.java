package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The months of events that a running service has exported, or is to export or read back. */
@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists months of events in the log and in the archive; exports, compares and reads back single months.",
            "Exporting is done by the service itself once DABIAO_RETENTION says after how long."
        },
        footer = {
            "",
            "The token comes from --token, or from DABIAO_TOKEN or DABIAO_ADMIN_TOKEN in the environment; it needs the"
                    + " role admin.",
            "Example: dabiao archive restore 2024-01"
        })
final class ArchiveCommand implements Callable<Integer> {

    /** What can be done. */
    enum Act {
        LIST,
        EXPORT,
        VERIFY,
        RESTORE
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACT", description = "list, export, verify or restore.")
    private Act act;

    @Parameters(index = "1", arity = "0..1", paramLabel = "MONTH", description = "Such as 2024-01.")
    private String month;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Where the service is (${DEFAULT-VALUE}).")
    private URI url;

    @Option(names = "--token", paramLabel = "TOKEN", description = "The bearer token.")
    private String token;

    @Override
    public Integer call() {
        ServiceClient service = new ServiceClient(url, BearerToken.of(token, spec));
        if (act == Act.LIST) {
            return list(service.get("/api/v1/archive")
                    .orElseThrow(
                            () -> new CommandFailure("this token may not do this; it needs the role admin (403)")));
        }
        if (month == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "which month? Such as 2024-01");
        }
        String word = act.name().toLowerCase(java.util.Locale.ROOT);
        JsonNode answer = service.post("/api/v1/archive/" + month + "/" + word);
        return act == Act.VERIFY ? verified(answer) : done(answer);
    }

    private int list(JsonNode archive) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "files in %s; %s%n",
                archive.path("folder").asText(),
                archive.path("retention").isNull()
                        ? "events are kept in the log for ever (no dabiao.retention)"
                        : "exported after " + archive.path("retention").asText());
        archive.path("log")
                .forEach(one -> out.printf(
                        "%s  in the log%s%s%n",
                        one.path("month").asText(),
                        one.path("aged").asBoolean() ? ", past the retention" : "",
                        one.path("waits").isNull()
                                ? ""
                                : "; waits: " + one.path("waits").asText()));
        archive.path("files").forEach(this::told);
        return CommandLine.ExitCode.OK;
    }

    private void told(JsonNode file) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%s  %s  %,d events, %,d bytes, exported %s%s%n",
                        file.path("month").asText(),
                        file.path("file").asText(),
                        file.path("events").asLong(),
                        file.path("bytes").asLong(),
                        file.path("exportedAt").asText(),
                        file.path("restoredAt").isNull()
                                ? ""
                                : ", read back " + file.path("restoredAt").asText());
    }

    private int done(JsonNode answer) {
        if (answer.isArray() && answer.isEmpty()) {
            spec.commandLine().getOut().println("its events are in the log already");
        }
        (answer.isArray() ? answer.valueStream() : Stream.of(answer)).forEach(this::told);
        return CommandLine.ExitCode.OK;
    }

    private int verified(JsonNode answer) {
        boolean well = true;
        for (JsonNode one : answer) {
            well &= one.path("fault").isNull();
            spec.commandLine()
                    .getOut()
                    .println(one.path("file").asText() + ": "
                            + (one.path("fault").isNull()
                                    ? "whole"
                                    : one.path("fault").asText()));
        }
        return well ? CommandLine.ExitCode.OK : Commands.FOUND;
    }
}
