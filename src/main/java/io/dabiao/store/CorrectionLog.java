package io.dabiao.store;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was corrected, by whom, why, and which figures changed. */
@ApplicationScoped
public class CorrectionLog {

    /**
     * A correction.
     *
     * @param position of the log from which on it holds
     * @param origin the file it came by; null where somebody named the events
     * @param added events that came with it
     * @param figures those that changed
     */
    public record Entry(
            long no,
            long position,
            Instant at,
            String author,
            String reason,
            String origin,
            int added,
            int replaced,
            int withdrawn,
            List<Change> figures) {}

    /** A figure before and after, in its unit; null where there was no value. */
    public record Change(
            int year,
            String project,
            String indicator,
            String name,
            String unit,
            BigDecimal before,
            BigDecimal after,
            String verdictBefore,
            String verdictAfter,
            boolean staleBefore,
            boolean staleAfter) {

        public static Change of(Corrections.Consequence one) {
            return new Change(
                    one.after().year(),
                    one.after().project(),
                    one.after().indicator(),
                    one.after().name(),
                    one.after().unit().orElse(null),
                    one.before().actual().orElse(null),
                    one.after().actual().orElse(null),
                    one.before().verdict(),
                    one.after().verdict(),
                    one.before().stale(),
                    one.after().stale());
        }
    }

    /**
     * A corrected event.
     *
     * @param was what it said; null where it had been withdrawn
     * @param now what it says from then on; null where it is withdrawn
     */
    public record Corrected(
            long correction,
            String source,
            String id,
            @JsonRawValue String was,
            @JsonRawValue String now) {}

    /** Which corrections; each that is empty does not matter. */
    public record Asked(
            Optional<Integer> year,
            Optional<String> project,
            Optional<String> indicator,
            Optional<String> source,
            Optional<String> id) {

        public static final Asked ALL =
                new Asked(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Characters of what the events of one answer said and say; what is beyond has to be asked for with a larger skip. */
    private static final long LARGEST_PAGE = 4L << 20;

    /** Rows that the driver holds; each may have half a megabyte. */
    private static final int AT_ONCE = 20;

    private final Transactions transactions;

    CorrectionLog(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Corrections, the newest first. With a year, a project or an indicator: those that its figures rest on, changed or not.
     *
     * @param before only those with a smaller number; for paging
     */
    public List<Entry> page(Asked asked, long before, int limit) {
        return transactions.read(connection -> {
            List<Entry> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select c.no, c.batch, c.recorded_at, c.author, c.reason, c.origin, c.added, c.replaced, c.withdrawn
                    from correction c
                    where c.no < ?
                      and (? or exists (select from corrected_figure f where f.correction = c.no
                           and (?::int is null or f.year = ?) and (?::text is null or f.project = ?)
                           and (?::text is null or f.indicator = ?)))
                      and (? or exists (select from corrected_event e join source s on s.no = e.source_no
                           where e.correction = c.no and (?::text is null or s.name = ?)
                           and (?::text is null or e.id = ?)))
                    order by c.no desc limit ?""")) {
                statement.setLong(1, before);
                statement.setBoolean(
                        2,
                        asked.year().isEmpty()
                                && asked.project().isEmpty()
                                && asked.indicator().isEmpty());
                for (int i = 3; i <= 4; i++) {
                    statement.setObject(i, asked.year().orElse(null), java.sql.Types.INTEGER);
                }
                for (int i = 0; i < 2; i++) {
                    statement.setString(5 + i, asked.project().orElse(null));
                    statement.setString(7 + i, asked.indicator().orElse(null));
                    statement.setString(10 + i, asked.source().orElse(null));
                    statement.setString(12 + i, asked.id().orElse(null));
                }
                statement.setBoolean(9, asked.source().isEmpty() && asked.id().isEmpty());
                statement.setInt(14, limit);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(entry(row, new ArrayList<>()));
                    }
                }
            }
            fill(connection, found);
            return found;
        });
    }

    public Optional<Entry> entry(long no) {
        return page(Asked.ALL, no + 1, 1).stream().filter(one -> one.no() == no).findFirst();
    }

    private static Entry entry(ResultSet row, List<Change> figures) throws SQLException {
        return new Entry(
                row.getLong(1),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getInt(7),
                row.getInt(8),
                row.getInt(9),
                figures);
    }

    private static void fill(Connection connection, List<Entry> entries) throws SQLException {
        Map<Long, Entry> byNo = new HashMap<>();
        entries.forEach(entry -> byNo.put(entry.no(), entry));
        try (PreparedStatement statement = connection.prepareStatement("""
                select correction, year, project, indicator, name, unit, before, after, before_verdict, after_verdict,
                       before_stale, after_stale
                from corrected_figure where changed and correction = any(?) order by year, project, indicator""")) {
            statement.setArray(1, connection.createArrayOf("int8", byNo.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    byNo.get(row.getLong(1))
                            .figures()
                            .add(new Change(
                                    row.getInt(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getString(6),
                                    row.getBigDecimal(7),
                                    row.getBigDecimal(8),
                                    row.getString(9),
                                    row.getString(10),
                                    row.getBoolean(11),
                                    row.getBoolean(12)));
                }
            }
        }
    }

    /** What one event said from correction to correction, the first before the later ones. */
    public List<Corrected> of(String source, String id) {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select e.correction, s.name, e.id, e.was, e.now
                    from corrected_event e join source s on s.no = e.source_no
                    where s.name = ? and e.id = ? order by e.step""")) {
                statement.setString(1, source);
                statement.setString(2, id);
                return corrected(statement);
            }
        });
    }

    /** The events of a correction in the order of their sources and ids, {@code skip} of them left out. */
    public List<Corrected> events(long no, int skip, int limit) {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select e.correction, s.name, e.id, e.was, e.now
                    from corrected_event e join source s on s.no = e.source_no
                    where e.correction = ? order by s.name, e.id offset ? limit ?""")) {
                statement.setLong(1, no);
                statement.setInt(2, skip);
                statement.setInt(3, limit);
                return corrected(statement);
            }
        });
    }

    private static List<Corrected> corrected(PreparedStatement statement) throws SQLException {
        List<Corrected> found = new ArrayList<>();
        statement.setFetchSize(AT_ONCE);
        try (ResultSet row = statement.executeQuery()) {
            long size = 0;
            while (size < LARGEST_PAGE && row.next()) {
                Corrected one = new Corrected(
                        row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
                size += (one.was() == null ? 0 : one.was().length())
                        + (one.now() == null ? 0 : one.now().length());
                found.add(one);
            }
        }
        return found;
    }
}
