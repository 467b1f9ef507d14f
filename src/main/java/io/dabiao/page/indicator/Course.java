package io.dabiao.page.indicator;

import io.dabiao.core.Evaluation;
import io.dabiao.core.Forecast;
import io.dabiao.core.Fraction;
import io.dabiao.core.Grain;
import io.dabiao.core.Indicator;
import io.dabiao.core.Measure;
import io.dabiao.core.Period;
import io.dabiao.core.Target;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.DailySnapshot;
import io.dabiao.page.Numbers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an indicator went through its year, by month (by week where every week counts), against its target.
 *
 * @param unit of all numbers
 * @param points every part of the year in order, those to come among them
 * @param forecast where it is expected to end; null where nothing is foretold
 * @param foretold what was foretold of the end, day by day, as far as days were kept; of today last. Empty once the year is over
 * @param running whether {@code soFar} says anything besides {@code part}
 */
record Course(String unit, List<Point> points, Expected forecast, List<Foretold> foretold, boolean running) {

    /**
     * A part of the year.
     *
     * @param part the value of this part alone; null where it has none, or it is still to come
     * @param soFar the year's value at its end; null likewise
     * @param target in force at its end; null where none is
     */
    public record Point(String label, BigDecimal part, BigDecimal soFar, BigDecimal target) {

        public String partShown() {
            return beside(part);
        }

        public String soFarShown() {
            return beside(soFar);
        }

        public String targetShown() {
            return target == null ? "—" : Numbers.whole(target);
        }

        private String beside(BigDecimal number) {
            return number == null ? "—" : Numbers.beside(number, target);
        }
    }

    /**
     * What was foretold at a time.
     *
     * @param place of that time on the axis, where {@code points} are each 1 wide and the first begins at 0
     * @param follows whether nothing is missing between it and the one before
     */
    public record Foretold(double place, BigDecimal low, BigDecimal value, BigDecimal high, boolean follows) {}

    /**
     * With probability 0.8 it ends from low to high.
     *
     * @param target beside which it stands; null where there is none
     */
    public record Expected(BigDecimal value, BigDecimal low, BigDecimal high, BigDecimal target) {

        public String shown() {
            return Numbers.beside(value, target);
        }

        public String lowShown() {
            return Numbers.beside(low, target);
        }

        public String highShown() {
            return Numbers.beside(high, target);
        }
    }

    /**
     * Of the instant of the detail; the ends of its months are evaluated anew, one by one.
     *
     * @param kept its days, the oldest first
     */
    static Course of(
            Assessor assessor,
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            Assessor.Detail now,
            List<DailySnapshot> kept) {
        boolean quota = indicator.measure() instanceof Measure.Worst;
        Grain grain = indicator.measure() instanceof Measure.Worst worst ? worst.grain() : Grain.MONTH;
        Instant at = now.assessment().evaluation().at();
        List<Evaluation.Point> parts = now.courses().get(grain);
        List<Point> points = new ArrayList<>();
        var zone = effectiveDeclaration.declaration().zone();
        for (var period : effectiveDeclaration.declaration().period().parts(grain)) {
            Optional<BigDecimal> part = parts.stream()
                    .filter(one -> one.from().equals(period.from()))
                    .findFirst()
                    .flatMap(Evaluation.Point::actual)
                    .map(Fraction::decimal);
            Instant end = period.end().isBefore(at) ? period.end() : at;
            boolean begun = period.start().isBefore(at);
            BigDecimal soFar = quota || !begun ? null : value(assessor, effectiveDeclaration, indicator, now, end);
            BigDecimal target = indicator
                    .targetAt(period.end().minusMillis(1), zone)
                    .map(Target::value)
                    .orElse(null);
            points.add(new Point(grain.label(period.from()), part.orElse(null), soFar, target));
        }
        Expected forecast = now.assessment()
                .evaluation()
                .forecast()
                .expected()
                .filter(any -> !effectiveDeclaration.declaration().period().over(at))
                .map(found -> expected(found, indicator.targetAt(at, zone)))
                .orElse(null);
        String unit =
                indicator.targetAt(at, zone).map(any -> any.unit().symbol()).orElse("");
        List<Foretold> foretold = forecast == null
                ? List.of()
                : foretold(effectiveDeclaration.declaration().period().parts(grain), zone, kept, at, forecast);
        return new Course(unit, points, forecast, foretold, !quota);
    }

    private static List<Foretold> foretold(
            List<Period> parts, ZoneId zone, List<DailySnapshot> kept, Instant at, Expected now) {
        List<Foretold> foretold = new ArrayList<>();
        DailySnapshot before = null;
        for (DailySnapshot day : kept) {
            if (day.forecastLow != null && !day.at.isAfter(at)) {
                boolean follows = before != null && before.day.plusDays(1).equals(day.day) && !foretold.isEmpty();
                foretold.add(
                        new Foretold(place(parts, day.at), day.forecastLow, day.forecast, day.forecastHigh, follows));
                before = day;
            }
        }
        boolean follows = before != null
                && !before.day.plusDays(1).isBefore(at.atZone(zone).toLocalDate());
        foretold.add(new Foretold(place(parts, at), now.low(), now.value(), now.high(), follows));
        return foretold;
    }

    private static double place(List<Period> parts, Instant at) {
        for (int i = 0; i < parts.size(); i++) {
            Instant start = parts.get(i).start();
            Instant end = parts.get(i).end();
            if (at.isBefore(end)) {
                return at.isBefore(start)
                        ? i
                        : i
                                + (double) Duration.between(start, at).toMillis()
                                        / Duration.between(start, end).toMillis();
            }
        }
        return parts.size();
    }

    private static Expected expected(Forecast.Expected expected, Optional<Target> target) {
        return new Expected(
                expected.value(),
                expected.low(),
                expected.high(),
                target.map(Target::value).orElse(null));
    }

    private static BigDecimal value(
            Assessor assessor,
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            Assessor.Detail now,
            Instant end) {
        Assessor.Detail then = end.equals(now.assessment().evaluation().at())
                ? now
                : assessor.detail(effectiveDeclaration, indicator, end);
        return then.assessment().evaluation().decimal().orElse(null);
    }
}
