package io.dabiao.core.declaration;

import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When what is promised is planned to come (序时进度): parts of the whole, each with the stretch of the period in which it comes.
 *
 * <p>Being behind it is a fact of today. It says nothing by itself of whether the target will be met, and no verdict follows from it.
 *
 * @param steps in order, without overlap, at least one; nothing is planned between them
 */
public record Schedule(List<Step> steps) {

    /**
     * A stretch of days and what is planned to come in it.
     *
     * @param until the day after the last; after {@code from}
     * @param part of the whole, in any unit that all steps share; not below 0
     * @param daily whether it is due day by day; else all of it at the stretch's end
     */
    public record Step(LocalDate from, LocalDate until, BigDecimal part, boolean daily) {

        private long length() {
            return until.toEpochDay() - from.toEpochDay();
        }
    }

    public Schedule {
        steps = List.copyOf(steps);
    }

    /** Whether anything can be planned by days: what adds up through the year towards a goal. */
    public static boolean suits(Behaviour behaviour, Measure measure) {
        boolean addsUp = behaviour == Behaviour.ACCUMULATE || behaviour == Behaviour.ACCUMULATE_REVERSIBLE;
        return addsUp && measure.plannedByDays();
    }

    private BigDecimal whole() {
        return steps.stream().map(Step::part).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The share of the whole that is due by the end of the day before, from 0 to 1. */
    public BigDecimal dueBefore(LocalDate day) {
        BigDecimal due = BigDecimal.ZERO;
        for (Step step : steps) {
            if (!step.until().isAfter(day)) {
                due = due.add(step.part());
            } else if (step.daily() && step.from().isBefore(day)) {
                long over = day.toEpochDay() - step.from().toEpochDay();
                due = due.add(step.part()
                        .multiply(BigDecimal.valueOf(over))
                        .divide(BigDecimal.valueOf(step.length()), MathContext.DECIMAL64));
            }
        }
        return due.divide(whole(), MathContext.DECIMAL64);
    }

    /**
     * How much of the whole is planned for each day, over what an even plan would have: 1 on average.
     *
     * @param from the period's first day
     * @param length of the period in days
     */
    public double[] perDay(LocalDate from, int length) {
        double[] days = new double[length];
        double whole = whole().doubleValue();
        for (Step step : steps) {
            double each = step.part().doubleValue() / whole / step.length() * length;
            for (LocalDate day = step.from(); day.isBefore(step.until()); day = day.plusDays(1)) {
                int index = (int) (day.toEpochDay() - from.toEpochDay());
                if (index >= 0 && index < length) {
                    days[index] = each;
                }
            }
        }
        return days;
    }

    /**
     * Where an indicator stands beside its plan.
     *
     * @param until the last day of what is due
     * @param due by then, in the target's unit
     * @param missing of what is due, in the same; 0 where nothing is
     */
    public record Standing(LocalDate until, BigDecimal due, BigDecimal missing) {

        public boolean behind() {
            return missing.signum() > 0;
        }

        public Words words() {
            String due = this.due.toPlainString();
            String missing = this.missing.toPlainString();
            return behind()
                    ? Words.of(Schedule.class, "behindScheduleByWasDueBy", missing, due, until)
                    : Words.of(Schedule.class, "notBehindScheduleWasDueBy", due, until);
        }
    }

    /** Beside the target in force; empty while nothing is due. A day counts when it is over. */
    public Optional<Standing> standing(Target target, Optional<Fraction> actual, Instant at, ZoneId zone) {
        LocalDate today = at.atZone(zone).toLocalDate();
        BigDecimal share = dueBefore(today);
        if (share.signum() == 0) {
            return Optional.empty();
        }
        LocalDate until = steps.stream()
                .filter(step -> step.daily()
                        ? step.from().isBefore(today)
                        : !step.until().isAfter(today))
                .map(step -> step.until().isAfter(today) ? today : step.until())
                .max(LocalDate::compareTo)
                .orElse(today)
                .minusDays(1);
        BigDecimal due = target.value().multiply(share);
        int digits = Math.max(target.value().stripTrailingZeros().scale(), due.compareTo(BigDecimal.TEN) < 0 ? 2 : 1);
        BigDecimal shown = due.setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
        BigDecimal is = actual.map(Fraction::decimal).orElse(BigDecimal.ZERO);
        BigDecimal missing = shown.subtract(is)
                .max(BigDecimal.ZERO)
                .setScale(digits, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return Optional.of(new Standing(until, plain(shown), plain(missing)));
    }

    private static BigDecimal plain(BigDecimal value) {
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /** The plan, as a list of what is due by when. */
    public Words words() {
        List<Words> told = new ArrayList<>();
        BigDecimal whole = whole();
        BigDecimal due = BigDecimal.ZERO;
        for (Step step : steps) {
            due = due.add(step.part());
            String percent = due.movePointRight(2)
                    .divide(whole, 1, RoundingMode.HALF_UP)
                    .stripTrailingZeros()
                    .toPlainString();
            LocalDate last = step.until().minusDays(1);
            told.add(
                    step.daily()
                            ? Words.of(Schedule.class, "evenly", step.from(), last, percent)
                            : Words.of(Schedule.class, "by", last, percent));
        }
        return Words.joined(Words.of(Words.class, "comma"), told);
    }
}
