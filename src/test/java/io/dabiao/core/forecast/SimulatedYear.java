package io.dabiao.core.forecast;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.declare.DeclarationReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One indicator with the facts of its whole year, looked at from any midnight. */
final class SimulatedYear {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    static final int YEAR = 2024;
    static final LocalDate FROM = LocalDate.of(YEAR, 1, 1);
    static final int DAYS = FROM.lengthOfYear();

    private final Declaration declaration;
    private final Map<Series, TreeMap<LocalDate, Rollup>> days = new HashMap<>();
    private final Evaluation outcome;

    private SimulatedYear(Declaration declaration) {
        this.declaration = declaration;
        this.outcome = null;
    }

    private SimulatedYear(SimulatedYear filled) {
        this.declaration = filled.declaration;
        this.days.putAll(filled.days);
        this.outcome = filled.at(declaration.period().end());
    }

    /** A year that is being filled. */
    static final class Draft {

        private final SimulatedYear year;

        /** @param indicator the promise and its measure, in a declaration's own words */
        Draft(String indicator) {
            String yaml = """
                    project: simulated
                    name: 模拟项目
                    year: %d
                    institution: 某单位
                    period: {from: %d-01-01, to: %d-12-31}
                    budget: {total: 0}
                    goal: 模拟
                    indicators:
                      - {id: simulated, name: 模拟指标, level1: 产出指标, level2: 数量指标, %s}
                    """.formatted(YEAR, YEAR, YEAR, indicator);
            DeclarationReader.DeclarationReading read = DeclarationReader.read("simulated.yaml", yaml);
            if (read instanceof DeclarationReader.DeclarationReading.Refused refused) {
                throw new AssertionError(refused.faults() + "\n" + yaml);
            }
            year = new SimulatedYear(((DeclarationReader.DeclarationReading.Accepted) read).declaration());
        }

        Series series(int number) {
            return year.indicator().measure().series(ZONE).get(number);
        }

        /** @param number of the measure's series @param day of the year, from 0 */
        void put(int number, int day, Rollup rollup) {
            Series series = series(number);
            year.days
                    .computeIfAbsent(series, absent -> new TreeMap<>())
                    .merge(FROM.plusDays(day), rollup, Rollup::merge);
            seen(Series.seen(ZONE, series.selector().type()), day);
        }

        /** The source says that it is alive. */
        void vouch(int day) {
            year.indicator().measure().types().forEach(type -> seen(Series.vouched(ZONE, type), day));
        }

        private void seen(Series series, int day) {
            Instant noon = FROM.plusDays(day).atTime(12, 0).atZone(ZONE).toInstant();
            year.days
                    .computeIfAbsent(series, absent -> new TreeMap<>())
                    .put(FROM.plusDays(day), new Rollup.Seen(Optional.of(noon)));
        }

        SimulatedYear done() {
            return new SimulatedYear(year);
        }
    }

    Indicator indicator() {
        return declaration.indicators().get(0);
    }

    /** How it ended. */
    Evaluation outcome() {
        return outcome;
    }

    /** Of a level, in its measure's base. */
    double firstReading() {
        Rollup first =
                days.get(indicator().measure().series(ZONE).get(0)).firstEntry().getValue();
        return ((Rollup.Ends) first).ends().orElseThrow().first().value().doubleValue();
    }

    /** As the morning of a day sees it. @param day of the year, from 0 */
    Evaluation at(int day) {
        return at(FROM.plusDays(day).atStartOfDay(ZONE).toInstant());
    }

    private Evaluation at(Instant midnight) {
        return Evaluation.of(indicator(), declaration, new Before(midnight), Story.CALENDAR);
    }

    private final class Before implements Facts {

        private final Instant before;
        private final LocalDate today;

        Before(Instant midnight) {
            this.before = midnight;
            this.today = midnight.atZone(ZONE).toLocalDate();
        }

        @Override
        public Instant before() {
            return before;
        }

        @Override
        public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
            TreeMap<LocalDate, Rollup> all = days.get(series);
            LocalDate to = until.isBefore(today) ? until : today;
            return all == null || !from.isBefore(to)
                    ? Collections.emptyNavigableMap()
                    : all.subMap(from, true, to, false);
        }
    }
}
