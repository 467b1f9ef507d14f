package io.dabiao.store;

import io.dabiao.core.rollup.Series;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Reads the first day on which each series of signs has one. The days of signs are kept for ever, like all rollups, so a
 * first sign is remembered after its event has left the log, and moves when a correction takes that event away. A table of
 * first signs beside them was refused: a second truth that appends and corrections would have to keep at once.
 */
final class FirstSigns {

    /** @param day null where there is none */
    private record First(int series, LocalDate day) {}

    private FirstSigns() {}

    /**
     * What is folded of days before {@code today}.
     *
     * @param signs by their number in the store
     */
    static Map<Series, LocalDate> read(Handle handle, Map<Integer, Series> signs, LocalDate today) {
        Map<Series, LocalDate> firsts = new HashMap<>();
        if (signs.isEmpty()) {
            return firsts;
        }
        // One look into the key for each series, however many days it has.
        handle
                .createQuery("""
                        select w.no, (select min(r.day) from rollup r where r.series_no = w.no and r.day < :today)
                        from unnest(:series) as w (no)""")
                .bind("today", today)
                .bindArray("series", Integer.class, signs.keySet())
                .map((row, context) -> new First(row.getInt(1), row.getObject(2, LocalDate.class)))
                .stream()
                .filter(first -> first.day() != null)
                .forEach(first -> firsts.put(signs.get(first.series()), first.day()));
        return firsts;
    }
}
