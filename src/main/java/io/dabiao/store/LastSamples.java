package io.dabiao.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The last sample that was taken of each series of a Prometheus. Read and kept in the transaction that takes the next ones,
 * so that a counter's growth between two samples counts once, no matter who sends them again and whatever dies in between.
 */
@ApplicationScoped
public class LastSamples {

    /**
     * @param at of the sample
     * @param value of the sample; never NaN
     * @param toldAt the time of the newest event that was made of the series; empty where there is none yet
     */
    public record Last(Instant at, double value, Optional<Instant> toldAt) {}

    /**
     * Locks the series until the transaction ends and says what is known of them; a series that is new is absent.
     *
     * @param series names by key; names are for people
     */
    public Map<UUID, Last> lock(Connection connection, Map<UUID, String> series) throws SQLException {
        // In one order: two requests with the same series must not wait for each other.
        UUID[] keys = new TreeMap<>(series).keySet().toArray(UUID[]::new);
        String[] names = new TreeMap<>(series).values().toArray(String[]::new);
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into remote_series (key, name)
                select key, name from unnest(?::uuid[], ?::text[]) as asked (key, name) order by key
                on conflict do nothing""")) {
            statement.setArray(1, connection.createArrayOf("uuid", keys));
            statement.setArray(2, connection.createArrayOf("text", names));
            statement.executeUpdate();
        }
        Map<UUID, Last> known = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select key, at, value, told_at from remote_series where key = any(?) order by key for update")) {
            statement.setArray(1, connection.createArrayOf("uuid", keys));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime at = row.getObject(2, OffsetDateTime.class);
                    if (at != null) {
                        Optional<Instant> told = Optional.ofNullable(row.getObject(4, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant);
                        known.put(row.getObject(1, UUID.class), new Last(at.toInstant(), row.getDouble(3), told));
                    }
                }
            }
        }
        return known;
    }

    public void keep(Connection connection, Map<UUID, Last> last) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update remote_series set at = ?, value = ?, told_at = ? where key = ?")) {
            for (Map.Entry<UUID, Last> one : last.entrySet()) {
                statement.setObject(1, one.getValue().at().atOffset(ZoneOffset.UTC));
                statement.setDouble(2, one.getValue().value());
                statement.setObject(
                        3,
                        one.getValue()
                                .toldAt()
                                .map(told -> told.atOffset(ZoneOffset.UTC))
                                .orElse(null));
                statement.setObject(4, one.getKey());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
