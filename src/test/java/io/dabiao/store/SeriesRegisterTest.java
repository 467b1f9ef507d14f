package io.dabiao.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A series is kept once, by all replicas, from the batch on that comes after it. */
class SeriesRegisterTest {

    @RegisterExtension
    static final StoreDatabase DATABASE = new StoreDatabase();

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final StoreDatabase.Replica replica = DATABASE.replica();
    private final StoreDatabase.Replica other = DATABASE.replica();

    private static Series tally(String selector) {
        return new Series(ZONE, Selector.parse(selector), Fold.TALLY, List.of());
    }

    @Test
    void aSeriesIsKeptOnceAndComesBackAsItWas() {
        Series asked = new Series(
                ZoneId.of("America/St_Johns"),
                Selector.parse("register.call{line=\"a\\\"b\",queue=~\"x.*\"}"),
                Fold.SPANS,
                List.of("from", "to"));
        Series plain = tally("register.call");

        assertThat(replica.register.keep(List.of(asked, plain, asked))).isEqualTo(2);
        assertThat(replica.register.keep(List.of(plain))).isZero();
        assertThat(other.register.kept(asked)).as("before it looks").isEmpty();
        assertThat(other.register.keep(List.of(asked, tally("register.other")))).isEqualTo(1);

        SeriesRegister.Kept kept = other.register.kept(asked).orElseThrow();
        assertThat(kept.series()).isEqualTo(asked);
        assertThat(kept.number())
                .isEqualTo(replica.register.kept(asked).orElseThrow().number());
        replica.register.refresh();
        assertThat(replica.register.known().byType().get("register.call")).hasSize(2);
    }

    @Test
    void twoReplicasThatWantTheSameAtOnceHaveItOnce() {
        List<Series> wanted = List.of(tally("register.at-once"), tally("register.at-once{a=\"1\"}"));

        CompletableFuture<Integer> beside = CompletableFuture.supplyAsync(() -> other.register.keep(wanted));
        int added = replica.register.keep(wanted) + beside.join();

        assertThat(added).isEqualTo(2);
        wanted.forEach(one -> assertThat(replica.register.kept(one))
                .isEqualTo(other.register.kept(one))
                .isPresent());
    }

    @Test
    void aBatchOfAReplicaThatHasNotHeardOfASeriesIsFoldedIntoIt() {
        other.append("register.unheard", "before 2025-01-01T00:00:00Z {}");
        Series late = tally("register.unheard");
        replica.register.keep(List.of(late));

        other.append("register.unheard", "after-1 2025-01-01T01:00:00Z {}", "after-2 2025-01-01T02:00:00Z {}");

        FactsReader.Read read = replica.facts.read(
                Map.of(late, LocalDate.of(2025, 1, 1)),
                LocalDate.of(2025, 2, 1),
                Instant.parse("2025-01-31T00:00:00Z"));
        assertThat(read.facts().days(late, LocalDate.of(2025, 1, 1), LocalDate.of(2025, 2, 1)))
                .containsExactly(Map.entry(LocalDate.of(2025, 1, 1), new Rollup.Tally(2, 0)));
        assertThat(read.unready()).as("what came before is still to be read").containsExactly(late);
        assertThat(replica.register.kept(late).orElseThrow().ready()).isFalse();
    }
}
