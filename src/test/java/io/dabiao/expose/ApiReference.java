package io.dabiao.expose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The reference of the API in Markdown, from its own description. */
final class ApiReference {

    /** Everything behind it is written from the description. */
    static final String MARK =
            "<!-- From here on written from the description of the service: mvn test -Dtest=OpenApiTest -Dgolden=write -->";

    private static final String SCHEMAS_HEAD = """
            # Schemas of the HTTP API

            <!-- Written from the description of the service: mvn test -Dtest=OpenApiTest -Dgolden=write -->

            What bodies and answers of the [operations](api.md) bear. A time is RFC 3339 with an offset, in answers that of the institution's zone; a date is `2026-07-01`.
            A property whose type does not name null is never null.
            """;

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String JSON = "application/json";

    /** Where one reads on. */
    private static final Map<String, String> READ_ON = Map.ofEntries(
            Map.entry("access", "[tokens](../operations.md#tokens), [audit log](../operations.md#the-audit-log)"),
            Map.entry("administration", "[retention](../operations.md#retention)"),
            Map.entry(
                    "alerts",
                    "[alerts](../alerts.md), [a folder](command-line.md#an-installation-under-version-control)"),
            Map.entry("corrections", "[correct facts](../how-to/corrections.md)"),
            Map.entry("declarations", "[declare](../how-to/declare.md), [forms](../forms.md)"),
            Map.entry(
                    "events",
                    "[send events](../how-to/send-events.md), [spreadsheets](../how-to/spreadsheets.md), [remote write](../how-to/prometheus.md),"
                            + " [OpenTelemetry](../how-to/opentelemetry.md), [event types](event-types.md)"),
            Map.entry("indicators", "[declare](../how-to/declare.md), [forecasts](../forecasts.md)"),
            Map.entry("load checks", "[live checks](../checks.md#concurrency)"),
            Map.entry("probes", "[live checks](../checks.md)"),
            Map.entry("reports", "[reports](../reports.md)"),
            Map.entry("sources", "[fetch facts](../how-to/fetch-facts.md)"),
            Map.entry("status", "[operations](../operations.md)"),
            Map.entry("values", "[values by hand](../how-to/manual-values.md)"));

    private final JsonNode description;

    ApiReference(JsonNode description) {
        this.description = description;
    }

    private record Operation(String method, String path, JsonNode said) {}

    /** All operations, by what they are about. */
    String operations() {
        Map<String, String> tags = new TreeMap<>();
        description
                .path("tags")
                .forEach(tag -> tags.put(
                        tag.path("name").asText(), tag.path("description").asText("")));
        Map<String, List<Operation>> byTag = new TreeMap<>();
        Map<String, JsonNode> paths = new TreeMap<>();
        description.path("paths").properties().forEach(one -> paths.put(one.getKey(), one.getValue()));
        paths.forEach((path, methods) -> methods.properties().forEach(one -> {
            if (one.getValue().has("responses")) {
                byTag.computeIfAbsent(one.getValue().at("/tags/0").asText("service"), any -> new ArrayList<>())
                        .add(new Operation(one.getKey().toUpperCase(Locale.ROOT), path, one.getValue()));
            }
        }));
        StringBuilder text = new StringBuilder();
        byTag.forEach((tag, operations) -> {
            text.append("\n### ")
                    .append(tag.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(tag.substring(1))
                    .append("\n\n");
            String words = tags.getOrDefault(tag, "");
            String more = READ_ON.containsKey(tag) ? "Read on: " + READ_ON.get(tag) + "." : "";
            String both = (words + " " + more).strip();
            text.append(both).append(both.isEmpty() ? "" : "\n\n");
            text.append("| operation | role | what |\n|---|---|---|\n");
            operations.forEach(one -> text.append(row(one)).append('\n'));
        });
        return text.toString();
    }

    private static String row(Operation one) {
        List<String> query = new ArrayList<>();
        one.said().path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                query.add(parameter.path("name").asText() + "=");
            }
        });
        String address = one.method() + " " + one.path() + (query.isEmpty() ? "" : "?" + String.join("&", query));
        List<String> roles = new ArrayList<>();
        one.said().path("x-roles").forEach(role -> roles.add(role.asText()));
        String open = one.said().has("security") && one.said().get("security").isEmpty() ? "none" : "any";
        return "| `" + address + "` " + one.said().path("operationId").asText() + " | "
                + (roles.isEmpty() ? open : String.join(", ", roles)) + " | " + cell(words(one.said())) + " |";
    }

    private static String words(JsonNode said) {
        List<String> words = new ArrayList<>();
        String summary = said.path("summary").asText("");
        words.add(summary + (summary.endsWith(".") ? "" : "."));
        String description = said.path("description").asText("").replaceFirst(" ?Roles: [a-z, ]+\\.$", "");
        if (!description.isEmpty() && !description.equals(summary + ".")) {
            words.add(description);
        }
        contents(said.path("requestBody").path("content")).ifPresent(body -> words.add("Body: " + body + "."));
        said.path("responses").properties().forEach(answer -> {
            if (answer.getKey().startsWith("2")) {
                contents(answer.getValue().path("content"))
                        .ifPresent(body -> words.add(
                                (answer.getKey().equals("200") ? "Answers " : answer.getKey() + ": ") + body + "."));
            }
        });
        return String.join(" ", words);
    }

    private static Optional<String> contents(JsonNode content) {
        if (content.isEmpty()) {
            return Optional.empty();
        }
        if (content.has(JSON) && content.size() == 1) {
            return Optional.of(type(content.path(JSON).path("schema")));
        }
        return Optional.of(content.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> "`" + one.getKey() + "`"
                        + (named(one.getValue().path("schema"))
                                ? " " + type(one.getValue().path("schema"))
                                : ""))
                .collect(Collectors.joining(", ")));
    }

    private static boolean named(JsonNode schema) {
        return schema.has("$ref") || schema.path("items").has("$ref");
    }

    /** All schemas with their properties. */
    String schemas() {
        Map<String, JsonNode> schemas = new TreeMap<>();
        description
                .path("components")
                .path("schemas")
                .properties()
                .forEach(one -> schemas.put(one.getKey(), one.getValue()));
        StringBuilder text = new StringBuilder(SCHEMAS_HEAD);
        schemas.forEach((name, schema) -> {
            text.append("\n## ").append(name).append("\n\n");
            String words = schema.path("description").asText("");
            text.append(words).append(words.isEmpty() ? "" : "\n\n");
            if (!schema.has("properties")) {
                text.append(cell(type(schema))).append(".\n");
                return;
            }
            List<String> required = new ArrayList<>();
            schema.path("required").forEach(one -> required.add(one.asText()));
            text.append("| property | is | what |\n|---|---|---|\n");
            schema.path("properties")
                    .properties()
                    .forEach(one -> text.append("| `")
                            .append(one.getKey())
                            .append(required.contains(one.getKey()) ? "`" : "` (may be absent)")
                            .append(" | ")
                            .append(cell(type(one.getValue())))
                            .append(" | ")
                            .append(cell(described(name, one.getValue())))
                            .append(" |\n"));
        });
        return text.toString();
    }

    /** Codes of problems have a document of their own. */
    private static String described(String schema, JsonNode property) {
        List<String> words =
                new ArrayList<>(List.of(property.path("description").asText("")));
        List<String> values = new ArrayList<>();
        JsonNode closed = property.has("enum")
                ? property.path("enum")
                : property.path("items").path("enum");
        closed.forEach(value -> {
            if (!value.isNull()) {
                values.add("`" + value.asText() + "`");
            }
        });
        if (schema.equals("Problem") && values.size() > 1) {
            words.add("[Codes](errors.md).");
        } else if (!values.isEmpty()) {
            words.add("One of " + String.join(", ", values) + ".");
        }
        if (property.path("examples").size() > 0) {
            words.add("Such as `" + property.path("examples").get(0) + "`.");
        }
        return String.join(" ", words);
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText().substring(SCHEMAS.length());
            return "[" + name + "](api-schemas.md#" + name.toLowerCase(Locale.ROOT) + ")";
        }
        for (String several : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.has(several)) {
                List<String> types = new ArrayList<>();
                schema.path(several).forEach(one -> types.add(type(one)));
                return String.join(" or ", types);
            }
        }
        List<String> types = new ArrayList<>();
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(one -> types.add(one(one.asText(), schema)));
        } else if (schema.has("type")) {
            types.add(one(schema.path("type").asText(), schema));
        }
        return types.isEmpty() ? "any JSON" : String.join(" or ", types);
    }

    private static String one(String type, JsonNode schema) {
        return switch (type) {
            case "string" ->
                switch (schema.path("format").asText("")) {
                    case "date-time" -> "time";
                    case "date" -> "date";
                    case "binary" -> "bytes";
                    default -> "text";
                };
            case "integer" -> "whole number";
            case "boolean" -> "truth";
            case "array" -> "list of " + type(schema.path("items"));
            case "object" ->
                schema.path("additionalProperties").isObject()
                        ? "by name " + type(schema.path("additionalProperties"))
                        : "object";
            default -> type;
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
    }
}
