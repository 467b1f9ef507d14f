package io.dabiao.store;

import io.dabiao.core.rollup.Series;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the first day on which each series of signs has one. The days of signs are kept for ever, like all rollups, so a
 * first sign is remembered after its event has left the log, and moves when a correction takes that event away. A table of
 * first signs beside them was refused: a second truth that appends and corrections would have to keep at once.
 */
final class FirstSigns {

    private FirstSigns() {}

    /**
     * What is folded of days before {@code today}.
     *
     * @param signs by their number in the store
     */
    static Map<Series, LocalDate> read(Connection connection, Map<Integer, Series> signs, LocalDate today)
            throws SQLException {
        Map<Series, LocalDate> firsts = new HashMap<>();
        if (signs.isEmpty()) {
            return firsts;
        }
        // One look into the key for each series, however many days it has.
        try (PreparedStatement statement = connection.prepareStatement("""
                select w.no, (select min(r.day) from rollup r where r.series_no = w.no and r.day < ?)
                from unnest(?::int4[]) as w (no)""")) {
            statement.setObject(1, today);
            statement.setArray(
                    2, connection.createArrayOf("int4", signs.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    LocalDate first = row.getObject(2, LocalDate.class);
                    if (first != null) {
                        firsts.put(signs.get(row.getInt(1)), first);
                    }
                }
            }
        }
        return firsts;
    }
}
