package io.dabiao.core.forecast;

import io.dabiao.core.chance.Distribution;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * Forecasts one indicator's value at its period's end. Which model does it follows from the measure; this class asks it, tells
 * what it says in decimals, and says why there is none where there is none.
 *
 * <p>Rates are learnt from closed days, so that a forecast stands still while a usual day goes by.
 */
public final class Forecaster {

    private static final MathContext SHOWN = new MathContext(6);
    private static final int PROBABILITY_SCALE = 3;
    private static final BigDecimal LEAST_PROBABILITY = new BigDecimal("0.001");
    private static final BigDecimal MOST_PROBABILITY = new BigDecimal("0.999");

    private Forecaster() {}

    /**
     * What is asked.
     *
     * @param target in force at the instant
     * @param verdict before any risk is known
     * @param slots closed weeks or months, judged
     * @param stale whether the sources have fallen silent
     */
    public record Question(
            Indicator indicator,
            Window window,
            Target target,
            Verdict verdict,
            Reading reading,
            List<QuotaSlot> slots,
            boolean stale) {}

    /** @return never empty: why there is no forecast is told */
    public static Forecast of(Question question) {
        if (question.verdict() == Verdict.NO_DATA) {
            return new Forecast.Absent(
                    question.reading().missing().orElse(Words.of(Forecaster.class, "thereIsNoValueYet")));
        }
        if (question.indicator().measure().kind() == MeasureKind.REPORTED) {
            return new Forecast.Absent(Words.of(Forecaster.class, "theValueIsReportedByA"));
        }
        if (question.window().at().isBefore(question.window().period().start())) {
            return new Forecast.TooEarly(Words.of(Forecaster.class, "thePeriodHasNotBegun"));
        }
        try {
            return answer(new ForecastContext(question));
        } catch (NoForecast why) {
            return why.forecast();
        }
    }

    /** One more kind of measure does not compile until it is said here how it is forecast. */
    private static ForecastModel model(Measure measure) {
        return switch (measure.kind()) {
            case COUNT, SUM -> new AccrualForecast();
            case DISTINCT -> new DistinctForecast();
            case RATIO -> new RatioForecast();
            case MEAN -> new MeanForecast();
            case PERCENTILE -> new PercentileForecast();
            case MAX, MIN -> new ExtremeForecast();
            case LATEST, GROWTH -> new LevelForecast();
            case DISTINCT_DAYS, AVAILABLE_DAYS -> new DaysForecast();
            case WORST -> new QuotaForecast();
            case WORKING_DAYS -> new WorkingDaysForecast();
            case REPORTED -> throw new AssertionError("told before");
        };
    }

    private static Forecast answer(ForecastContext context) {
        ForecastModel model = model(context.indicator().measure());
        ForecastModel.Outlook outlook = model.outlook(context);
        Sureness sureness = model.sureness(context);
        double elapsed = context.elapsed();
        double probability = outlook.probability().orElseGet(() -> context.holds(outlook.value()));
        Distribution value = sureness.interval(outlook.value(), elapsed);
        BigDecimal told = told(context.verdict() == Verdict.MET ? 1 : believed(context, sureness, probability));
        double middle = value.quantile(0.5);
        double low = value.quantile(0.1);
        double high = value.quantile(0.9);
        return new Forecast.Expected(
                shown(context, model, middle),
                shown(context, model, low),
                shown(context, model, high),
                told,
                Chance.said(told, elapsed, context.knowsEarlierYears(), away(context.bound(), low, middle, high)),
                outlook.need(),
                outlook.notes());
    }

    private static double believed(ForecastContext context, Sureness sureness, double probability) {
        return probability <= 0 || probability >= 1
                ? probability
                : sureness.of(probability, context.elapsed(), context.lastYear());
    }

    /** How far the target lies from what is expected, in widths of the interval on its side. */
    private static double away(double bound, double low, double middle, double high) {
        double off = bound - middle;
        return Math.abs(off) / Math.max(off > 0 ? high - middle : middle - low, Double.MIN_NORMAL);
    }

    /** 0 and 1 are kept for what is certain. */
    private static BigDecimal told(double probability) {
        if (probability <= 0) {
            return BigDecimal.ZERO;
        }
        if (probability >= 1) {
            return BigDecimal.ONE;
        }
        return BigDecimal.valueOf(probability)
                .setScale(PROBABILITY_SCALE, RoundingMode.HALF_UP)
                .max(LEAST_PROBABILITY)
                .min(MOST_PROBABILITY);
    }

    /** There is no tenth of an article, however the search for a quantile ends. */
    private static BigDecimal shown(ForecastContext context, ForecastModel model, double base) {
        double said = context.measure().wholeNumbers() ? Math.rint(base) : base;
        BigDecimal value = BigDecimal.valueOf(model.possible(context, said) / context.perUnit())
                .round(SHOWN)
                .stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }
}
