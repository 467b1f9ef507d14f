package io.dabiao.core.forecast;

import io.dabiao.core.chance.Distribution;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Count;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Ratio;
import io.dabiao.core.measure.Sum;
import io.dabiao.core.rollup.EarlierYears;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.text.Words;
import java.util.Arrays;
import java.util.Optional;

/**
 * Ratios of three kinds: trials with a good outcome, an amount over the amount that it came with, and two amounts that have nothing
 * to do with each other, such as what was spent of a budget.
 */
final class RatioForecast implements ForecastModel {

    /** How far the rate of the rarer outcome in one month lies off the year's, relative. */
    static final double MONTHLY_SPREAD = 0.3;

    /** On more days than so many, what it is divided by is a stream. */
    private static final int OFTEN = 20;

    private enum Of {
        TRIALS,
        PAIRS,
        AMOUNTS
    }

    private static Of of(Ratio ratio) {
        if (ratio.part() instanceof Count good
                && ratio.whole() instanceof Count all
                && good.over().type().equals(all.over().type())
                && good.over().matchers().containsAll(all.over().matchers())) {
            return Of.TRIALS;
        }
        return ratio.part() instanceof Sum above
                        && ratio.whole() instanceof Sum below
                        && above.over().equals(below.over())
                ? Of.PAIRS
                : Of.AMOUNTS;
    }

    @Override
    public Outlook outlook(ForecastContext context) {
        Ratio ratio = (Ratio) context.measure();
        double[] part = context.amounts(ratio.part());
        double[] whole = context.amounts(ratio.whole());
        return switch (of(ratio)) {
            case TRIALS -> trials(context, ratio, part, whole);
            case PAIRS -> together(context, ratio, part, whole);
            case AMOUNTS -> quotient(context, ratio, part, whole);
        };
    }

    private static Outlook trials(ForecastContext context, Ratio ratio, double[] part, double[] whole) {
        EarlierYears.Trials before = context.earlier(ratio.whole().types())
                .trials(
                        ratio.part().series(context.period().zone()).get(0),
                        RatioForecast::tally,
                        ratio.whole().series(context.period().zone()).get(0),
                        RatioForecast::tally);
        return share(context, part, whole, context.bound(), context.operator(), before);
    }

    private static double tally(Rollup rollup) {
        return ((Rollup.Tally) rollup).events();
    }

    /** Trials by day with their good outcomes. */
    static Outlook share(
            ForecastContext context,
            double[] good,
            double[] all,
            double bound,
            Operator operator,
            EarlierYears.Trials before) {
        Accrual trials = context.trials(all);
        Distribution value =
                context.share(good, all, bound, operator, new ForecastContext.Trials(trials), before, MONTHLY_SPREAD);
        double toCome = trials.expectedAhead();
        double soFar = Accrual.sum(all, 0, all.length);
        double needed = toCome < 0.5 ? bound : (bound * (soFar + toCome) - Accrual.sum(good, 0, good.length)) / toCome;
        int days = trials.latelyDays(Accrual.LATELY);
        double had = trials.lately(days);
        double lately = had > 0 ? Accrual.sum(good, context.end() - days, context.end()) / had : Double.NaN;
        return new Outlook(value, context.explanation().share(needed, toCome, lately, days), trials.notes());
    }

    private static Outlook quotient(ForecastContext context, Ratio ratio, double[] part, double[] whole) {
        double below = Accrual.sum(whole, 0, whole.length);
        long times = Arrays.stream(whole).filter(amount -> amount != 0).count();
        if (context.indicator().behaviour() == Behaviour.STANDING && times > OFTEN) {
            return together(context, ratio, part, whole);
        }
        // What came once or twice is a decision, not a stream: more of it is not expected.
        if (times > 2) {
            below += context.accrual(ratio.whole(), new Accrual.Plan(Math.max(below, 1e-9), 4, 0))
                    .expectedAhead();
        }
        if (below <= 0) {
            throw NoForecast.absent(Words.of(RatioForecast.class, "whatItIsDividedByIs"));
        }
        Accrual above = context.accrual(
                ratio.part(),
                new Accrual.Plan(
                        Math.max(context.bound(), 0.01) * below * ForecastContext.PLANNED,
                        ForecastContext.PLAN_DOUBT,
                        0),
                Optional.empty(),
                grown(context, ratio, below));
        double soFar = Accrual.sum(part, 0, part.length);
        double missing = context.bound() * below - soFar;
        return new Outlook(
                above.ahead().moved(soFar / below, 1 / below),
                context.explanation()
                        .level(
                                (context.ceiling() ? -missing : missing) / below,
                                monthly(context, part, below),
                                context.perUnit()),
                above.notes());
    }

    /** A budget twice last year's is to be spent like last year's, at twice the amounts. */
    private static double grown(ForecastContext context, Ratio ratio, double below) {
        EarlierYears years = context.earlier(ratio.part().types());
        Series series = ratio.whole().series(context.period().zone()).get(0);
        double scale = ForecastContext.scale(ratio.whole());
        for (EarlierYears.Year year : years.observed()) {
            double then = years.days(series, year).values().stream()
                            .mapToDouble(RatioForecast::amount)
                            .sum()
                    * scale;
            if (then > 0) {
                return below / then;
            }
        }
        return 1;
    }

    /** Two streams side by side: what the one is over the other moves little, however much comes of both. */
    private static Outlook together(ForecastContext context, Ratio ratio, double[] part, double[] whole) {
        EarlierYears years = context.earlier(ratio.whole().types());
        Series above = ratio.part().series(context.period().zone()).get(0);
        Series below = ratio.whole().series(context.period().zone()).get(0);
        return MeanForecast.weighted(
                context,
                part,
                whole,
                MeanForecast.Before.of(
                        years,
                        year -> EarlierYears.byMonth(years.days(above, year), RatioForecast::amount),
                        year -> EarlierYears.byMonth(years.days(below, year), RatioForecast::amount)));
    }

    private static double amount(Rollup rollup) {
        return rollup instanceof Rollup.Tally tally
                ? tally.events()
                : ((Rollup.Total) rollup).sum().doubleValue();
    }

    private static double monthly(ForecastContext context, double[] part, double below) {
        return Accrual.sum(part, 0, part.length)
                / below
                / Math.max(1, context.today() - context.from())
                * ForecastContext.DAYS_OF_A_MONTH;
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return new Sureness(1.05, 1.35);
    }
}
