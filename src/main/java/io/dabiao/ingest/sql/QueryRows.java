package io.dabiao.ingest.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.ingest.source.Rows;
import io.dabiao.store.EventJson;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The rows of a query under way. Belongs to one thread. */
final class QueryRows implements Rows {

    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet result;
    private final Columns columns;
    private final Optional<Columns.Column> watermark;
    private final Optional<Columns.Column> key;
    private final Optional<Query.Bookmark> before;
    private final Instant now;
    private boolean over;

    QueryRows(
            Connection connection,
            PreparedStatement statement,
            ResultSet result,
            Columns columns,
            Optional<Columns.Column> watermark,
            Optional<Columns.Column> key,
            Optional<Query.Bookmark> before,
            Instant now) {
        this.connection = connection;
        this.statement = statement;
        this.result = result;
        this.columns = columns;
        this.watermark = watermark;
        this.key = key;
        this.before = before;
        this.now = now;
    }

    @Override
    public Set<String> columns() {
        return columns.names();
    }

    @Override
    public Optional<Page> next() throws IOException {
        List<Row> rows = new ArrayList<>();
        Optional<JsonNode> bookmark = Optional.empty();
        long characters = 0;
        try {
            while (!over && rows.size() < MOST && characters < MOST_CHARACTERS) {
                if (!result.next()) {
                    over = true;
                    break;
                }
                ObjectNode row = columns.row(result);
                rows.add(new Row(row, "", OptionalLong.empty()));
                characters += row.toString().length();
                bookmark = bookmark();
            }
        } catch (SQLException failed) {
            throw Query.told(failed);
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(new Page(rows, bookmark, List.of()));
    }

    /** The row's marks. Not behind those of the former run, of which the overlap was read again, and not beyond now. */
    private Optional<JsonNode> bookmark() throws SQLException {
        if (watermark.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode json = EventJson.MAPPER.createObjectNode();
        boolean capped = false;
        if (watermark.isPresent()) {
            Mark mark = columns.mark(result, watermark.get()).orElseThrow();
            Optional<Instant> at = mark.at(columns.zone());
            if (at.isPresent() && at.get().isAfter(now)) {
                mark = mark.of(now, columns.zone());
                capped = true;
            }
            Optional<Mark> former = before.flatMap(Query.Bookmark::watermark);
            if (former.isPresent() && Order.isBefore(mark, former.get())) {
                return Optional.empty();
            }
            json.set("watermark", mark.json());
        }
        if (key.isPresent() && !capped) {
            Optional<Mark> mark = columns.mark(result, key.get());
            if (mark.isEmpty()) {
                return Optional.empty();
            }
            Optional<Mark> former = before.flatMap(Query.Bookmark::key);
            if (watermark.isEmpty() && former.isPresent() && Order.isBefore(mark.get(), former.get())) {
                return Optional.empty();
            }
            json.set("key", mark.get().json());
        }
        return Optional.of(json);
    }

    @Override
    public void close() throws IOException {
        try {
            if (!over) {
                statement.cancel();
            }
        } catch (SQLException unsupported) {
            org.jboss.logging.Logger.getLogger(QueryRows.class)
                    .debug("the query ends with its connection", unsupported);
        } finally {
            Query.quietly(connection);
        }
    }
}
