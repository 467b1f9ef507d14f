package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.dabiao.database.Transactions;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one replica at a time does, within a transaction and across them. */
class LeasesTest {

    @RegisterExtension
    static final StoreDatabase DATABASE = new StoreDatabase();

    private final Transactions transactions = new Transactions(DATABASE.dataSource());
    private final Leases one = new Leases(transactions);
    private final Leases other = new Leases(transactions);

    private void runOut(String name) {
        transactions.update(handle -> handle.createUpdate(
                        "update lease set until = clock_timestamp() - interval '1 second' where name = :name")
                .bind("name", name)
                .execute());
    }

    @Test
    void aLeaseIsHadByOneUntilItIsGivenBack() {
        Leases.Lease lease = one.take("given back").orElseThrow();

        assertThat(lease.held()).isTrue();
        assertThat(other.take("given back")).isEmpty();
        assertThat(one.take("given back")).as("nor twice by the same").isEmpty();
        assertThat(other.take("another").map(Leases.Lease::held)).contains(true);
        lease.close();
        assertThat(other.take("given back")).isPresent();
        lease.close();
        assertThat(one.take("given back"))
                .as("who gave it back cannot give back the other's")
                .isEmpty();
    }

    @Test
    void aLeaseOfOneThatDiedRunsOutAndIsLostToIt() {
        Leases.Lease lease = one.take("runs out").orElseThrow();
        one.renew();
        assertThat(lease.held()).isTrue();

        runOut("runs out");
        Leases.Lease taken = other.take("runs out").orElseThrow();
        one.renew();
        other.renew();

        assertThat(lease.held()).as("it was taken").isFalse();
        assertThat(taken.held()).isTrue();
    }

    @Test
    void aLeaseThatRanOutAndWasTakenByNoOneGoesOnWhenItIsRenewed() {
        Leases.Lease lease = one.take("late").orElseThrow();
        runOut("late");

        one.renew();

        assertThat(lease.held()).isTrue();
        assertThat(other.take("late")).isEmpty();
    }

    /** A turn within a transaction, which ends with the connection's. */
    private static AdvisoryLease within(Connection connection) {
        Connection shared = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (any, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return new AdvisoryLease(new Transactions((AgroalDataSource) Proxy.newProxyInstance(
                AgroalDataSource.class.getClassLoader(),
                new Class<?>[] {AgroalDataSource.class},
                (any, method, arguments) -> shared)));
    }

    @Test
    void aTurnEndsWithItsTransactionAndWithTheConnectionOfOneWhoDied() throws SQLException {
        try (Connection first = DATABASE.dataSource().getConnection();
                Connection second = DATABASE.dataSource().getConnection()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);

            assertThat(within(first).alertsFree()).isTrue();
            assertThat(within(first).alertsFree()).as("its own").isTrue();
            assertThat(within(second).alertsFree()).isFalse();

            first.rollback();
            assertThat(within(second).alertsFree()).isTrue();
            assertThat(within(first).alertsFree()).isFalse();
        }
        try (Connection third = DATABASE.dataSource().getConnection()) {
            third.setAutoCommit(false);
            within(third).waitForAlerts();
            assertThat(within(third).alertsFree()).isTrue();
            third.rollback();
        }
    }
}
