package io.dabiao.ingest.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.store.EventJson;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The columns of a query, and how a row becomes JSON. Immutable. */
record Columns(List<Column> all, ZoneId zone) {

    /** How a column's values are read. */
    enum Reading {
        TRUTH,
        NUMBER,
        DAY,
        LOCAL,
        IN_SESSION,
        POINT,
        TEXT
    }

    /**
     * A column.
     *
     * @param quoted its name as the database wants it
     * @param at its place, from 1
     */
    record Column(String name, String quoted, int at, Reading reading) {}

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ISO_LOCAL_DATE_TIME;

    /** A year without a moved clock, in all zones that have none now. */
    private static final Year STEADY = Year.of(2024);

    /** The zone's offset in winter: of a session, which cannot follow a clock that is moved. */
    static ZoneOffset offset(ZoneId zone) {
        return zone.getRules().getOffset(STEADY.atDay(1).atStartOfDay());
    }

    static Columns of(Connection connection, ResultSetMetaData data, ZoneId zone) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString().strip();
        boolean sessions = connection
                .getMetaData()
                .getDatabaseProductName()
                .toLowerCase(Locale.ROOT)
                .matches("maria.*|mysql.*");
        List<Column> all = new ArrayList<>();
        for (int at = 1; at <= data.getColumnCount(); at++) {
            String name = data.getColumnLabel(at);
            String quoted = quote + name.replace(quote.isEmpty() ? "\0" : quote, quote + quote) + quote;
            all.add(new Column(name, quoted, at, reading(data, at, sessions)));
        }
        return new Columns(List.copyOf(all), zone);
    }

    private static Reading reading(ResultSetMetaData data, int at, boolean sessions) throws SQLException {
        String type = data.getColumnTypeName(at).toLowerCase(Locale.ROOT);
        return switch (data.getColumnType(at)) {
            case Types.BIT, Types.BOOLEAN ->
                data.getPrecision(at) > 1 && !type.startsWith("bool") && !type.startsWith("tiny")
                        ? Reading.TEXT
                        : Reading.TRUTH;
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.DECIMAL,
                    Types.NUMERIC,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE -> Reading.NUMBER;
            case Types.DATE -> Reading.DAY;
            case Types.TIMESTAMP_WITH_TIMEZONE -> Reading.POINT;
            case Types.TIMESTAMP -> {
                if (type.equals("timestamptz") || type.contains("with time zone")) {
                    yield Reading.POINT;
                }
                yield sessions && type.equals("timestamp") ? Reading.IN_SESSION : Reading.LOCAL;
            }
            default -> Reading.TEXT;
        };
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        all.forEach(column -> names.add(column.name()));
        return names;
    }

    /** Some databases write names in capitals unless they are quoted. */
    Optional<Column> called(String name) {
        return all.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .findFirst());
    }

    /** The row that the result stands at; a column that is null is absent from it. */
    ObjectNode row(ResultSet at) throws SQLException {
        ObjectNode row = EventJson.MAPPER.createObjectNode();
        for (Column column : all) {
            String name = column.name();
            switch (column.reading()) {
                case TRUTH -> {
                    boolean truth = at.getBoolean(column.at());
                    if (!at.wasNull()) {
                        row.put(name, truth);
                    }
                }
                case NUMBER -> {
                    // A double that is no number has no decimals.
                    String text = at.getString(column.at());
                    if (text != null) {
                        number(row, name, text);
                    }
                }
                default -> {
                    Optional<Mark> mark = mark(at, column);
                    mark.ifPresent(value -> row.put(name, shown(value)));
                }
            }
        }
        return row;
    }

    private static void number(ObjectNode row, String name, String text) {
        try {
            row.put(name, new BigDecimal(text));
        } catch (NumberFormatException none) {
            row.put(name, text);
        }
    }

    /** A time with its offset where it is a point in time; else as the database shows it. */
    private String shown(Mark mark) {
        if (mark instanceof Mark.Point point) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(point.value());
        }
        if (mark instanceof Mark.InSession session) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(session.value().atOffset(offset(zone)));
        }
        return mark instanceof Mark.Local local ? LOCAL.format(local.value()) : mark.text();
    }

    /** A value of a column, exact; empty for null. */
    Optional<Mark> mark(ResultSet at, Column column) throws SQLException {
        String name = column.name();
        return switch (column.reading()) {
            case DAY ->
                Optional.ofNullable(at.getObject(column.at(), LocalDate.class)).map(value -> new Mark.Day(name, value));
            case LOCAL ->
                Optional.ofNullable(at.getObject(column.at(), LocalDateTime.class))
                        .map(value -> new Mark.Local(name, value));
            case IN_SESSION ->
                Optional.ofNullable(at.getObject(column.at(), LocalDateTime.class))
                        .map(value -> new Mark.InSession(name, value));
            case POINT ->
                Optional.ofNullable(at.getObject(column.at(), OffsetDateTime.class))
                        .map(value -> new Mark.Point(name, value));
            case NUMBER ->
                Optional.ofNullable(at.getBigDecimal(column.at())).map(value -> new Mark.Counted(name, value));
            case TRUTH, TEXT -> Optional.ofNullable(at.getString(column.at())).map(value -> new Mark.Text(name, value));
        };
    }
}
