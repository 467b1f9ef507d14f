package io.dabiao.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkBudgetTest {

    private static final long LAUNCHER = 256L << 20;

    private final WorkBudget budget = new WorkBudget(LAUNCHER, 8);

    @ParameterizedTest
    @ValueSource(longs = {64L << 20, LAUNCHER, 1L << 30, 32L << 30})
    void eachKindHasAPlaceOnEveryHeapAndNoneFillsIt(long heap) {
        WorkBudget one = new WorkBudget(heap, 2);
        for (Work work : Work.values()) {
            assertThat(one.atOnce(work)).isBetween(1, work.atOnce());
            assertThat(one.unpacked(work)).isLessThan(heap / 2);
            one.begin(work).close();
        }
    }

    @Test
    void atMostFourHashesRunAtOnceWhateverTheMachineIs() {
        assertThat(new WorkBudget(64L << 30, 128).atOnce(Work.PASSWORD)).isEqualTo(4);
        assertThat(new WorkBudget(LAUNCHER, 128).atOnce(Work.PASSWORD)).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void sixtyFourAtOnceAreWorkedOnAFewAtATimeOrRefused(Work work) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(64);
        try {
            AtomicInteger working = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            CountDownLatch busy = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                all.add(clients.submit(() -> {
                    try (WorkBudget.Place place = budget.begin(work)) {
                        place.allowance().check();
                        most.accumulateAndGet(working.incrementAndGet(), Math::max);
                        busy.await();
                        working.decrementAndGet();
                    } catch (Overloaded overloaded) {
                        assertThat(overloaded.status()).isEqualTo(503);
                        assertThat(overloaded.retryAfter()).isPositive();
                        refused.incrementAndGet();
                    }
                    return null;
                }));
            }
            int turnedAway = Math.max(0, 64 - work.atOnce() - work.waiting());
            await().atMost(Duration.ofMinutes(1)).until(() -> refused.get() >= turnedAway);
            busy.countDown();
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(most.get()).isBetween(1, budget.atOnce(work));
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void allKindsTogetherTakeNoMoreThanTheirPartOfTheHeap() {
        try (WorkBudget.Place sheet = budget.begin(Work.EVENTS, 10L << 30)) {
            sheet.allowance().check();
            assertThatThrownBy(() -> budget.begin(Work.PASSWORD))
                    .isInstanceOf(Overloaded.class)
                    .hasMessageContaining("passwords");
        }
        budget.begin(Work.PASSWORD).close();
    }

    @Test
    void whatCanWaitTakesAPlaceThatIsFreeAndIsNotRefusedWhereNoneIs() {
        List<WorkBudget.Place> taken = new ArrayList<>();
        for (int i = 0; i < budget.atOnce(Work.EVENTS); i++) {
            taken.add(budget.free(Work.EVENTS, 1 << 20).orElseThrow());
        }

        assertThat(budget.free(Work.EVENTS, 1 << 20)).isEmpty();

        taken.get(0).close();
        budget.free(Work.EVENTS, 1 << 20).orElseThrow().close();
        taken.forEach(WorkBudget.Place::close);
    }

    @Test
    void aPlaceThatWasGivenBackTwiceIsGivenBackOnce() {
        WorkBudget.Place place = budget.begin(Work.SPREADSHEET);
        place.close();
        place.close();
        try (WorkBudget.Place only = budget.begin(Work.SPREADSHEET)) {
            only.allowance().check();
            assertThat(budget.atOnce(Work.SPREADSHEET)).isEqualTo(1);
        }
    }

    @Test
    void whatUnpacksToTooMuchIsToldWhileItUnpacks() {
        Allowance allowance = new Allowance("forms", 1_000, Duration.ofMinutes(5));
        assertThatThrownBy(() -> allowance
                        .counted(new ByteArrayInputStream(new byte[10_000]))
                        .readAllBytes())
                .isInstanceOfSatisfying(
                        Exceeded.class,
                        exceeded -> assertThat(exceeded.code().status()).isEqualTo(413))
                .hasMessageContaining("unpacks to more than");
    }

    @Test
    void whatWaitsForAProcessorMayTakeThreeTimesAsLong() {
        AtomicLong wall = new AtomicLong();
        AtomicLong processor = new AtomicLong();
        Duration longest = Duration.ofSeconds(20);
        Allowance waits = new Allowance("forms", 1_000, longest, wall::get, processor::get);
        Allowance works = new Allowance("forms", 1_000, longest, wall::get, processor::get);
        Allowance uncounted = new Allowance("forms", 1_000, longest, wall::get, () -> -1);

        wall.set(Duration.ofSeconds(60).toNanos());
        processor.set(Duration.ofSeconds(20).toNanos());
        waits.check();
        assertThatThrownBy(uncounted::check).isInstanceOf(Exceeded.class);

        processor.addAndGet(1);
        assertThatThrownBy(works::check).isInstanceOf(Exceeded.class);

        processor.set(0);
        waits.check();
        wall.addAndGet(1);
        assertThatThrownBy(waits::check).isInstanceOf(Exceeded.class);
    }

    @Test
    void whatTakesTooLongIsToldInItsLoop() {
        Allowance allowance = new Allowance("forms", 1_000, Duration.ZERO);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        allowance.step();
                    }
                })
                .isInstanceOfSatisfying(
                        Exceeded.class,
                        exceeded -> assertThat(exceeded.code().status()).isEqualTo(422))
                .hasMessageContaining("takes longer than 0 s");
    }
}
