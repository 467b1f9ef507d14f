package io.dabiao.store;

import io.dabiao.core.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes a demonstration's events out of the log again, identities and all, as if they had never come.
 *
 * <p>Nothing else can be removed here: only sources below {@code //demo/} are. The rollups of the days that were touched
 * are computed anew from the events that remain, so what other sources said of those days stays exactly as it was. Recorded
 * evaluations and changes of verdicts stay too: they say what was known then.
 */
@ApplicationScoped
public class Demonstration {

    /** What the name of every source of a demonstration begins with. */
    public static final String SOURCES = "//demo/";

    private final Transactions transactions;
    private final SeriesRegister register;

    Demonstration(Transactions transactions, SeriesRegister register) {
        this.transactions = transactions;
        this.register = register;
    }

    /**
     * Removes all of it, or nothing.
     *
     * @param by for the audit log
     * @param at likewise
     * @return the events removed
     */
    public long remove(String by, Instant at) {
        return transactions.write(connection -> {
            // Batches wait meanwhile, and nobody folds: what is read here is all there is.
            Locks.SERIES.exclusive(connection);
            Locks.FOLDING.exclusive(connection);
            Folding.foldAll(connection);
            SeriesRegister.Known known = register.load(connection);
            Removed removed = new Removed(connection, known);
            removed.events();
            removed.traces();
            removed.rollups();
            removed.note(by, at);
            return removed.events;
        });
    }

    /** One removal under way. */
    private static final class Removed {

        /**
         * Which events a series holds that is still being filled from the log.
         *
         * @param generation batches from it on brought their own rollups
         * @param filledUntil of earlier batches only the events before it are in
         */
        private record Filling(long generation, Instant filledUntil) {
            boolean holds(long batchGeneration, Instant time) {
                return batchGeneration >= generation || time.isBefore(filledUntil);
            }
        }

        private final Connection connection;
        private final SeriesRegister.Known known;
        private final Set<Cells.Key> touched = new HashSet<>();
        private final Set<String> types = new HashSet<>();
        private long events;

        Removed(Connection connection, SeriesRegister.Known known) {
            this.connection = connection;
            this.known = known;
        }

        /** Deletes the events and notes in which series and days they were. */
        void events() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("""
                    delete from event e using event_type t, source s
                    where t.no = e.type_no and s.no = e.source_no and starts_with(s.name, ?)
                    returning t.name, s.name, e.id, e.time, e.data""")) {
                statement.setString(1, SOURCES);
                statement.setFetchSize(5_000);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        events++;
                        touch(FactsReader.event(row));
                    }
                }
            }
        }

        private void touch(Event event) {
            for (SeriesRegister.Kept kept : known.byType().getOrDefault(event.type(), List.of())) {
                if (kept.series().fold(event).isPresent()) {
                    touched.add(new Cells.Key(kept.number(), kept.series().day(event)));
                    types.add(event.type());
                }
            }
        }

        /** Identities too: the same events may come again. */
        void traces() throws SQLException {
            delete("delete from event_identity where source_no in (select no from source where starts_with(name, ?))");
            delete("delete from rejection where starts_with(source, ?)");
            delete("delete from conflict where starts_with(source, ?)");
        }

        private void delete(String sql) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, SOURCES);
                statement.executeUpdate();
            }
        }

        /** A cell without events is gone: no rollup and a rollup of nothing are not the same to a reader. */
        void rollups() throws SQLException {
            if (touched.isEmpty()) {
                return;
            }
            for (String table : List.of("rollup", "rollup_slots")) {
                try (PreparedStatement statement = connection.prepareStatement(
                        "delete from " + table + " r using unnest(?::int[], ?::date[]) as touched (series_no, day)"
                                + " where r.series_no = touched.series_no and r.day = touched.day")) {
                    statement.setArray(
                            1,
                            connection.createArrayOf(
                                    "int4",
                                    touched.stream().map(Cells.Key::series).toArray()));
                    statement.setArray(
                            2,
                            connection.createArrayOf(
                                    "text",
                                    touched.stream()
                                            .map(key -> key.day().toString())
                                            .toArray()));
                    statement.executeUpdate();
                }
            }
            Folding.merge(connection, remaining());
        }

        private Cells remaining() throws SQLException {
            Map<Integer, Filling> filling = filling();
            LocalDate first = touched.stream()
                    .map(Cells.Key::day)
                    .min(LocalDate::compareTo)
                    .orElseThrow();
            LocalDate last = touched.stream()
                    .map(Cells.Key::day)
                    .max(LocalDate::compareTo)
                    .orElseThrow();
            Cells cells = new Cells();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select t.name, s.name, e.id, e.time, e.data, b.generation
                    from event e join event_type t on t.no = e.type_no join source s on s.no = e.source_no
                    join batch b on b.no = e.batch
                    where e.type_no in (select no from event_type where name = any(?)) and e.time >= ? and e.time < ?""")) {
                statement.setFetchSize(5_000);
                statement.setArray(1, connection.createArrayOf("text", types.toArray()));
                // A day to spare on both sides: days are the series' zone's, and each event is looked at below.
                statement.setObject(2, first.minusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
                statement.setObject(3, last.plusDays(2).atStartOfDay().atOffset(ZoneOffset.UTC));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        Event event = FactsReader.event(row);
                        long generation = row.getLong(6);
                        for (SeriesRegister.Kept kept : known.byType().getOrDefault(event.type(), List.of())) {
                            Filling until = filling.get(kept.number());
                            boolean held = until == null || until.holds(generation, event.time());
                            Cells.Key key =
                                    new Cells.Key(kept.number(), kept.series().day(event));
                            if (held && touched.contains(key)) {
                                cells.add(kept.number(), kept.series(), event);
                            }
                        }
                    }
                }
            }
            return cells;
        }

        private Map<Integer, Filling> filling() throws SQLException {
            Map<Integer, Filling> filling = new HashMap<>();
            try (PreparedStatement statement =
                            connection.prepareStatement("select no, generation, greatest(filled_until, '0001-01-01')"
                                    + " from series where not ready");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Instant until = row.getObject(3, OffsetDateTime.class).toInstant();
                    filling.put(row.getInt(1), new Filling(row.getLong(2), until));
                }
            }
            return filling;
        }

        /** A batch without events tells followers of the log which series have changed. */
        void note(String by, Instant at) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("""
                    insert into batch (no, generation, accepted, duplicates, rejected, touched)
                    values (nextval('batch_no'), ?, 0, 0, 0, ?)""")) {
                statement.setLong(1, known.generation());
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "int4",
                                touched.stream()
                                        .map(Cells.Key::series)
                                        .distinct()
                                        .sorted()
                                        .toArray()));
                statement.executeUpdate();
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "insert into audit_entry (at, actor, act, subject, detail) values (?, ?, ?, ?, ?)")) {
                statement.setObject(1, at.atOffset(ZoneOffset.UTC));
                statement.setString(2, by);
                statement.setString(3, "demonstration.removed");
                statement.setString(4, SOURCES);
                statement.setString(5, events + " events");
                statement.executeUpdate();
            }
        }
    }
}
