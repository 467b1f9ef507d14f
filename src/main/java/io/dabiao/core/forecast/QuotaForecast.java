package io.dabiao.core.forecast;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.chance.Certain;
import io.dabiao.core.chance.Least;
import io.dabiao.core.chance.Probability;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Operator;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.measure.Worst;
import io.dabiao.core.text.Words;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Quotas: every open week or month must hold. They share one uncertain rate, so they hold or fail together; beside it stands that
 * those who owe a quota watch over it, and both are weighed by how likely each made what happened.
 */
final class QuotaForecast implements ForecastModel {

    private static final int LEAST_MONTHS = 2;
    private static final int LEAST_WEEKS = 6;
    /** What it is worth that promises of every week or month are mostly watched over, in weeks or months. */
    private static final double KEPT_BEFORE = 4;

    private static final double SLIPPED_MONTHS = 0.08;
    private static final double SLIPPED_WEEKS = 0.25;
    private static final int LOOKED_BACK = 8;

    @Override
    public Outlook outlook(ForecastContext context) {
        Worst worst = (Worst) context.measure();
        Grain grain = worst.grain();
        List<Period> open = context.period().parts(grain).stream()
                .filter(part -> !part.over(context.window().at())
                        && !part.from().isBefore(context.window().measuredFrom()))
                .toList();
        int wanted = grain == Grain.MONTH ? LEAST_MONTHS : LEAST_WEEKS;
        boolean broken = context.verdict() == Verdict.BREACHED;
        int closed = context.slots().size();
        if (closed < wanted && !broken) {
            throw NoForecast.tooEarly(
                    grain == Grain.MONTH
                            ? Words.of(QuotaForecast.class, "completeMonths", closed, wanted)
                            : Words.of(QuotaForecast.class, "completeWeeks", closed, wanted));
        }
        int parts = context.period().parts(grain).size();
        Accrual accrual = context.accrual(
                worst.of(),
                new Accrual.Plan(
                        Math.max(1, context.bound()) * ForecastContext.PLANNED * parts, ForecastContext.PLAN_DOUBT, 0),
                Optional.of(grain),
                1);
        double[] had = new double[open.size()];
        double[] exposures = new double[open.size()];
        double[] bounds = new double[open.size()];
        double[] amounts = context.amounts(worst.of());
        for (int s = 0; s < had.length; s++) {
            Period slot = open.get(s);
            had[s] = Accrual.sum(amounts, context.index(slot.from()), context.index(slot.until()));
            exposures[s] = accrual.exposureLeft(context.index(slot.from()), context.index(slot.until()));
            bounds[s] = context.indicator()
                    .targetAt(slot.end().minusNanos(1), context.period().zone())
                    .map(target -> leastOf(context, target))
                    .orElse(0.0);
        }
        double soFar = lowest(context.reading().slots(), Double.POSITIVE_INFINITY);
        Least least = accrual.least(soFar, had, exposures);
        int looked = Math.min(LOOKED_BACK, context.reading().slots().size());
        List<Reading.Slot> slots = context.reading().slots();
        double lowest = lowest(slots.subList(slots.size() - looked, slots.size()), 0);
        return new Outlook(
                open.isEmpty() ? new Certain(soFar) : least,
                OptionalDouble.of(broken ? 0 : kept(context, accrual, least.all(bounds), open.size())),
                broken
                        ? context.explanation().slotShort()
                        : context.explanation().slots(grain, open.size(), lowest, looked, context.perUnit()),
                accrual.notes());
    }

    private static double lowest(List<Reading.Slot> slots, double none) {
        return slots.stream()
                .mapToDouble(slot -> slot.value().approximately())
                .min()
                .orElse(none);
    }

    /**
     * Those who owe something each week or month may watch over it: then that it held so far says more than how much came. Both
     * views are weighed by how likely each made it that all held so far.
     */
    private static double kept(ForecastContext context, Accrual accrual, double byPace, int open) {
        double slipped = ((Worst) context.measure()).grain() == Grain.MONTH ? SLIPPED_MONTHS : SLIPPED_WEEKS;
        List<QuotaSlot> slots = context.slots();
        double closed = slots.size();
        double byCare = new Probability(KEPT_BEFORE + closed, slipped).allOf(open);
        double[] had = new double[slots.size()];
        double[] exposures = new double[slots.size()];
        double[] bounds = new double[slots.size()];
        for (int s = 0; s < bounds.length; s++) {
            QuotaSlot slot = slots.get(s);
            exposures[s] = accrual.exposure(context.index(slot.from()), context.index(slot.until()));
            bounds[s] = leastOf(context, slot.target());
        }
        double paceSaid =
                accrual.least(Double.POSITIVE_INFINITY, had, exposures).all(bounds);
        double careSaid = new Probability(KEPT_BEFORE, slipped).allOf(closed);
        return (paceSaid * byPace + careSaid * byCare) / (paceSaid + careSaid);
    }

    /** The least amount that keeps a target; strictly more is told from as much by next to nothing. */
    private static double leastOf(ForecastContext context, Target of) {
        return of.operator() == Operator.MORE_THAN ? Math.nextUp(context.bound(of) + 1e-6) : context.bound(of);
    }

    @Override
    public double possible(ForecastContext context, double base) {
        return Math.min(context.now(), base);
    }

    @Override
    public Sureness sureness(ForecastContext context) {
        return new Sureness(1.6, 0.9);
    }
}
