package io.dabiao.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.budget.Allowance;
import io.dabiao.ingest.source.Rows;
import io.dabiao.store.EventJson;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Reads an {@code ExportLogsServiceRequest} in OTLP's JSON. Unknown fields are passed over, as the protocol demands. */
final class JsonLogs {

    private final Allowance allowance;

    private JsonLogs(Allowance allowance) {
        this.allowance = allowance;
    }

    /** @throws IOException where it is none */
    static List<Rows.Row> read(byte[] body, Allowance allowance) throws IOException {
        JsonNode request = EventJson.MAPPER.readTree(body);
        if (request == null || !request.isObject()) {
            throw new IOException("the body must be a JSON object with resourceLogs");
        }
        try {
            return new JsonLogs(allowance).rows(request);
        } catch (NumberFormatException wrong) {
            throw new IOException("a number is none: " + wrong.getMessage(), wrong);
        }
    }

    private List<Rows.Row> rows(JsonNode request) throws IOException {
        LogRows rows = new LogRows();
        for (JsonNode resources : request.path("resourceLogs")) {
            ObjectNode resource = attributes(resources.path("resource"), 0);
            for (JsonNode scopes : resources.path("scopeLogs")) {
                ObjectNode scope = scope(scopes.path("scope"));
                for (JsonNode record : scopes.path("logRecords")) {
                    allowance.step();
                    rows.add(record(record), resource, scope);
                }
            }
        }
        return rows.rows();
    }

    private ObjectNode scope(JsonNode written) throws IOException {
        ObjectNode scope = attributes(written, 0);
        for (String name : List.of("name", "version")) {
            if (!written.path(name).asText("").isEmpty()) {
                scope.put(name, written.path(name).asText());
            }
        }
        return scope;
    }

    private LogRows.Read record(JsonNode record) throws IOException {
        return new LogRows.Read(
                JsonMetrics.whole(record.path("timeUnixNano")),
                JsonMetrics.whole(record.path("observedTimeUnixNano")),
                severity(record.path("severityNumber")),
                record.path("severityText").asText(""),
                record.path("eventName").asText(""),
                value(record.path("body"), 0),
                attributes(record, 0),
                record.path("traceId").asText("").toLowerCase(Locale.ROOT),
                record.path("spanId").asText("").toLowerCase(Locale.ROOT));
    }

    /** By number, or by name such as {@code SEVERITY_NUMBER_WARN2}. */
    private static int severity(JsonNode written) {
        return Severity.number(written.asText("")).orElseGet(() -> (int) JsonMetrics.whole(written));
    }

    private ObjectNode attributes(JsonNode bearer, int depth) throws IOException {
        return named(bearer.path("attributes"), depth);
    }

    private ObjectNode named(JsonNode pairs, int depth) throws IOException {
        ObjectNode named = EventJson.MAPPER.createObjectNode();
        for (JsonNode pair : pairs) {
            allowance.step();
            named.set(pair.path("key").asText(""), value(pair.path("value"), depth));
        }
        return named;
    }

    /** Null for an empty one. */
    private JsonNode value(JsonNode value, int depth) throws IOException {
        if (depth > LogRows.DEEPEST) {
            throw new IOException("a value lies deeper than " + LogRows.DEEPEST + " others");
        }
        if (value.has("stringValue")) {
            return JsonNodeFactory.instance.textNode(value.get("stringValue").asText());
        }
        if (value.has("boolValue")) {
            return JsonNodeFactory.instance.booleanNode(value.get("boolValue").asBoolean());
        }
        if (value.has("intValue")) {
            return JsonNodeFactory.instance.numberNode(JsonMetrics.whole(value.get("intValue")));
        }
        if (value.has("doubleValue")) {
            return LogRows.number(JsonMetrics.number(value.get("doubleValue")));
        }
        if (value.has("bytesValue")) {
            return JsonNodeFactory.instance.textNode(value.get("bytesValue").asText());
        }
        if (value.has("arrayValue")) {
            ArrayNode array = EventJson.MAPPER.createArrayNode();
            for (JsonNode one : value.get("arrayValue").path("values")) {
                allowance.step();
                array.add(value(one, depth + 1));
            }
            return array;
        }
        return value.has("kvlistValue")
                ? named(value.get("kvlistValue").path("values"), depth + 1)
                : JsonNodeFactory.instance.nullNode();
    }
}
