package io.dabiao.ingest.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.budget.Overloaded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.ingest.file.TableRows;
import io.dabiao.ingest.mapping.Mapping;
import io.dabiao.store.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The rows of a document: JSON, JSON lines, CSV or a workbook, told apart by how it begins. Safe for use by several threads. */
@ApplicationScoped
public class Contents {

    /** A gigabyte in one document is none that is fetched. */
    public static final int LIMIT = 32 << 20;

    private final WorkBudget budget;

    Contents(WorkBudget budget) {
        this.budget = budget;
    }

    /**
     * Rows of a document.
     *
     * @param whole the document itself, where it is one of JSON
     */
    public record Content(List<Rows.Row> rows, Optional<JsonNode> whole) {}

    /**
     * Reads a document.
     *
     * @param name what it is called, for the rows' place
     * @param items where the rows are in a JSON document; where it is empty the document is an array, or a row itself
     * @throws IOException where it cannot be read
     */
    public Content read(byte[] document, String name, Optional<JsonPointer> items) throws IOException {
        char first = first(document);
        if (first == 0) {
            return new Content(List.of(), Optional.empty());
        }
        if (first != '{' && first != '[') {
            try (WorkBudget.Place place = budget.begin(Work.SPREADSHEET)) {
                return new Content(table(TableRows.read(document, place.allowance()), name), Optional.empty());
            } catch (Overloaded overloaded) {
                throw new IOException("the service has as much to do as it can; it is read again", overloaded);
            }
        }
        try {
            return json(Mapping.tree(document), name, items);
        } catch (JsonProcessingException several) {
            return new Content(lines(document, name, several), Optional.empty());
        }
    }

    private static Content json(JsonNode whole, String name, Optional<JsonPointer> items) throws IOException {
        JsonNode at = items.isPresent() ? whole.at(items.get()) : whole;
        if (at.isMissingNode()) {
            throw new SourceChanged("nothing stands at " + items.get() + " of the document " + name);
        }
        List<Rows.Row> rows = new ArrayList<>();
        if (at.isArray()) {
            at.forEach(row -> rows.add(new Rows.Row(row, name, OptionalLong.of(rows.size() + 1L))));
        } else if (!at.isNull()) {
            rows.add(new Rows.Row(at, name, OptionalLong.of(1)));
        }
        return new Content(rows, Optional.of(whole));
    }

    private static List<Rows.Row> lines(byte[] document, String name, JsonProcessingException first)
            throws IOException {
        List<Rows.Row> rows = new ArrayList<>();
        long number = 0;
        for (String line : new String(document, StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                try {
                    rows.add(new Rows.Row(
                            Mapping.tree(line.getBytes(StandardCharsets.UTF_8)), name, OptionalLong.of(number)));
                } catch (JsonProcessingException broken) {
                    if (rows.isEmpty()) {
                        throw new IOException("no JSON: " + first.getOriginalMessage(), first);
                    }
                    // Set aside where it is mapped, in its place.
                    rows.add(new Rows.Row(
                            EventJson.MAPPER.getNodeFactory().textNode(line), name, OptionalLong.of(number)));
                }
            }
        }
        return rows;
    }

    private static List<Rows.Row> table(List<TableRows.Line> lines, String name) {
        List<Rows.Row> rows = new ArrayList<>(lines.size());
        for (TableRows.Line line : lines) {
            ObjectNode row = EventJson.MAPPER.createObjectNode();
            line.cells().forEach(row::put);
            rows.add(new Rows.Row(row, name, OptionalLong.of(line.number())));
        }
        return rows;
    }

    private static char first(byte[] document) {
        for (byte next : document) {
            if (next > ' ' || next < 0) {
                return (char) (next & 0xFF);
            }
        }
        return 0;
    }
}
