package io.dabiao.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Live;
import io.dabiao.core.declaration.Losses;
import io.dabiao.core.declaration.Marked;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.EventFacts;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import io.dabiao.declare.DeclarationReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Availability as it is promised: over service hours, on promised days, where enough was watched, and whose the losses are. */
class AvailabilityTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
    /** New Year's day is off, Sunday the 4th is worked for it. */
    private static final WorkingCalendar CALENDAR = new WorkingCalendar(List.of(new WorkingCalendar.Year(
            2026, "国办发明电〔2025〕7号", Set.of(FIRST, FIRST.plusDays(1)), Set.of(LocalDate.parse("2026-01-04")))));

    private static final String OFFICE = "{days: working, from: \"08:30\", until: \"17:30\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                OFFICE + " | 2026-01-05T08:29:59+08:00 | false",
                OFFICE + " | 2026-01-05T08:30:00+08:00 | true",
                OFFICE + " | 2026-01-05T17:29:59+08:00 | true",
                OFFICE + " | 2026-01-05T17:30:00+08:00 | false",
                OFFICE + " | 2026-01-01T10:00:00+08:00 | false",
                OFFICE + " | 2026-01-04T10:00:00+08:00 | true",
                OFFICE + " | 2026-01-10T10:00:00+08:00 | false",
                OFFICE + " | 2027-01-01T10:00:00+08:00 | true",
                OFFICE + " | 2027-01-02T10:00:00+08:00 | false",
                "{from: \"22:00\", until: \"06:00\"} | 2026-01-05T23:00:00+08:00 | true",
                "{from: \"22:00\", until: \"06:00\"} | 2026-01-05T05:59:59+08:00 | true",
                "{from: \"22:00\", until: \"06:00\"} | 2026-01-05T06:00:00+08:00 | false",
                "{days: all} | 2026-01-01T00:00:00+08:00 | true",
            })
    void serviceHoursAreHalfOpenAndOfTheInstitutionsCalendar(String hours, OffsetDateTime at, boolean covered) {
        Probe probe = declaration("hours: " + hours, "availableDays: 'site.probe'")
                .probes()
                .get(1);

        assertThat(probe.hours().orElseThrow().cover(at.toInstant(), CALENDAR)).isEqualTo(covered);
    }

    @Test
    void daysThatAreNotPromisedAreNeitherWonNorUnknownNorLeft() {
        Declaration declaration = declaration("", "availableDays: 'site.probe{site=\"portal\"}', days: working");
        List<Event> events = new ArrayList<>();
        for (int day = 0; day < 7; day++) {
            events.addAll(probes("portal", day, 24, day == 4 ? 3 : 0, Map.of()));
        }

        Reading reading = evaluated(declaration, events, 7).reading();

        // The 1st to the 3rd are off; the 4th to the 7th are worked, of which the 5th is lost.
        assertThat(reading.days()).contains(new Reading.DayCount(3, 0, workingDaysFrom(7), 365 - workingDaysFrom(3)));
        assertThat(reading.share(declaration.indicators().get(0).measure(), declaration.period()))
                .contains(new Reading.Share(Fraction.of(3), Fraction.of(4)));
    }

    @Test
    void aDayOfWhichTooLittleWasWatchedIsUnknownAndOneThatIsLostStaysLost() {
        Declaration declaration = declaration("", "availableDays: 'site.probe{site=\"portal\"}', covered: 50");
        List<Event> events = new ArrayList<>();
        events.addAll(probes("portal", 0, 24, 0, Map.of()));
        events.addAll(probes("portal", 1, 12, 0, Map.of()));
        events.addAll(probes("portal", 2, 11, 0, Map.of()));
        events.addAll(probes("portal", 3, 11, 11, Map.of()));

        assertThat(evaluated(declaration, events, 4).reading().days()).contains(new Reading.DayCount(2, 1, 361, 0));
    }

    @Test
    void whatLiesOutsideOfTheServiceHoursIsNotCountedWhereTheMeasureLeavesItOut() {
        List<Event> events = new ArrayList<>();
        // All of the 5th, and the 6th from midnight to eight; the first nine hours of each fail.
        events.addAll(probes("portal", 4, 24, 9, OUTSIDE));
        events.addAll(probes("portal", 5, 8, 8, OUTSIDE));
        events.add(outage(4, OUTSIDE));
        events.add(outage(5, Map.of()));
        String hours = "hours: " + OFFICE;

        assertThat(evaluated(
                                declaration(
                                        hours,
                                        "availableDays: 'site.probe{site=\"portal\",outside=\"\"}', days: working"),
                                events,
                                6)
                        .reading()
                        .days())
                .as("the 5th is available, of the 6th nothing promised was seen")
                .contains(new Reading.DayCount(1, 2, workingDaysFrom(6), 365 - workingDaysFrom(3)));
        assertThat(evaluated(
                                declaration(hours, "availableDays: 'site.probe{site=\"portal\"}', days: working"),
                                events,
                                6)
                        .reading()
                        .days())
                .contains(new Reading.DayCount(0, 1, workingDaysFrom(6), 365 - workingDaysFrom(3)));
        assertThat(evaluated(declaration(hours, "count: 'site.outage{site=\"portal\",outside=\"\"}'"), events, 6)
                        .reading()
                        .value())
                .hasValueSatisfying(found -> assertThat(found.decimal()).isEqualByComparingTo("1"));
        assertThat(evaluated(declaration(hours, "count: 'site.outage{site=\"portal\"}'"), events, 6)
                        .reading()
                        .value())
                .hasValueSatisfying(found -> assertThat(found.decimal()).isEqualByComparingTo("2"));
    }

    private static final Map<String, Attribute> OUTSIDE =
            Map.of(ServiceHours.ATTRIBUTE, new Attribute.Text(ServiceHours.MARK));

    private static Event outage(int day, Map<String, Attribute> marks) {
        Map<String, Attribute> data = new HashMap<>(marks);
        data.put("site", text("portal"));
        return new Event("/probes/portal/outages", "o" + day, Probe.OUTAGE, at(day), data);
    }

    /** Nine hours of a working day are promised: that fifteen others were watched says nothing of them. */
    @ParameterizedTest
    @CsvSource({"portal", "elsewhere"})
    void aSiteThatIsWatchedOnlyAtNightPassesNoWorkingDay(String site) {
        Declaration declaration = declaration(
                "hours: " + OFFICE,
                "availableDays: 'site.probe{site=\"" + site + "\",outside=\"\"}', days: working, covered: 50");
        ServiceHours hours = declaration.probes().get(1).hours().orElseThrow();
        List<Event> events = new ArrayList<>();
        events.addAll(hours(site, 3, hours, 0, 24));
        events.addAll(hours(site, 4, hours, 0, 9));
        events.addAll(hours(site, 4, hours, 18, 24));
        events.addAll(hours(site, 5, hours, 0, 13));
        events.addAll(hours(site, 5, hours, 18, 24));
        events.addAll(hours(site, 6, hours, 0, 14));
        events.addAll(hours(site, 6, hours, 18, 24));

        // The 4th whole, the 5th by night alone, four of nine hours of the 6th, five of the 7th.
        assertThat(evaluated(declaration, events, 7).reading().days())
                .contains(new Reading.DayCount(2, 2, workingDaysFrom(7), 365 - workingDaysFrom(3)));
    }

    @Test
    void aDayIsCoveredWhereItsPromisedHoursWereThoughItsNightWasNot() {
        Declaration declaration = declaration(
                "hours: " + OFFICE,
                "availableDays: 'site.probe{site=\"portal\",outside=\"\"}', days: working, covered: 80");
        ServiceHours hours = declaration.probes().get(1).hours().orElseThrow();
        List<Event> events = new ArrayList<>();
        events.addAll(hours("portal", 3, hours, 9, 18));
        events.addAll(hours("portal", 4, hours, 9, 16));

        assertThat(evaluated(declaration, events, 5).reading().days())
                .as("all of the 4th, seven of nine hours of the 5th")
                .contains(new Reading.DayCount(1, 1, workingDaysFrom(5), 365 - workingDaysFrom(3)));
    }

    /** One each full hour, marked as the prober marks them. */
    private static List<Event> hours(String site, int day, ServiceHours hours, int from, int until) {
        return probes(site, day, 24, 0, Map.of()).subList(from, until).stream()
                .map(event -> {
                    Map<String, Attribute> data = new HashMap<>(event.attributes());
                    if (!hours.cover(event.time(), CALENDAR)) {
                        data.putAll(OUTSIDE);
                    }
                    return new Event(event.source(), event.id(), event.type(), event.time(), data);
                })
                .toList();
    }

    @Test
    void whatWasLostIsSharedOutByItsCauses() {
        Declaration declaration = declaration("dependsOn: gateway", "availableDays: 'site.probe{site=\"portal\"}'");
        List<Event> events = new ArrayList<>();
        events.addAll(probes("portal", 0, 24, 0, Map.of()));
        events.addAll(probes("portal", 1, 24, 3, Map.of("because", new Attribute.Text("gateway"))));
        events.addAll(probes("portal", 2, 24, 1, Map.of()));
        events.addAll(probes("portal", 3, 24, 1, Map.of("because", new Attribute.Text("elsewhere"))));
        events.addAll(probes("gateway", 1, 24, 3, Map.of()));
        Indicator indicator = declaration.indicators().get(0);

        assertThat(indicator.causes()).containsExactly("core", "gateway");
        Losses losses = Losses.of(indicator, declaration, window(declaration, events, 4))
                .orElseThrow();
        assertThat(losses.lost()).isEqualByComparingTo("18000");
        assertThat(losses.because()).containsOnlyKeys("gateway");
        assertThat(losses.because().get("gateway")).isEqualByComparingTo("10800");
        assertThat(losses.own()).isEqualByComparingTo("3600");
        assertThat(losses.others()).isEqualByComparingTo("3600");
        assertThat(evaluated(declaration, events, 4).reading().parts().notes())
                .containsExactly(new Words(
                        "5.21 % of the time watched was lost: 3.13 % because of gateway, 1.04 % because of other sites, 1.04 % by itself",
                        "监测时间中有 5.21% 不可用：因 gateway 中断 3.13%，因其他站点中断 1.04%，自身原因 1.04%"));
    }

    @Test
    void aMomentInWhichItFailsBecauseOfAnotherIsNoLiveState() {
        Declaration declaration = declaration(
                "dependsOn: [gateway]",
                "ratio: {count: 'site.probe{site=\"portal\",ok=\"true\"}'}, to: {count: 'site.probe{site=\"portal\"}'}");
        Indicator indicator = declaration.indicators().get(0);
        List<Event> because = probes("portal", 0, 24, 24, Map.of("because", new Attribute.Text("gateway")));
        List<Event> own = probes("portal", 0, 24, 24, Map.of());

        assertThat(live(declaration, indicator, because).value()).isEmpty();
        assertThat(live(declaration, indicator, own).value().map(Fraction::decimal))
                .hasValueSatisfying(found -> assertThat(found).isZero());
    }

    @Test
    void theFigureWithoutWhatWasMarkedStandsBesideTheFigure() {
        List<Event> events = new ArrayList<>();
        for (int day = 0; day < 4; day++) {
            events.addAll(probes("portal", day, 24, day == 2 ? 3 : day == 1 ? 5 : 0, Map.of()));
        }
        events.add(marked(Marked.PROBES, 2, Map.of("ok", new Attribute.Flag(false), "count", number(3))));
        events.add(marked(Marked.OUTAGE, 2, Map.of()));
        for (int day = 1; day < 3; day++) {
            events.add(new Event(
                    "/probes/portal/outages", "o" + day, Probe.OUTAGE, at(day), Map.of("site", text("portal"))));
        }

        assertThat(notes("availableDays: 'site.probe{site=\"portal\"}'", events))
                .containsExactly(
                        "without what was marked afterwards as maintenance: 3 天 (portal 2026-01-03 00:00–03:00 升级 / 张三)");
        assertThat(notes(
                        "ratio: {count: 'site.probe{site=\"portal\",ok=\"true\"}'}, to: {count: 'site.probe{site=\"portal\"}'}",
                        events))
                .containsExactly(
                        "without what was marked afterwards as maintenance: 94.62 % (portal 2026-01-03 00:00–03:00 升级 / 张三)");
        assertThat(notes("count: 'site.outage{site=\"portal\"}'", events))
                .containsExactly(
                        "without what was marked afterwards as maintenance: 1 次 (portal 2026-01-03 00:00–03:00 升级 / 张三)");
        assertThat(notes("availableDays: 'site.probe{site=\"gateway\"}'", events))
                .isEmpty();
    }

    private static List<String> notes(String measure, List<Event> events) {
        return evaluated(declaration("", measure), events, 4).reading().parts().notes().stream()
                .map(Words::english)
                .toList();
    }

    private static Event marked(String type, int day, Map<String, Attribute> more) {
        Map<String, Attribute> data = new HashMap<>(more);
        data.put("site", text("portal"));
        data.put("mark", text("portal 2026-01-03 00:00–03:00 升级 / 张三"));
        return new Event("/probes/portal/marks", type, type, at(day), data);
    }

    private static Attribute text(String text) {
        return new Attribute.Text(text);
    }

    private static Attribute number(int value) {
        return new Attribute.Number(BigDecimal.valueOf(value));
    }

    @Test
    void sitesThatDependOnEachOtherAreRefused() {
        assertThat(DeclarationReader.read(
                                "a.yaml",
                                yaml("dependsOn: [core, gateway]", "availableDays: 'site.probe'")
                                        .replace("{site: core,", "{site: core, dependsOn: gateway,"))
                        .toString())
                .contains("sites that do not depend on each other");
    }

    private static Live.Found live(Declaration declaration, Indicator indicator, List<Event> events) {
        Map<Series, Rollup> bySeries = new HashMap<>();
        EventFacts facts = new EventFacts(events, at(1));
        for (Series series : Live.series(indicator, declaration.zone())) {
            facts.days(series, FIRST, FIRST.plusDays(2)).values().stream()
                    .reduce(Rollup::merge)
                    .ifPresent(rollup -> bySeries.put(series, rollup));
        }
        return Live.find(indicator, declaration, new Live.Recent(at(1), bySeries, Map.of()), CALENDAR)
                .orElseThrow();
    }

    private static long workingDaysFrom(int day) {
        return FIRST.plusDays(day)
                .datesUntil(LocalDate.parse("2027-01-01"))
                .filter(one -> ServiceHours.Days.WORKING.has(one, CALENDAR))
                .count();
    }

    private static Evaluation evaluated(Declaration declaration, List<Event> events, int day) {
        return Evaluation.of(declaration.indicators().get(0), declaration, new EventFacts(events, at(day)), CALENDAR);
    }

    private static Window window(Declaration declaration, List<Event> events, int day) {
        return new Window(declaration.period(), FIRST, new EventFacts(events, at(day)), CALENDAR);
    }

    private static Instant at(int day) {
        return OffsetDateTime.parse("2026-01-01T00:00:00+08:00").toInstant().plus(Duration.ofDays(day));
    }

    /** One an hour from midnight on, of which the first fail; those that fail bear the marks. */
    private static List<Event> probes(String site, int day, int hours, int failed, Map<String, Attribute> marks) {
        List<Event> events = new ArrayList<>();
        for (int hour = 0; hour < hours; hour++) {
            Map<String, Attribute> data = new HashMap<>();
            data.put("site", new Attribute.Text(site));
            data.put("ok", new Attribute.Flag(hour >= failed));
            data.put("interval", new Attribute.Number(BigDecimal.valueOf(3600)));
            if (hour < failed) {
                data.putAll(marks);
            }
            Instant time = at(day).plus(Duration.ofHours(hour));
            events.add(new Event(Probe.source(site), time.toString(), Probe.TYPE, time, data));
        }
        return events;
    }

    private static Declaration declaration(String portal, String measure) {
        return ((DeclarationReader.DeclarationReading.Accepted) DeclarationReader.read("a.yaml", yaml(portal, measure)))
                .declaration();
    }

    private static String yaml(String portal, String measure) {
        return """
                project: p
                name: 项目
                year: 2026
                institution: 机构
                period: {from: 2026-01-01, to: 2026-12-31}
                budget: {total: 0}
                goal: 目标
                probes:
                  - {site: core, url: 'http://127.0.0.1:7/'}
                  - {site: portal, url: 'http://127.0.0.1:9/'%s}
                  - {site: gateway, url: 'http://127.0.0.1:8/', dependsOn: [core]}
                indicators:
                  - id: i
                    name: 指标
                    level1: 产出指标
                    level2: 时效指标
                    printed: "%s"
                    behaviour: %s
                    measure: {%s}
                    cadence: P1D
                """.formatted(
                        portal.isEmpty() ? "" : ", " + portal,
                        measure.startsWith("ratio") ? "≥99(%)" : measure.startsWith("count") ? "<5(次)" : "=365(天)",
                        measure.startsWith("ratio") ? "standing" : measure.startsWith("count") ? "limit" : "days",
                        measure);
    }
}
