package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Sends a spreadsheet to a running service, or tries it. */
@Command(
        name = "upload",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Sends a spreadsheet (CSV, XLSX, XLS or ODS) to a running service, each row an event, all of them or none.",
            "--dry-run says row by row what would be taken, what is wrong and which figures would change."
        },
        footer = {
            "",
            "Example: dabiao upload 阅读量.xlsx --type publication.reads --series //office/reads --dry-run",
            "The token comes from --token, or from DABIAO_TOKEN or DABIAO_ADMIN_TOKEN in the environment."
        })
final class UploadCommand implements Callable<Integer> {

    private static final int SHOWN = 50;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE", description = "The spreadsheet.")
    private Path file;

    @Option(names = "--type", required = true, paramLabel = "TYPE", description = "The event type of its rows.")
    private String type;

    @Option(
            names = "--series",
            required = true,
            paramLabel = "SOURCE",
            description = "The table's name, the same each time: the source of its events.")
    private String series;

    @Option(names = "--dry-run", description = "Only say what would become of it.")
    private boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why rows that were sent before are replaced.")
    private String reason;

    @Option(
            names = "--whole",
            description = "The file is the whole table: rows that were sent before and are not in it are withdrawn.")
    private boolean whole;

    @Option(
            names = "--column",
            paramLabel = "TITLE=ATTRIBUTE",
            description = "What a column is, such as 阅读数=value; TITLE= for one that is not to be taken. May be given"
                    + " several times, and is remembered for the table's next file.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--year",
            paramLabel = "YEAR",
            description = "The year of days and months that bear none, such as 1月 across a table.")
    private Integer year;

    @Mixin
    private ServiceOptions service;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no file " + file);
        }
        JsonNode answer = service.service().upload(path(), Files.readAllBytes(file));
        PrintWriter out = spec.commandLine().getOut();
        units(answer, out);
        rows(answer, out);
        ChangedFigures.print(answer, out);
        out.println(counts(answer));
        if (answer.has("detail")) {
            throw new CommandFailure(answer.path("detail").asText());
        }
        return answer.path("counts").path("wrong").asLong() > 0 ? Commands.FOUND : CommandLine.ExitCode.OK;
    }

    private String path() {
        List<String> query = new ArrayList<>();
        query.add("type=" + encoded(type));
        query.add("series=" + encoded(series));
        query.add("name=" + encoded(file.getFileName().toString()));
        query.add("dryRun=" + dryRun);
        query.add("missing=" + (whole ? "withdraw" : "keep"));
        if (reason != null) {
            query.add("reason=" + encoded(reason));
        }
        columns.forEach(column -> query.add("column=" + encoded(column)));
        if (year != null) {
            query.add("year=" + year);
        }
        return "/api/v1/files?" + String.join("&", query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What was not read as its digits say. */
    private static void units(JsonNode answer, PrintWriter out) {
        answer.path("units")
                .properties()
                .forEach(unit ->
                        out.println("  " + unit.getKey() + ": numbers × " + ChangedFigures.shown(unit.getValue())));
        List<String> others = new ArrayList<>();
        answer.path("otherSheets").forEach(sheet -> others.add(sheet.asText()));
        if (!others.isEmpty()) {
            out.println(
                    "  sheet " + answer.path("sheet").asText() + " read, passed over: " + String.join(", ", others));
        }
    }

    /** Those that are not simply new, and new ones of which something is said. */
    private static void rows(JsonNode answer, PrintWriter out) {
        TextTable table = new TextTable();
        int shown = 0;
        for (JsonNode row : answer.path("rows")) {
            String outcome = row.path("outcome").asText();
            boolean plain = outcome.equals("duplicate")
                    || outcome.equals("new") && row.path("detail").asText().isEmpty();
            if (!plain && shown++ < SHOWN) {
                String number = row.path("row").isNumber() ? row.path("row").asText() : "–";
                table.row("  " + number, outcome, row.path("detail").asText());
            }
        }
        table.print(out);
        if (shown > SHOWN) {
            out.println("  … and " + (shown - SHOWN) + " more");
        }
    }

    private String counts(JsonNode answer) {
        List<String> parts = new ArrayList<>();
        answer.path("counts").properties().forEach(entry -> {
            if (entry.getValue().asLong() > 0) {
                parts.add(entry.getValue().asText() + " " + entry.getKey());
            }
        });
        String all = parts.isEmpty() ? "no rows" : String.join(", ", parts);
        return dryRun ? all + "; nothing was taken, this was a trial" : all;
    }
}
