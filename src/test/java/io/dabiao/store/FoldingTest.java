package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rollups that wait and rollups that last say together what the events say, by whatever replica and when they are folded. */
class FoldingTest {

    @RegisterExtension
    static final StoreDatabase DATABASE = new StoreDatabase();

    private static final String TYPE = "folding.sale";
    private static final Series SUM =
            new Series(ZoneId.of("Asia/Shanghai"), Selector.parse(TYPE), Fold.TOTAL, List.of("amount"));
    private static final LocalDate FIRST = LocalDate.of(2025, 3, 1);
    private static int made;

    private final StoreDatabase.Replica replica = DATABASE.replica();

    @BeforeEach
    void begin() {
        replica.register.keep(List.of(SUM));
        replica.folding.fold();
    }

    private void sale(String time, int amount) {
        replica.append(TYPE, "sale-" + made++ + " " + time + " {\"amount\":" + amount + "}");
    }

    private NavigableMap<LocalDate, Rollup> days() {
        return replica.facts
                .read(Map.of(SUM, FIRST), LocalDate.of(2026, 1, 1), Instant.parse("2025-12-31T00:00:00Z"))
                .facts()
                .days(SUM, FIRST, LocalDate.of(2026, 1, 1));
    }

    private static BigDecimal sum(Map<LocalDate, Rollup> days, String day) {
        return ((Rollup.Total) days.get(LocalDate.parse(day))).sum();
    }

    @Test
    void whatWaitsIsReadAsIfItWereFoldedAndFoldingChangesNothing() {
        sale("2025-03-01T15:59:59.999Z", 5);
        sale("2025-03-01T16:00:00Z", 7); // The next day of Shanghai's.
        NavigableMap<LocalDate, Rollup> waiting = days();

        assertThat(replica.folding.pending()).isEqualTo(2);
        assertThat(replica.folding.fold()).isEqualTo(2);

        assertThat(replica.folding.pending()).isZero();
        assertThat(replica.folding.backlog()).isZero();
        assertThat(days()).isEqualTo(waiting);
        assertThat(sum(waiting, "2025-03-01")).isEqualByComparingTo("5");
        assertThat(sum(waiting, "2025-03-02")).isEqualByComparingTo("7");

        sale("2025-03-01T00:00:00Z", 30);
        replica.folding.fold();
        assertThat(sum(days(), "2025-03-01"))
                .as("a later batch of the same day")
                .isEqualByComparingTo("35");
    }

    @Test
    void whoComesWhileAnotherFoldsPassesBy() {
        sale("2025-04-01T00:00:00Z", 1);
        StoreDatabase.Replica other = DATABASE.replica();

        int folded = other.transactions.update(handle -> {
            Connection connection = handle.getConnection();
            Locks.FOLDING.exclusive(connection);
            return replica.folding.fold();
        });

        assertThat(folded).isZero();
        assertThat(replica.folding.pending()).isEqualTo(1);
        assertThat(replica.folding.backlog()).isEqualTo(1);
        assertThat(other.folding.fold()).isEqualTo(1);
    }

    @Test
    void aLongBacklogIsFoldedByTwoReplicasAtOnceAndEachBatchOnce() {
        int batches = 300; // More than one transaction takes.
        for (int i = 0; i < batches; i++) {
            sale("2025-05-01T00:00:00Z", 1);
        }
        StoreDatabase.Replica other = DATABASE.replica();

        CompletableFuture<Integer> beside = CompletableFuture.supplyAsync(other.folding::fold);
        int folded = replica.folding.fold() + beside.join();
        folded += replica.folding.fold();

        assertThat(folded).isEqualTo(batches);
        assertThat(sum(days(), "2025-05-01")).isEqualByComparingTo(String.valueOf(batches));
    }

    @Test
    void ofAPositionIsFoldedWhatIsInItAndNothingElse() {
        sale("2025-06-01T00:00:00Z", 1);
        Position position = replica.facts.position();
        sale("2025-06-01T00:00:00Z", 2);

        replica.transactions.update(handle -> {
            Connection connection = handle.getConnection();
            Locks.FOLDING.exclusive(connection);
            Folding.foldUpTo(connection, position);
            return null;
        });

        assertThat(replica.folding.pending()).isEqualTo(1);
        assertThat(sum(days(), "2025-06-01")).isEqualByComparingTo("3");
        assertThat(replica.folding.fold()).isEqualTo(1);
    }
}
