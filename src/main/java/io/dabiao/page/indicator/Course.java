package io.dabiao.page.indicator;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Worst;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.Assessor;
import io.dabiao.evaluate.DailySnapshot;
import io.dabiao.page.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
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
 * @param forecast where it is expected to end; null where nothing is forecast
 * @param forecasts what was forecast of the end, day by day, as far as days were kept; of today last. Empty once the year is over
 * @param running whether {@code soFar} says anything besides {@code part}
 * @param grain of the points
 * @param kind of chart that suits the behaviour: {@code sum}, {@code limit}, {@code standing} or {@code quota}
 * @param bad the side of the bound on which the promise is not kept, {@code below} or {@code above}; empty where it has none
 */
record Course(
        String unit,
        List<Point> points,
        Expected forecast,
        List<DayForecast> forecasts,
        boolean running,
        Grain grain,
        String kind,
        String bad) {

    /**
     * A part of the year.
     *
     * @param part the value of this part alone; null where it has none, or it is still to come
     * @param soFar the year's value at its end; null likewise
     * @param target in force at its end; null where none is
     * @param due of the target by its end, as the declared schedule has it; null without one
     */
    public record Point(String label, BigDecimal part, BigDecimal soFar, BigDecimal target, BigDecimal due) {

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
     * What was forecast at a time.
     *
     * @param place of that time on the axis, where {@code points} are each 1 wide and the first begins at 0
     * @param follows whether nothing is missing between it and the one before
     */
    public record DayForecast(double place, BigDecimal low, BigDecimal value, BigDecimal high, boolean follows) {}

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
     * Of the instant of the detail.
     *
     * @param kept its days, the oldest first
     */
    static Course of(
            EffectiveDeclaration effectiveDeclaration,
            Indicator indicator,
            Assessor.Detail now,
            List<DailySnapshot> kept) {
        boolean quota = indicator.measure() instanceof Worst;
        Grain grain = grain(indicator);
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
            BigDecimal soFar = quota
                    ? null
                    : now.toDate().get(grain).stream()
                            .filter(one -> one.from().equals(period.from()))
                            .findFirst()
                            .flatMap(Evaluation.Point::actual)
                            .map(Fraction::decimal)
                            .orElse(null);
            BigDecimal target = indicator
                    .targetAt(period.end().minusMillis(1), zone)
                    .map(Target::value)
                    .orElse(null);
            BigDecimal due = target == null
                    ? null
                    : indicator
                            .schedule()
                            .map(plan -> target.multiply(plan.dueBefore(period.until()))
                                    .round(MathContext.DECIMAL64))
                            .orElse(null);
            points.add(new Point(grain.label(period.from()), part.orElse(null), soFar, target, due));
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
        List<DayForecast> forecasts = forecast == null
                ? List.of()
                : forecasts(effectiveDeclaration.declaration().period().parts(grain), zone, kept, at, forecast);
        return new Course(unit, points, forecast, forecasts, !quota, grain, kind(indicator), bad(indicator, at, zone));
    }

    /** What must not be used up is used in steps, which months would hide. */
    private static Grain grain(Indicator indicator) {
        if (indicator.measure() instanceof Worst worst) {
            return worst.grain();
        }
        return indicator.behaviour() == Behaviour.LIMIT ? Grain.WEEK : Grain.MONTH;
    }

    private static String kind(Indicator indicator) {
        return switch (indicator.behaviour()) {
            case ACCUMULATE, ACCUMULATE_REVERSIBLE, DAYS -> "sum";
            case LIMIT -> "limit";
            case STANDING -> "standing";
            case QUOTA -> "quota";
        };
    }

    private static String bad(Indicator indicator, Instant at, ZoneId zone) {
        if (indicator.behaviour() != Behaviour.STANDING) {
            return "";
        }
        return indicator
                .targetAt(at, zone)
                .map(target -> switch (target.operator()) {
                    case AT_LEAST, MORE_THAN, REACHED -> "below";
                    case AT_MOST, LESS_THAN -> "above";
                })
                .orElse("");
    }

    /** Where an instant lies on the axis, the parts each 1 wide. */
    double place(EffectiveDeclaration effectiveDeclaration, Instant at) {
        return place(effectiveDeclaration.declaration().period().parts(grain), at);
    }

    private static List<DayForecast> forecasts(
            List<Period> parts, ZoneId zone, List<DailySnapshot> kept, Instant at, Expected now) {
        List<DayForecast> forecasts = new ArrayList<>();
        DailySnapshot before = null;
        for (DailySnapshot day : kept) {
            if (day.forecastLow() != null && !day.at().isAfter(at)) {
                boolean follows = before != null && before.day().plusDays(1).equals(day.day()) && !forecasts.isEmpty();
                forecasts.add(new DayForecast(
                        place(parts, day.at()), day.forecastLow(), day.forecast(), day.forecastHigh(), follows));
                before = day;
            }
        }
        boolean follows = before != null
                && !before.day().plusDays(1).isBefore(at.atZone(zone).toLocalDate());
        forecasts.add(new DayForecast(place(parts, at), now.low(), now.value(), now.high(), follows));
        return forecasts;
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
}
