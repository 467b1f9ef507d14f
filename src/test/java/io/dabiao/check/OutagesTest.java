package io.dabiao.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dabiao.ServiceDatabase;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.event.Event;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebSubject;
import io.dabiao.database.Transactions;
import io.dabiao.ingest.Intake;
import io.dabiao.store.NewestEvents;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two replicas on one log, and what they tell of the same sites. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class OutagesTest {

    private static final Instant BEGIN =
            Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @Inject
    Intake intake;

    @Inject
    NewestEvents newest;

    @Inject
    Transactions transactions;

    @Test
    void twoReplicasThatSeeItInTheSameMomentTellOneOutageAndOneEnd() throws Exception {
        List<String> sites =
                IntStream.range(0, 30).mapToObj(i -> "contested-" + i).toList();
        Outages one = new Outages(intake, newest);
        Outages other = new Outages(intake, newest);
        tell(one, sites, 0, true);
        tell(other, sites, 1, true);

        atOnce(() -> tell(one, sites, 2, false), () -> tell(other, sites, 3, false));
        sites.forEach(site -> assertThat(told(site)).as(site).hasSize(1));
        atOnce(() -> tell(one, sites, 4, true), () -> tell(other, sites, 5, true));

        sites.forEach(site -> {
            List<Event> told = told(site);
            assertThat(told).as(site).extracting(Event::type).containsExactly(Probe.OUTAGE, Probe.OUTAGE_ENDED);
            assertThat(told.get(1).attributes().get("outage").text())
                    .isEqualTo(told.get(0).id());
        });
    }

    @Test
    void aStalledReplicaNeitherBeginsNorEndsWhatAnotherHasToldMeanwhile() {
        String site = "stalled";
        Outages stalled = new Outages(intake, newest);
        Outages other = new Outages(intake, newest);
        tell(stalled, List.of(site), 0, true);
        tell(other, List.of(site), 3, false);
        tell(other, List.of(site), 5, true);

        stalled.tell(
                List.of(result(site, 1, false), result(site, 2, false), result(site, 4, true)), Set.of(site), at(6));

        assertThat(told(site)).extracting(Event::time).containsExactly(at(3), at(5));
    }

    @Test
    void anOutageThatIsToldAfterItsEndWasSeenElsewhereIsEndedThere() {
        String site = "late";
        Outages stalled = new Outages(intake, newest);
        Outages other = new Outages(intake, newest);
        tell(stalled, List.of(site), 0, true);
        tell(other, List.of(site), 2, true);

        tell(stalled, List.of(site), 1, false);

        assertThat(told(site)).extracting(Event::time).containsExactly(at(1), at(2));
    }

    @Test
    void anOutageThatAnotherToldOfASiteIsEndedByWhoProbesItNow() {
        String site = "foreign";
        Outages stalled = new Outages(intake, newest);
        Outages prober = new Outages(intake, newest);
        tell(prober, List.of(site), 0, true);
        tell(stalled, List.of(site), 1, false);

        for (int slot = 2; slot < 10; slot++) {
            tell(prober, List.of(site), slot, true);
        }

        assertThat(told(site)).extracting(Event::time).containsExactly(at(1), at(2));
    }

    @Test
    void ofTwoLooksAtOneSlotTheFirstThatWasKeptDecides() {
        String site = "twice";
        Outages one = new Outages(intake, newest);
        Outages other = new Outages(intake, newest);
        tell(one, List.of(site), 0, true);
        tell(one, List.of(site), 1, true);

        tell(other, List.of(site), 1, false);

        assertThat(told(site)).isEmpty();
    }

    @Test
    void whatFailsBecauseOfAnotherSiteIsNoOutageAndEndsNone() {
        String site = "behind";
        Outages outages = new Outages(intake, newest);
        tell(outages, List.of(site), 0, true);
        outages.tell(List.of(because(site, 1), because(site, 2)), Set.of(site), at(2));
        assertThat(told(site)).isEmpty();

        tell(outages, List.of(site), 3, false);
        outages.tell(List.of(because(site, 4)), Set.of(site), at(4));
        tell(outages, List.of(site), 5, true);
        assertThat(told(site)).extracting(Event::time).containsExactly(at(3), at(5));

        // Another replica found the slot's cause first: that is what counts.
        outages.tell(List.of(because(site, 6)), Set.of(site), at(6));
        tell(new Outages(intake, newest), List.of(site), 6, false);
        assertThat(told(site)).hasSize(2);
    }

    private static ProbeResult because(String site, int slot) {
        ProbeResult failed = result(site, slot, false);
        return new ProbeResult(
                failed.probe(),
                failed.slot(),
                failed.speaks(),
                failed.look(),
                2,
                Marks.NONE.because(Optional.of("gateway"), Optional.empty()));
    }

    @Test
    void anOutageThatLastsIntoTheServiceHoursEndsThereAndBeginsAnewAndOneThatOutlastsThemGoesOn() {
        String site = "by-night";
        Outages outages = new Outages(intake, newest);
        tell(outages, List.of(site), 0, true);
        outages.tell(List.of(outside(site, 1), outside(site, 2)), Set.of(site), at(2));
        // Another replica looks when the hours begin.
        Outages other = new Outages(intake, newest);
        tell(other, List.of(site), 3, false);
        tell(other, List.of(site), 4, false);
        other.tell(List.of(outside(site, 5)), Set.of(site), at(5));
        tell(other, List.of(site), 6, true);

        assertThat(told(site))
                .extracting(
                        Event::type, Event::time, event -> event.attributes().containsKey(ServiceHours.ATTRIBUTE))
                .containsExactlyInAnyOrder(
                        tuple(Probe.OUTAGE, at(1), true),
                        tuple(Probe.OUTAGE_ENDED, at(3), true),
                        tuple(Probe.OUTAGE, at(3), false),
                        tuple(Probe.OUTAGE_ENDED, at(6), false));
    }

    private static ProbeResult outside(String site, int slot) {
        ProbeResult failed = result(site, slot, false);
        return new ProbeResult(
                failed.probe(),
                failed.slot(),
                failed.speaks(),
                failed.look(),
                2,
                new Marks(Optional.empty(), Optional.empty(), true));
    }

    @Test
    void anOutageSurvivesWhoeverBeganIt() {
        String site = "survived";
        tell(new Outages(intake, newest), List.of(site), 1, false);
        Outages successor = new Outages(intake, newest);
        tell(successor, List.of(site), 2, false);
        tell(successor, List.of(site), 3, true);

        assertThat(told(site)).extracting(Event::time).containsExactly(at(1), at(3));
    }

    private static void atOnce(Runnable some, Runnable others) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        CompletableFuture.allOf(Stream.of(some, others)
                        .map(work -> CompletableFuture.runAsync(() -> {
                            try {
                                both.await();
                            } catch (Exception impossible) {
                                throw new IllegalStateException(impossible);
                            }
                            work.run();
                        }))
                        .toArray(CompletableFuture[]::new))
                .get(2, TimeUnit.MINUTES);
    }

    private static void tell(Outages replica, List<String> sites, int slot, boolean good) {
        replica.tell(sites.stream().map(site -> result(site, slot, good)).toList(), Set.copyOf(sites), at(slot));
    }

    /** The site's outages and their ends, the oldest first. */
    private List<Event> told(String site) {
        return transactions.query(handle -> Stream.of(Probe.OUTAGE, Probe.OUTAGE_ENDED)
                .flatMap(type -> newest.all(handle, List.of(probe(site).outageSource()), type, BEGIN).stream())
                .sorted(java.util.Comparator.comparing(Event::time))
                .toList());
    }

    private static Instant at(int slot) {
        return BEGIN.plus(INTERVAL.multipliedBy(slot));
    }

    private static ProbeResult result(String site, int slot, boolean good) {
        ProbeOutcome probeOutcome = new ProbeOutcome(
                good
                        ? Optional.empty()
                        : Optional.of(new ProbeOutcome.Failure(
                                Reason.STATUS,
                                Phase.FIRST_BYTE,
                                new io.dabiao.core.text.Words("500 is not expected", "不应为 500"))),
                5_000_000,
                Map.of(),
                OptionalInt.of(good ? 200 : 500),
                OptionalLong.empty());
        return new ProbeResult(probe(site), at(slot), probe(site).interval(), probeOutcome, good ? 1 : 2, Marks.NONE);
    }

    private static Probe probe(String site) {
        return new Probe(site, WebSubject.get("http://127.0.0.1:9/"), INTERVAL, Duration.ofSeconds(1), List.of());
    }
}
