package io.dabiao.check;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.audit.AuditPhrase;
import io.dabiao.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The runs of load checks on record, of all replicas. Safe for use by several threads. */
@ApplicationScoped
public class LoadRuns {

    /** A run that has not said so for so long has died with its replica. */
    static final Duration ALIVE = Duration.ofSeconds(30);

    private static final String COLUMNS =
            "id, site, project, year, tool, begun_by, begun, ended, progress, outcome, users, sentence, evidence";

    /**
     * A run.
     *
     * @param tool which made the load, {@code dabiao} or another
     * @param by who started it
     * @param ended empty while it goes on
     * @param progress how it goes, or went last, as JSON
     * @param outcome a word of {@link io.dabiao.check.load.LoadOutcome}; empty while it goes on
     * @param users the highest level sustained; empty where nothing is known
     * @param evidence levels with their latency distributions, as JSON
     */
    public record Run(
            UUID id,
            String site,
            String project,
            int year,
            String tool,
            String by,
            Instant begun,
            Optional<Instant> ended,
            Optional<String> progress,
            Optional<String> outcome,
            Optional<Integer> users,
            Optional<String> sentence,
            Optional<String> evidence) {}

    /** What a run has found. */
    record Result(String outcome, Optional<Integer> users, String sentence, String evidence, Optional<byte[]> event) {}

    private final Transactions transactions;

    LoadRuns(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Puts a run on record; false where another is under way. */
    boolean begin(UUID id, Load load, String tool, String by, Instant at) {
        return transactions.write(connection -> {
            endDead(connection);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into load_run (id, site, project, year, tool, begun_by, begun)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
                identify(insert, id, load, tool, by, at);
                boolean begun = insert.executeUpdate() == 1;
                if (begun) {
                    AuditLog.record(
                            connection,
                            at,
                            by,
                            AuditAct.LOAD_STARTED,
                            load.check().site(),
                            AuditDetail.of(AuditPhrase.RUN, id));
                }
                return begun;
            }
        });
    }

    /** Puts the end of runs on record whose replica has died, and says which they were. */
    List<UUID> endDead() {
        return transactions.write(LoadRuns::endDead);
    }

    private static List<UUID> endDead(Connection connection) throws SQLException {
        List<UUID> dead = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement("update load_run set ended = beat,"
                + " outcome = 'failed', sentence = 'the replica that ran it ended'"
                + " where ended is null and beat < clock_timestamp() - ? * interval '1 millisecond' returning id")) {
            update.setLong(1, ALIVE.toMillis());
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    dead.add(row.getObject(1, UUID.class));
                }
            }
        }
        return dead;
    }

    private static void identify(PreparedStatement insert, UUID id, Load load, String tool, String by, Instant at)
            throws SQLException {
        insert.setObject(1, id);
        insert.setString(2, load.check().site());
        insert.setString(3, load.project());
        insert.setInt(4, load.year());
        insert.setString(5, tool);
        insert.setString(6, by);
        insert.setTimestamp(7, Timestamp.from(at));
    }

    /** Says that a run goes on; false where it is to end. */
    boolean beat(UUID id, String progress) {
        return transactions.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("update load_run set beat = clock_timestamp(), progress = ?"
                            + " where id = ? and ended is null and not abort_asked")) {
                update.setString(1, progress);
                update.setObject(2, id);
                return update.executeUpdate() == 1;
            }
        });
    }

    /** Asks whichever replica runs it to end a run; false where it has ended, or never was. */
    boolean abort(UUID id, String by, Instant at) {
        return transactions.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update load_run set abort_asked = true where id = ? and ended is null")) {
                update.setObject(1, id);
                boolean asked = update.executeUpdate() == 1;
                if (asked) {
                    AuditLog.record(connection, at, by, AuditAct.LOAD_ENDED, "run " + id, AuditDetail.NONE);
                }
                return asked;
            }
        });
    }

    void end(UUID id, Result result, Instant at) {
        transactions.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement("update load_run set ended = ?, outcome = ?,"
                    + " users = ?, sentence = ?, evidence = ?, event = ? where id = ? and ended is null")) {
                update.setTimestamp(1, Timestamp.from(at));
                update.setString(2, result.outcome());
                update.setObject(3, result.users().orElse(null), java.sql.Types.INTEGER);
                update.setString(4, result.sentence());
                update.setString(5, result.evidence());
                update.setString(
                        6,
                        result.event()
                                .map(event -> new String(event, StandardCharsets.UTF_8))
                                .orElse(null));
                update.setObject(7, id);
                return update.executeUpdate();
            }
        });
    }

    /** Puts on record what another tool has found; false where it was on record before. */
    boolean add(UUID id, Load load, String tool, String by, Instant at, Result result) {
        return transactions.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("insert into load_run"
                    + " (id, site, project, year, tool, begun_by, begun, ended, outcome, users, sentence, evidence,"
                    + " event) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing")) {
                identify(insert, id, load, tool, by, at);
                insert.setTimestamp(8, Timestamp.from(at));
                insert.setString(9, result.outcome());
                insert.setObject(10, result.users().orElse(null), java.sql.Types.INTEGER);
                insert.setString(11, result.sentence());
                insert.setString(12, result.evidence());
                insert.setString(
                        13,
                        result.event()
                                .map(event -> new String(event, StandardCharsets.UTF_8))
                                .orElse(null));
                boolean added = insert.executeUpdate() == 1;
                if (added) {
                    AuditLog.record(
                            connection,
                            at,
                            by,
                            AuditAct.LOAD_EVIDENCE,
                            load.check().site(),
                            AuditDetail.asWritten(tool).and(AuditPhrase.RUN, id));
                }
                return added;
            }
        });
    }

    /** The events of ended runs that were not handed over yet, by run. */
    Map<UUID, byte[]> untold() {
        return transactions.read(connection -> {
            Map<UUID, byte[]> events = new LinkedHashMap<>();
            try (PreparedStatement query = connection.prepareStatement(
                            "select id, event from load_run where event is not null and not told order by begun");
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    events.put(row.getObject(1, UUID.class), row.getString(2).getBytes(StandardCharsets.UTF_8));
                }
            }
            return events;
        });
    }

    void told(UUID id) {
        transactions.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("update load_run set told = true where id = ?")) {
                update.setObject(1, id);
                return update.executeUpdate();
            }
        });
    }

    public Optional<Run> run(UUID id) {
        return transactions.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select " + COLUMNS + " from load_run where id = ?")) {
                query.setObject(1, id);
                return rows(query).stream().findFirst();
            }
        });
    }

    /** The newest runs of a site, the newest first, 50 at most. */
    public List<Run> of(String site) {
        return transactions.read((Connection connection) -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select " + COLUMNS + " from load_run where site = ? order by begun desc limit 50")) {
                query.setString(1, site);
                return rows(query);
            }
        });
    }

    private static List<Run> rows(PreparedStatement query) throws SQLException {
        List<Run> runs = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                runs.add(new Run(
                        row.getObject("id", UUID.class),
                        row.getString("site"),
                        row.getString("project"),
                        row.getInt("year"),
                        row.getString("tool"),
                        row.getString("begun_by"),
                        row.getTimestamp("begun").toInstant(),
                        Optional.ofNullable(row.getTimestamp("ended")).map(Timestamp::toInstant),
                        Optional.ofNullable(row.getString("progress")),
                        Optional.ofNullable(row.getString("outcome")),
                        Optional.ofNullable(row.getObject("users", Integer.class)),
                        Optional.ofNullable(row.getString("sentence")),
                        Optional.ofNullable(row.getString("evidence"))));
            }
        }
        return runs;
    }
}
