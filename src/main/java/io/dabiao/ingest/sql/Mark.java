package io.dabiao.ingest.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.store.EventJson;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** A value of a watermark or a key, exact, as text. Immutable. */
sealed interface Mark {

    /** The column that it is of, so that a bookmark of another one is none. */
    String column();

    String word();

    String text();

    void bind(PreparedStatement statement, int at, ZoneId zone) throws SQLException;

    /** Where the next run begins: so much earlier. Of a text, itself. */
    default Mark less(Duration time, int keys) {
        return this;
    }

    /** When it was, where it says a time. */
    default Optional<Instant> at(ZoneId zone) {
        return Optional.empty();
    }

    /** The same column's value at a time; itself where it says none. */
    default Mark of(Instant time, ZoneId zone) {
        return this;
    }

    /** A local time. */
    record Local(String column, LocalDateTime value) implements Mark {
        @Override
        public String word() {
            return "local";
        }

        @Override
        public String text() {
            return value.toString();
        }

        @Override
        public void bind(PreparedStatement statement, int at, ZoneId zone) throws SQLException {
            statement.setObject(at, value);
        }

        @Override
        public Mark less(Duration time, int keys) {
            return new Local(column, value.minus(time));
        }

        @Override
        public Optional<Instant> at(ZoneId zone) {
            return Optional.of(value.atZone(zone).toInstant());
        }

        @Override
        public Mark of(Instant time, ZoneId zone) {
            return new Local(column, LocalDateTime.ofInstant(time, zone));
        }
    }

    /** A point in time that the database shows in the session's offset. */
    record InSession(String column, LocalDateTime value) implements Mark {
        @Override
        public String word() {
            return "session";
        }

        @Override
        public String text() {
            return value.toString();
        }

        @Override
        public void bind(PreparedStatement statement, int at, ZoneId zone) throws SQLException {
            statement.setObject(at, value);
        }

        @Override
        public Mark less(Duration time, int keys) {
            return new InSession(column, value.minus(time));
        }

        @Override
        public Optional<Instant> at(ZoneId zone) {
            return Optional.of(value.toInstant(Columns.offset(zone)));
        }

        @Override
        public Mark of(Instant time, ZoneId zone) {
            return new InSession(column, LocalDateTime.ofInstant(time, Columns.offset(zone)));
        }
    }

    /** A point in time. */
    record Point(String column, OffsetDateTime value) implements Mark {
        @Override
        public String word() {
            return "point";
        }

        @Override
        public String text() {
            return value.toString();
        }

        @Override
        public void bind(PreparedStatement statement, int at, ZoneId zone) throws SQLException {
            statement.setObject(at, value);
        }

        @Override
        public Mark less(Duration time, int keys) {
            return new Point(column, value.minus(time));
        }

        @Override
        public Optional<Instant> at(ZoneId zone) {
            return Optional.of(value.toInstant());
        }

        @Override
        public Mark of(Instant time, ZoneId zone) {
            return new Point(column, time.atOffset(value.getOffset()));
        }
    }

    /** A day. */
    record Day(String column, LocalDate value) implements Mark {
        @Override
        public String word() {
            return "day";
        }

        @Override
        public String text() {
            return value.toString();
        }

        @Override
        public void bind(PreparedStatement statement, int at, ZoneId zone) throws SQLException {
            statement.setObject(at, value);
        }

        /** Rows of the day itself come until it ends. */
        @Override
        public Mark less(Duration time, int keys) {
            return new Day(column, value.minusDays(time.toDays()));
        }

        @Override
        public Optional<Instant> at(ZoneId zone) {
            return Optional.of(value.atStartOfDay(zone).toInstant());
        }

        @Override
        public Mark of(Instant time, ZoneId zone) {
            return new Day(column, LocalDate.ofInstant(time, zone));
        }
    }

    /** A number. */
    record Counted(String column, BigDecimal value) implements Mark {
        @Override
        public String word() {
            return "number";
        }

        @Override
        public String text() {
            return value.toPlainString();
        }

        @Override
        public void bind(PreparedStatement statement, int at, ZoneId zone) throws SQLException {
            statement.setBigDecimal(at, value);
        }

        @Override
        public Mark less(Duration time, int keys) {
            return new Counted(column, value.subtract(BigDecimal.valueOf(keys)));
        }
    }

    /** A text, in the database's own order. */
    record Text(String column, String text) implements Mark {
        @Override
        public String word() {
            return "text";
        }

        @Override
        public void bind(PreparedStatement statement, int at, ZoneId zone) throws SQLException {
            statement.setString(at, text);
        }
    }

    default ObjectNode json() {
        return EventJson.MAPPER
                .createObjectNode()
                .put("column", column())
                .put("kind", word())
                .put("value", text());
    }

    static Optional<Mark> read(JsonNode json, Columns.Column column) {
        String text = json.path("value").asText("");
        if (text.isEmpty() || !json.path("column").asText().equals(column.name())) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (json.path("kind").asText()) {
                    case "local" -> new Local(column.name(), LocalDateTime.parse(text));
                    case "session" -> new InSession(column.name(), LocalDateTime.parse(text));
                    case "point" -> new Point(column.name(), OffsetDateTime.parse(text));
                    case "day" -> new Day(column.name(), LocalDate.parse(text));
                    case "number" -> new Counted(column.name(), new BigDecimal(text));
                    case "text" -> new Text(column.name(), text);
                    default -> null;
                });
    }
}
