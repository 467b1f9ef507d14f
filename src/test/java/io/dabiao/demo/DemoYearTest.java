package io.dabiao.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.declare.Calendars;
import io.dabiao.declare.Catalogue;
import io.dabiao.ingest.CloudEvents;
import io.dabiao.store.Refusal;
import io.dabiao.yaml.ResourceFolder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoYearTest {

    private static final Instant AFTER_2024 = Instant.parse("2024-12-31T16:00:00Z");

    private static final List<Declaration> DECLARATIONS =
            Catalogue.load(ResourceFolder.shipped("catalogue")).entries().stream()
                    .map(Catalogue.Entry::declaration)
                    .toList();
    private static final WorkingCalendar CALENDAR =
            Calendars.load(ResourceFolder.shipped("calendars")).calendar();

    /** The whole year of the first seed. */
    private static final List<String> YEAR = List.copyOf(lines(1, AFTER_2024));

    private static List<String> lines(long seed, Instant until) {
        List<String> lines = new ArrayList<>();
        new DemoYear(2024, seed, DECLARATIONS, CALENDAR).play(until, sending -> lines.addAll(sending.lines()));
        return lines;
    }

    private static List<CloudEvents.Reading> read(List<String> lines) {
        return lines.stream()
                .map(line -> CloudEvents.read(line.getBytes(StandardCharsets.UTF_8), 0, AFTER_2024))
                .toList();
    }

    private static List<Event> events(List<String> lines) {
        return read(lines).stream()
                .flatMap(reading -> reading.arrival().stream())
                .map(arrival -> arrival.event())
                .toList();
    }

    private static Map<String, Verdict> verdicts(List<String> lines, Instant at) {
        HeldEvents facts = new HeldEvents(events(lines), at);
        Map<String, Verdict> verdicts = new TreeMap<>();
        for (Declaration declaration : DECLARATIONS) {
            declaration
                    .indicators()
                    .forEach(indicator -> verdicts.put(
                            declaration.project() + "/" + indicator.id(),
                            Evaluation.of(indicator, declaration, facts, CALENDAR)
                                    .verdict()));
        }
        return verdicts;
    }

    @Test
    void theSameSeedGivesTheSameYearAndAnotherSeedAnother() {
        assertThat(lines(1, AFTER_2024)).isEqualTo(YEAR);
        assertThat(lines(2, AFTER_2024)).isNotEqualTo(YEAR);
        assertThat(YEAR).hasSizeBetween(45_000, 65_000);
    }

    @Test
    void everyEventIsTakenButTheTwoThatAreWrittenWronglyOnPurpose() {
        List<Refusal> refused = read(YEAR).stream()
                .flatMap(reading -> reading.refusal().stream())
                .toList();
        assertThat(refused)
                .extracting(Refusal::reason)
                .containsExactly(Refusal.Reason.BAD_TIME, Refusal.Reason.BAD_DATA);
        assertThat(refused).allMatch(refusal -> refusal.source().orElseThrow().startsWith(DemoYear.SOURCES));
    }

    @Test
    void everySourceIsTheDemonstrationsAndEveryIdBeginsWithTheYear() {
        List<Event> events = events(YEAR);
        assertThat(events.stream().map(Event::source).collect(Collectors.toSet()))
                .allMatch(source -> source.startsWith("//demo/"));
        assertThat(events).allMatch(event -> event.id().startsWith("2024-"));
    }

    @Test
    void someEventsComeTwiceAndOneOfThemSaysSomethingElse() {
        List<Event> events = events(YEAR);
        int different = new HeldEvents(events, Instant.MAX).size();
        assertThat(events.size() - different).isBetween(50, 500);
        assertThat(Set.copyOf(events)).hasSize(different + 1);
    }

    @Test
    void aYearThatIsUnderWayGoesOnLaterWithoutChangingWhatWasSent() {
        Set<String> whole = Set.copyOf(YEAR);
        Instant noon = Instant.parse("2024-05-14T04:00:00Z");
        assertThat(whole.containsAll(lines(1, noon))).isTrue();
        assertThat(events(lines(1, noon))).allMatch(event -> event.time().isBefore(noon));
    }

    @Test
    void everyTypeThatTheFormsListenToHasEvents() {
        Set<String> told = events(YEAR).stream().map(Event::type).collect(Collectors.toSet());
        Set<String> listenedTo = DECLARATIONS.stream()
                .flatMap(declaration -> declaration.indicators().stream())
                .flatMap(indicator -> indicator.measure().types().stream())
                .collect(Collectors.toSet());
        assertThat(told)
                .containsAll(listenedTo)
                .contains("site.outage", "site.outage.ended", "budget.executed", "source.alive");
    }

    @Test
    void aFinishedYearShowsEveryVerdictThatItCan() {
        Map<String, Verdict> verdicts = verdicts(YEAR, AFTER_2024);
        assertThat(verdicts.values()).contains(Verdict.MET, Verdict.MISSED, Verdict.NO_DATA, Verdict.UNDECLARED);
        assertThat(verdicts)
                .containsEntry("resource-sharing/hotline-answer-rate", Verdict.MET)
                .containsEntry("it-operations/service-available-days", Verdict.MET)
                .containsEntry("it-operations/core-equipment-faults", Verdict.MISSED)
                .containsEntry("foreign-experts/wechat-articles-per-month", Verdict.MISSED)
                .containsEntry("network-operations/valid-tickets", Verdict.MET)
                .containsEntry("talent-services/talent-satisfaction", Verdict.NO_DATA)
                .containsEntry("resource-sharing/voucher-leverage", Verdict.UNDECLARED);
    }

    @Test
    void theSummerShowsTheHotlineBreached() {
        Instant endOfAugust = Instant.parse("2024-08-31T16:00:00Z");
        Map<String, Verdict> verdicts = verdicts(lines(1, endOfAugust), endOfAugust);
        assertThat(verdicts).containsEntry("resource-sharing/hotline-answer-rate", Verdict.BREACHED);
        assertThat(verdicts.values())
                .contains(Verdict.MET, Verdict.ON_TRACK, Verdict.BREACHED, Verdict.NO_DATA, Verdict.UNDECLARED);
        assertThat(verdicts.values()).doesNotContain(Verdict.MISSED);
    }
}
