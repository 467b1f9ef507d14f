package io.dabiao.core.forecast;

import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Pace;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.text.Words;

/**
 * Counts and sums, goals and ceilings alike: what came, and a stream that goes on at the pace it showed, in the shape that earlier
 * years had. A goal of a few is weighed against a list of planned events as well.
 */
final class AccrualForecast implements ForecastModel {

    /** Up to so many, a goal is a list of planned events. */
    static final double MOST_PLANNED = 15;

    @Override
    public Outlook outlook(ForecastContext context) {
        Accrual accrual = context.accrual(context.measure(), context.plan());
        double soFar = accrual.soFar();
        Distribution ends = (few(context) ? accrual.plannedAhead((int) Math.ceil(context.bound())) : accrual.ahead())
                .moved(soFar, 1);
        return new Outlook(ends, need(context, accrual, soFar), accrual.notes());
    }

    private static Words need(ForecastContext context, Accrual accrual, double soFar) {
        ForecastExplanation explanation = context.explanation();
        if (!context.ceiling()) {
            return explanation.goal(context.bound() - soFar, accrual, context.noun());
        }
        return context.verdict() == Verdict.BREACHED
                ? explanation.exceeded()
                : explanation.allowance(allowed(context, accrual, soFar), accrual.expectedAhead(), context.perUnit());
    }

    private static boolean few(ForecastContext context) {
        return context.measure().kind() == MeasureKind.COUNT && !context.ceiling() && context.bound() <= MOST_PLANNED;
    }

    private static double allowed(ForecastContext context, Accrual accrual, double soFar) {
        double left = context.bound() - soFar;
        boolean strictly = context.operator() == Operator.LESS_THAN;
        return accrual.of() == Pace.Of.EVENTS ? (strictly ? Math.ceil(left) - 1 : Math.floor(left)) : left;
    }

    @Override
    public double possible(ForecastContext context, double base) {
        return Math.max(context.now(), base);
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        if (few(context)) {
            return new Sureness(1, 1);
        }
        if (context.measure().kind() == MeasureKind.SUM) {
            return new Sureness(1.2, 1);
        }
        return context.knowsEarlierYears() ? new Sureness(1.25, 1) : new Sureness(2.1, 1.1);
    }
}
