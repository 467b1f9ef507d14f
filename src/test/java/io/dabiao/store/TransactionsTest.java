package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.database.StoreUnavailable;
import io.dabiao.database.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Statements go over as they are written, values as they are, and failures as the driver tells them. */
class TransactionsTest {

    @RegisterExtension
    static final StoreDatabase DATABASE = new StoreDatabase();

    private final Transactions transactions = new Transactions(DATABASE.dataSource());

    private static void replica(Handle handle, String name) {
        handle.createUpdate("insert into replica (name, beat) values (:name, :beat)")
                .bind("name", name)
                .bind("beat", Instant.EPOCH)
                .execute();
    }

    private boolean known(String name) {
        return transactions.query(handle -> handle.createQuery("select exists (select from replica where name = :name)")
                .bind("name", name)
                .mapTo(boolean.class)
                .one());
    }

    @Test
    void valuesComeBackAsTheyWereWhateverTheZoneOfTheMachine() {
        Instant instant = Instant.parse("1900-12-31T23:59:59.123456Z");
        LocalDate day = LocalDate.of(1940, 6, 3); // Shanghai's clocks were put forward at this midnight.
        UUID id = UUID.randomUUID();
        TimeZone zone = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"));
        try {
            transactions.query(handle -> handle.createQuery("""
                            select :instant as instant, :day as day, :id as id, :bytes as bytes, :none::timestamptz as none,
                                   cardinality(:texts) + cardinality(:numbers) + cardinality(:longs)
                                       + cardinality(:ids) as all,
                                   :instant::text as told, 'a:b'::text as colon, 1 <2 and 3> 2 as compared""")
                    .bind("instant", instant)
                    .bind("day", day)
                    .bind("id", id)
                    .bind("bytes", new byte[] {1, 0, -1})
                    .bind("none", (Instant) null)
                    .bindArray("texts", String.class, List.of("it's", "a,\"b\\"))
                    .bindArray("numbers", Integer.class, List.of())
                    .bindArray("longs", Long.class, Set.of(1L))
                    .bindArray("ids", UUID.class, List.of(id))
                    .map(row -> {
                        assertThat(row.getColumn("instant", Instant.class)).isEqualTo(instant);
                        assertThat(row.getColumn("day", LocalDate.class)).isEqualTo(day);
                        assertThat(row.getColumn("id", UUID.class)).isEqualTo(id);
                        assertThat(row.getColumn("bytes", byte[].class)).containsExactly(1, 0, -1);
                        assertThat(row.getColumn("none", Instant.class)).isNull();
                        assertThat(row.getColumn("all", Integer.class)).isEqualTo(4);
                        assertThat(row.getColumn("told", String.class)).contains("59.123456");
                        assertThat(row.getColumn("colon", String.class)).isEqualTo("a:b");
                        assertThat(row.getColumn("compared", Boolean.class)).isTrue();
                        return row;
                    })
                    .one());
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void whatFailsLeavesNothingAndIsToldAsTheDriverTellsIt() {
        String name = "transactions-" + UUID.randomUUID();

        assertThatThrownBy(() -> transactions.update(handle -> {
                    replica(handle, name);
                    replica(handle, name);
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("23505")
                .hasCauseInstanceOf(SQLException.class)
                .matches(Transactions::aboutTheData);

        assertThat(known(name)).isFalse();
        assertThatThrownBy(() -> transactions.query(handle -> {
                    replica(handle, name);
                    return null;
                }))
                .as("a view to read from")
                .isInstanceOf(StoreUnavailable.class);
        assertThat(known(name)).isFalse();
    }

    @Test
    void whatTheDatabaseGaveUpIsDoneAgain() {
        AtomicInteger tries = new AtomicInteger();

        int done = transactions.update(handle -> {
            if (tries.incrementAndGet() < 3) {
                handle.execute("do $$ begin raise exception using errcode = '40P01'; end $$");
            }
            return tries.get();
        });

        assertThat(done).isEqualTo(3);
    }

    @Test
    void aParameterThatNoStatementHasIsAFaultAndNotTriedAgain() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> transactions.update(handle -> {
                    tries.incrementAndGet();
                    return handle.createQuery("select :one")
                            .bind("other", 1)
                            .mapTo(int.class)
                            .one();
                }))
                .hasMessageContaining("one");

        assertThat(tries).hasValue(1);
    }
}
