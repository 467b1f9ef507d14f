package io.dabiao.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** In which form a command says what the service answered: columns for people, the answer itself, or CSV for other programs. */
final class Output {

    /** The forms. */
    enum Form {
        TABLE,
        JSON,
        CSV
    }

    /** @param value of a row; a missing one and null are an empty cell */
    record Column(String title, Function<JsonNode, JsonNode> value) {

        /** @param pointer where the value stands in a row, such as {@code /target/text} */
        static Column at(String title, String pointer) {
            return new Column(title, row -> row.at(pointer));
        }
    }

    private static final JsonMapper MAPPER = new JsonMapper();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table, json (the service's answer as it is) or csv (${DEFAULT-VALUE}).")
    private Form form;

    boolean json() {
        return form == Form.JSON;
    }

    /** Prints an answer that is a list of rows. */
    void rows(JsonNode answer, List<Column> columns) {
        rows(answer, answer, columns);
    }

    /** Prints the rows of an answer, or in JSON the whole of it. */
    void rows(JsonNode answer, JsonNode rows, List<Column> columns) {
        PrintWriter out = spec.commandLine().getOut();
        switch (form) {
            case JSON -> whole(answer);
            case CSV -> {
                out.print(csv(columns.stream().map(Column::title).toList()));
                rows.forEach(row -> out.print(csv(cells(row, columns))));
            }
            case TABLE -> {
                TextTable table = new TextTable();
                table.row(columns.stream().map(Column::title).toArray(String[]::new));
                rows.forEach(row -> table.row(cells(row, columns).stream()
                        .map(cell -> cell.replaceAll("\\s+", " "))
                        .toArray(String[]::new)));
                table.print(out);
            }
            default -> throw new IllegalStateException(form.toString());
        }
        out.flush();
    }

    /** Prints an answer as it is, with line breaks. */
    void whole(JsonNode answer) {
        print(spec, answer);
    }

    /** Prints an answer of the service as it is, with line breaks. */
    static void print(CommandSpec spec, JsonNode answer) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        out.flush();
    }

    private static List<String> cells(JsonNode row, List<Column> columns) {
        return columns.stream().map(column -> text(column.value().apply(row))).toList();
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(Output::text).collect(Collectors.joining(", "));
        }
        return value.isMissingNode() || value.isNull()
                ? ""
                : value.isContainerNode() ? value.toString() : value.asText();
    }

    /** A line after RFC 4180. */
    private static String csv(List<String> cells) {
        return cells.stream()
                        .map(cell -> cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
                        .collect(Collectors.joining(","))
                + "\r\n";
    }
}
