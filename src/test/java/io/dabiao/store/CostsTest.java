package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.agroal.api.AgroalDataSource;
import io.dabiao.Costs;
import io.dabiao.ServiceDatabase;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Series;
import io.dabiao.database.Transactions;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.lifecycle.News;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an event and a request cost; the least of some turns, since what else the service does meanwhile only adds to it. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class CostsTest {

    private static final int TURNS = 6;
    private static final int EVENTS = 4_000;
    private static final int CHUNK = 2_000;
    private static final String TYPE = "costs.call";
    private static final Instant FIRST = Instant.parse("2021-03-01T00:00:00Z");
    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");

    @Inject
    AgroalDataSource dataSource;

    @Inject
    SeriesRegister register;

    @Inject
    NameDictionary names;

    @Inject
    Partitions partitions;

    @Inject
    Refusals refusals;

    @Inject
    EventExports exports;

    @Inject
    Folding folding;

    @Inject
    Backfill backfill;

    @Inject
    Event<News> news;

    private final Map<String, Long> costs = new HashMap<>();
    private int made;

    private byte[] event() {
        int n = made++;
        Instant time = FIRST.plusSeconds(60L * n);
        return ("{\"specversion\":\"1.0\",\"source\":\"/costs\",\"id\":\"call-%07d\",\"type\":\"%s\",\"time\":\"%s\","
                        + "\"data\":{\"answered\":%s,\"seconds\":%d,\"agent\":\"a%d\"}}")
                .formatted(n, TYPE, time, n % 7 != 0, n % 300, n % 20)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void least(String name, long cost) {
        costs.merge(name, cost, Math::min);
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private long stored() throws SQLException {
        return number("select pg_total_relation_size('event_identity')"
                + " + (select sum(pg_total_relation_size(relid)) from pg_partition_tree('event'))");
    }

    @Test
    void anEventAndARequestAreNotDearerThanTheyWere() throws Exception {
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        List<Series> series = List.of(
                new Series(zone, Selector.parse(TYPE), Fold.TALLY, List.of()),
                new Series(zone, Selector.parse(TYPE), Fold.TRIALS, List.of("answered")),
                new Series(zone, Selector.parse(TYPE), Fold.TOTAL, List.of("seconds")));
        register.keep(series);
        CountedDatabase counted = new CountedDatabase(dataSource);
        Transactions transactions = new Transactions(counted.dataSource());
        EventLog log = new EventLog(transactions, register, names, partitions, refusals, news);
        long before = stored();
        for (int turn = 0; turn < TURNS; turn++) {
            turn(log, counted);
        }
        costs.put("bytes of an event with its identity and all indexes", (stored() - before) / made);

        folding.fold();
        backfill.run();
        Map<Series, LocalDate> since = new HashMap<>();
        series.forEach(one -> since.put(one, LocalDate.of(2021, 1, 1)));
        long statements = counted.statements();
        long rows = counted.rows();
        FactsReader.Read read = new FactsReader(transactions, register, exports)
                .read(since, LocalDate.of(2022, 1, 1), Instant.parse("2021-03-10T03:05:00Z"));
        assertThat(read.facts()).isNotNull();
        costs.put("statements to read the facts of an instant", counted.statements() - statements);
        costs.put("rows to read three series at an instant", counted.rows() - rows);
        Costs.haveNotGrown(costs);
    }

    private void turn(EventLog log, CountedDatabase counted) throws SQLException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long wal = number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
        long allocated = 0;
        for (int done = 0; done < EVENTS; done += CHUNK) {
            List<byte[]> bodies = new ArrayList<>();
            for (int i = 0; i < CHUNK; i++) {
                bodies.add(event());
            }
            long statements = counted.statements();
            long rows = counted.rows();
            long begun = threads.getCurrentThreadAllocatedBytes();
            List<Arrival> arrivals = new ArrayList<>(CHUNK);
            for (byte[] body : bodies) {
                arrivals.add(CloudEvents.read(body, 0, RECEIVED).arrival().orElseThrow());
            }
            EventLog.Appended appended = log.append(arrivals, List.of(), "costs", RECEIVED);
            allocated += threads.getCurrentThreadAllocatedBytes() - begun;
            assertThat(appended.accepted()).isEqualTo(CHUNK);
            least("statements to append 2,000 events", counted.statements() - statements);
            least("rows read to append 2,000 events", counted.rows() - rows);
        }
        least("bytes allocated to read and append an event", allocated / EVENTS);
        least(
                "bytes of write-ahead log for an event",
                (number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn") - wal) / EVENTS);
    }
}
