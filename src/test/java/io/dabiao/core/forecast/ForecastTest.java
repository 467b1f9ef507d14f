package io.dabiao.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.core.text.Words;
import io.dabiao.declare.DeclarationReader;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final String TICKETS = "measure: {count: ticket.closed}";
    private static final LocalDate MID_YEAR = LocalDate.of(2024, 7, 1);

    private static Declaration declared(int year, String printed, String behaviour, String measure) {
        String yaml = """
                project: sample
                name: 样例项目
                year: %d
                institution: 某单位
                period: {from: %d-01-01, to: %d-12-31}
                budget: {total: 0}
                goal: 样例
                indicators:
                  - {id: sample, name: 样例指标, level1: 产出指标, level2: 数量指标, printed: "%s", behaviour: %s, cadence: P40D, %s}
                """.formatted(year, year, year, printed, behaviour, measure);
        return ((DeclarationReader.DeclarationReading.Accepted) DeclarationReader.read("sample.yaml", yaml))
                .declaration();
    }

    private static Evaluation evaluation(Declaration declaration, List<Event> events, Instant at) {
        return Evaluation.of(declaration.indicators().get(0), declaration, new HeldEvents(events, at), Story.CALENDAR);
    }

    private static Evaluation evaluation(Declaration declaration, List<Event> events, LocalDate at) {
        return evaluation(declaration, events, midnight(at));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(SHANGHAI).toInstant();
    }

    private static Event event(String id, Instant time) {
        return new Event("sample", id, "ticket.closed", time, Map.of());
    }

    /** So many on each day from Monday to Friday. */
    private static List<Event> onWeekdays(LocalDate from, LocalDate until, int daily) {
        List<Event> events = new ArrayList<>();
        for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
            boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
            for (int i = 0; i < daily && !weekend; i++) {
                events.add(event(
                        day + "-" + i, day.atTime(10, i % 60).atZone(SHANGHAI).toInstant()));
            }
        }
        return events;
    }

    private static List<Event> year(int daily) {
        return onWeekdays(LocalDate.of(2024, 1, 1), LocalDate.of(2025, 1, 1), daily);
    }

    @Test
    void aSteadyYearIsForetoldNearWhereItEnds() {
        Declaration declaration = declared(2024, "≥2400(个)", "accumulate", TICKETS);

        Forecast.Expected expected = evaluation(declaration, year(10), MID_YEAR)
                .forecast()
                .expected()
                .orElseThrow();

        assertThat(expected.value()).isBetween(new BigDecimal("2500"), new BigDecimal("2720"));
        assertThat(expected.low()).isLessThan(expected.value());
        assertThat(expected.high()).isGreaterThan(expected.value());
        assertThat(expected.probability()).isGreaterThan(new BigDecimal("0.8"));
        assertThat(expected.need().english()).contains(" more a week, the last eight weeks brought 50");
        assertThat(expected.need().chinese()).contains("最近八周平均每周 50 个");
    }

    @Test
    void theVerdictFollowsFromTheProbabilityAndTheDeclaredRisk() {
        List<Event> events = year(10);
        String slack = TICKETS + ", atRiskBelow: 0.01";

        assertThat(evaluation(declared(2024, "≥2400(个)", "accumulate", TICKETS), events, MID_YEAR)
                        .verdict())
                .isEqualTo(Verdict.ON_TRACK);
        Evaluation risky = evaluation(declared(2024, "≥2750(个)", "accumulate", TICKETS), events, MID_YEAR);
        assertThat(risky.verdict()).isEqualTo(Verdict.AT_RISK);
        assertThat(risky.chance()).contains(Chance.POSSIBLE);
        assertThat(risky.sentence().english()).contains("; at risk: needs ");
        assertThat(evaluation(declared(2024, "≥2750(个)", "accumulate", slack), events, MID_YEAR)
                        .verdict())
                .isEqualTo(Verdict.ON_TRACK);
        assertThat(evaluation(declared(2024, "≥9000(个)", "accumulate", TICKETS), events, MID_YEAR)
                        .chance())
                .contains(Chance.IMPOSSIBLE);
        assertThat(evaluation(declared(2024, "≥1000(个)", "accumulate", TICKETS), events, MID_YEAR)
                        .chance())
                .contains(Chance.CERTAIN);
    }

    @Test
    void aDeclaredScheduleIsFollowedAndBeingBehindItIsToldApart() {
        String plan = TICKETS + ", schedule: {except: [{from: 2024-07-01, to: 2024-08-31}]}";
        Declaration planned = declared(2024, "≥250(个)", "accumulate", plan);
        Evaluation with = evaluation(planned, year(1), MID_YEAR);
        Evaluation without = evaluation(declared(2024, "≥250(个)", "accumulate", TICKETS), year(1), MID_YEAR);

        assertThat(with.probability().orElseThrow())
                .isLessThan(without.probability().orElseThrow().subtract(new BigDecimal("0.2")));
        assertThat(with.forecast().words().english()).contains("as the declared schedule plans it");
        assertThat(without.forecast().words().english()).doesNotContain("schedule");
        assertThat(with.standing(planned.indicators().get(0), SHANGHAI)
                        .orElseThrow()
                        .words()
                        .english())
                .isEqualTo("behind schedule by 19.7: 149.7 was due by 2024-06-30");
        assertThat(with.sentence().english()).doesNotContain("behind");
    }

    @Test
    void anEarlyYearSaysTooEarlyAndNamesNoNumber() {
        Evaluation early =
                evaluation(declared(2024, "≥2400(个)", "accumulate", TICKETS), year(10), LocalDate.of(2024, 1, 20));

        assertThat(early.forecast()).isInstanceOf(Forecast.TooEarly.class);
        assertThat(early.probability()).isEmpty();
        assertThat(early.verdict()).isEqualTo(Verdict.ON_TRACK);
        assertThat(early.forecast().words().chinese()).startsWith("为时尚早");
    }

    @Test
    void whatAPersonReportsHasNoForecastAndSaysSo() {
        Declaration declaration = declared(2024, "≥80(%)", "standing", "measure: reported");
        Event report = new Event(
                "sample",
                "1",
                "indicator.reported",
                midnight(LocalDate.of(2024, 3, 1)),
                Map.of(
                        "project", new Attribute.Text("样例项目"),
                        "indicator", new Attribute.Text("样例指标"),
                        "value", new Attribute.Number(BigDecimal.valueOf(90))));

        Evaluation reported = evaluation(declaration, List.of(report), MID_YEAR);

        assertThat(reported.forecast()).isInstanceOf(Forecast.Absent.class);
        assertThat(reported.forecast().words().english()).contains("reported by a person");
    }

    @Test
    void withoutNewFactsNothingChangesBeforeMidnight() {
        Declaration declaration = declared(2024, "≥2500(个)", "accumulate", TICKETS);
        List<Event> events = onWeekdays(LocalDate.of(2024, 1, 1), MID_YEAR, 10);

        Forecast morning = evaluation(declaration, events, midnight(MID_YEAR).plusSeconds(9 * 3600))
                .forecast();
        Evaluation evening = evaluation(declaration, events, midnight(MID_YEAR).plusSeconds(23 * 3600 + 3599));

        assertThat(evening.forecast()).isEqualTo(morning);
        assertThat(evening.changesAt()).contains(midnight(MID_YEAR.plusDays(1)));
    }

    @Test
    void aUsualDaysEventsLeaveTheForecastWhereItWas() {
        Declaration declaration = declared(2024, "≥2500(个)", "accumulate", TICKETS);
        List<Event> events = year(10);

        Forecast before = evaluation(declaration, events, MID_YEAR).forecast();
        Forecast atNoon = evaluation(declaration, events, midnight(MID_YEAR).plusSeconds(12 * 3600))
                .forecast();

        assertThat(atNoon.expected().orElseThrow().value())
                .isCloseTo(
                        before.expected().orElseThrow().value(), org.assertj.core.data.Offset.offset(BigDecimal.ONE));
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        Declaration declaration = declared(2024, "≥2500(个)", "accumulate", TICKETS);
        List<Event> events = year(10);
        List<Event> turned = new ArrayList<>(events);
        Collections.reverse(turned);

        assertThat(evaluation(declaration, turned, MID_YEAR).forecast())
                .isEqualTo(evaluation(declaration, events, MID_YEAR).forecast());
    }

    @Test
    void aUsedUpLimitCannotBeMetAnyMoreAndAReachedGoalIsCertain() {
        Evaluation broken = evaluation(declared(2024, "<10(次)", "limit", TICKETS), year(1), MID_YEAR);
        Evaluation reached = evaluation(declared(2024, "≥10(次)", "accumulate", TICKETS), year(1), MID_YEAR);

        assertThat(broken.probability()).contains(BigDecimal.ZERO);
        assertThat(broken.chance()).contains(Chance.IMPOSSIBLE);
        assertThat(reached.probability()).contains(BigDecimal.ONE);
        assertThat(reached.chance()).contains(Chance.CERTAIN);
    }

    @Test
    void aLimitSaysWhatIsStillAllowed() {
        List<Event> events = new ArrayList<>();
        for (int month = 1; month <= 6; month++) {
            events.add(event("fault-" + month, midnight(LocalDate.of(2024, month, 15))));
        }

        Forecast.Expected expected = evaluation(declared(2024, "<10(次)", "limit", TICKETS), events, MID_YEAR)
                .forecast()
                .expected()
                .orElseThrow();

        assertThat(expected.need().english()).startsWith("3 次 more are allowed, about ");
        assertThat(expected.need().chinese()).startsWith("还可再发生 3 次，预计还会发生约 ");
    }

    @Test
    void aFeedThatBeganInMarchIsNotTakenForASlowYear() {
        Declaration declaration = declared(2024, "≥2000(个)", "accumulate", TICKETS);
        List<Event> late = onWeekdays(LocalDate.of(2024, 3, 18), LocalDate.of(2025, 1, 1), 10);

        Forecast.Expected expected =
                evaluation(declaration, late, MID_YEAR).forecast().expected().orElseThrow();

        assertThat(expected.value()).isBetween(new BigDecimal("1950"), new BigDecimal("2150"));
    }

    @Test
    void anEarlierYearGivesItsShape() {
        Declaration declaration = declared(2024, "≥2300(个)", "accumulate", TICKETS);
        // Twice as much comes in the second half of every year.
        List<Event> shaped = new ArrayList<>();
        for (int year = 2022; year <= 2023; year++) {
            shaped.addAll(onWeekdays(LocalDate.of(year, 1, 1), LocalDate.of(year, 7, 1), 6));
            shaped.addAll(onWeekdays(LocalDate.of(year, 7, 1), LocalDate.of(year + 1, 1, 1), 12));
        }
        List<Event> thisYear = onWeekdays(LocalDate.of(2024, 1, 1), LocalDate.of(2024, 6, 1), 6);
        List<Event> both = new ArrayList<>(shaped);
        both.addAll(thisYear);
        LocalDate june = LocalDate.of(2024, 6, 1);

        BigDecimal alone = evaluation(declaration, thisYear, june)
                .forecast()
                .expected()
                .orElseThrow()
                .value();
        BigDecimal withShape = evaluation(declaration, both, june)
                .forecast()
                .expected()
                .orElseThrow()
                .value();

        assertThat(alone).isLessThan(new BigDecimal("1750"));
        assertThat(withShape).isBetween(new BigDecimal("2100"), new BigDecimal("2500"));
        assertThat(evaluation(declaration, shaped, LocalDate.of(2024, 1, 20)).forecast())
                .isInstanceOf(Forecast.Expected.class);
    }

    @Test
    void aYearWithoutAPublishedCalendarIsForetoldByWeekdaysAndSaysSo() {
        Declaration declaration = declared(2031, "≥2400(个)", "accumulate", TICKETS);
        List<Event> events = onWeekdays(LocalDate.of(2031, 1, 1), LocalDate.of(2032, 1, 1), 10);

        Forecast.Expected expected = evaluation(declaration, events, LocalDate.of(2031, 7, 1))
                .forecast()
                .expected()
                .orElseThrow();

        assertThat(expected.notes())
                .extracting(Words::english)
                .anyMatch(note -> note.startsWith("calendar not published"));
        assertThat(expected.value()).isBetween(new BigDecimal("2560"), new BigDecimal("2660"));
    }

    @Test
    void everyMonthOfAQuotaMustHold() {
        List<Event> regular = new ArrayList<>();
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 26; day += 2) {
                regular.add(event(month + "-" + day, midnight(LocalDate.of(2024, month, day))));
            }
        }
        String monthly = "measure: {worst: month, of: {count: ticket.closed}}";

        Evaluation kept = evaluation(declared(2024, "≥10(篇)", "quota", monthly), regular, MID_YEAR);
        Evaluation tight = evaluation(declared(2024, "≥14(篇)", "quota", monthly), regular, MID_YEAR);

        assertThat(kept.probability().orElseThrow()).isGreaterThan(new BigDecimal("0.9"));
        assertThat(kept.forecast().words().english())
                .isEqualTo("each of the 6 months left needs 10 篇, the lowest of the last 6 months had 13");
        assertThat(tight.verdict()).isEqualTo(Verdict.BREACHED);
        assertThat(tight.probability()).contains(BigDecimal.ZERO);
    }
}
