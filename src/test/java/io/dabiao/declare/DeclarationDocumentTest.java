package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference of declarations is what their schema says; {@code -Dgolden=write} writes it again. */
class DeclarationDocumentTest {

    private static final Path SCHEMA = Path.of("src", "main", "resources", "schema", "declaration.schema.json");
    private static final Path DOCUMENT = Path.of("docs", "reference", "declarations.md");

    private static final String HEAD = """
            # Declarations

            What a declaration file (YAML) may hold, as [the schema](../../src/main/resources/schema/declaration.schema.json) says it, which editors and the service check files
            against. How to write one: [declare your own project](../how-to/declare.md); what the words mean: [concepts](../concepts.md). Keys in **bold** must be there.
            """;

    private final StringBuilder text = new StringBuilder(HEAD);

    @Test
    void theReferenceSaysOfEveryKeyWhatTheSchemaSays() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
        object(schema, "declaration");
        List<String> plain = new ArrayList<>();
        schema.get("$defs").properties().forEach(one -> {
            if (one.getValue().has("properties") || one.getValue().has("oneOf")) {
                object(one.getValue(), one.getKey());
            } else {
                plain.add(row(
                        "<a id=\"" + one.getKey().toLowerCase(Locale.ROOT) + "\"></a>" + one.getKey(), one.getValue()));
            }
        });
        text.append("\n## Kinds of values\n\n| kind | written as | meaning |\n| --- | --- | --- |\n");
        plain.forEach(text::append);
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(DOCUMENT, text);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(text.toString());
    }

    private void object(JsonNode object, String name) {
        text.append("\n## ").append(name).append("\n\n");
        text.append(said(object).isEmpty() ? "" : said(object) + "\n\n");
        if (object.has("oneOf") && !object.has("properties")) {
            text.append("One of: ").append(type(object)).append(".\n\n");
            List<String> rows = new ArrayList<>();
            object.get("oneOf").forEach(way -> rows(way, "", rows));
            table(rows);
            return;
        }
        List<String> rows = new ArrayList<>();
        rows(object, "", rows);
        table(rows);
    }

    private void table(List<String> rows) {
        if (!rows.isEmpty()) {
            text.append("| key | written as | meaning |\n| --- | --- | --- |\n");
            rows.forEach(text::append);
        }
    }

    /** Keys of an object, those of objects in it after their own. */
    private static void rows(JsonNode object, String above, List<String> rows) {
        List<String> required = new ArrayList<>();
        object.path("required").forEach(one -> required.add(one.asText()));
        object.path("properties").properties().forEach(one -> {
            String key = above + one.getKey();
            rows.add(row("`" + key + "`", one.getValue(), required.contains(one.getKey())));
            JsonNode inner = one.getValue().has("items") ? one.getValue().get("items") : one.getValue();
            rows(inner, key + (one.getValue().has("items") ? "[]." : "."), rows);
        });
    }

    private static String row(String key, JsonNode value, boolean required) {
        return row(required ? "**" + key + "**" : key, value);
    }

    private static String row(String key, JsonNode value) {
        return "| " + key + " | " + type(value)
                + (value.has("default") ? "; `" + value.get("default").asText() + "` if left out" : "") + " | "
                + said(value) + " |\n";
    }

    private static String said(JsonNode value) {
        String description =
                value.path("description").asText(value.path("title").asText());
        String examples = value.path("examples")
                .valueStream()
                .map(one -> "`" + (one.isTextual() ? one.asText() : one) + "`")
                .collect(Collectors.joining(", "));
        return (cell(description).replace("<", "&lt;") + " " + examples.replace("|", "\\|")).strip();
    }

    private static String type(JsonNode value) {
        if (value.has("$ref")) {
            String name = value.get("$ref").asText().replaceFirst(".*/", "");
            return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
        }
        if (value.has("then")) {
            return type(value.get("else")) + " or " + type(value.get("then"));
        }
        if (value.has("enum")) {
            return value.get("enum")
                    .valueStream()
                    .map(one -> "`" + cell(one.asText()) + "`")
                    .collect(Collectors.joining(", "));
        }
        if (value.has("const")) {
            return "`" + cell(value.get("const").asText()) + "`";
        }
        for (String choice : new String[] {"oneOf", "anyOf"}) {
            if (value.has(choice) && !value.has("properties")) {
                return value.get(choice)
                        .valueStream()
                        .map(DeclarationDocumentTest::type)
                        .collect(Collectors.joining(", "));
            }
        }
        return switch (value.path("type").asText()) {
            case "array" -> "list of " + type(value.get("items"));
            case "object" -> value.has("properties") ? keys(value) : "keys of one's own";
            case "string" -> "text";
            case "integer" -> "whole number" + bounds(value);
            case "boolean" -> "`true`, `false`";
            default -> "number" + bounds(value);
        };
    }

    private static String keys(JsonNode object) {
        return object.get("properties")
                .propertyStream()
                .map(one -> "`" + one.getKey() + "`")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String bounds(JsonNode value) {
        List<String> bounds = new ArrayList<>();
        value.properties().forEach(one -> {
            switch (one.getKey()) {
                case "minimum" -> bounds.add("≥ " + one.getValue().asText());
                case "exclusiveMinimum" -> bounds.add("> " + one.getValue().asText());
                case "maximum" -> bounds.add("≤ " + one.getValue().asText());
                default -> {
                    // Not a bound.
                }
            }
        });
        return bounds.isEmpty() ? "" : " " + String.join(", ", bounds);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
