package io.dabiao.page.indicator;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Schedule;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.measure.Fraction;
import io.dabiao.page.Messages;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How much of the target is reached, or of an allowance used up, beside what is due of it by the declared schedule; without one, beside how much
 * of the declared time has gone.
 *
 * @param percent of the target; more than 100 where it is more
 * @param time that has gone, or what is due, in percent
 * @param behind whether it is ten points behind that, or of an allowance ten before it
 */
record YearGauge(int percent, int time, boolean behind, String words) {

    private static final int APART = 10;
    private static final int WHOLE = 100;

    /** Null where there is no amount that moves with the year. */
    static YearGauge of(Messages messages, Period period, Indicator indicator, Evaluation evaluation) {
        boolean grows = indicator.behaviour() == Behaviour.ACCUMULATE
                || indicator.behaviour() == Behaviour.ACCUMULATE_REVERSIBLE;
        boolean limit = indicator.behaviour() == Behaviour.LIMIT;
        BigDecimal target = evaluation.target().map(Target::value).orElse(BigDecimal.ZERO);
        if (!grows && !limit || target.signum() <= 0 || evaluation.actual().isEmpty()) {
            return null;
        }
        int percent = evaluation
                .actual()
                .map(Fraction::decimal)
                .orElseThrow()
                .movePointRight(2)
                .divide(target, MathContext.DECIMAL64)
                .setScale(0, RoundingMode.DOWN)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .intValue();
        Optional<Integer> due =
                indicator.schedule().filter(plan -> grows).map(plan -> due(plan, period, evaluation.at()));
        int time = due.orElseGet(() -> time(period, evaluation.at()));
        boolean behind = grows ? percent < Math.min(WHOLE, time) - APART : percent > time + APART;
        String key = due.isPresent() ? "gaugeDue" : grows ? "gaugeDone" : "gaugeUsed";
        return new YearGauge(percent, time, behind, messages.of(key, percent, time));
    }

    private static int due(Schedule plan, Period period, Instant at) {
        return plan.dueBefore(at.atZone(period.zone()).toLocalDate())
                .movePointRight(2)
                .setScale(0, RoundingMode.DOWN)
                .intValue();
    }

    private static int time(Period period, Instant at) {
        if (!at.isAfter(period.start())) {
            return 0;
        }
        return period.over(at)
                ? WHOLE
                : (int) (WHOLE
                        * Duration.between(period.start(), at).toMinutes()
                        / Duration.between(period.start(), period.end()).toMinutes());
    }

    /** Of a bar of a hundred. */
    public int width() {
        return Math.max(0, Math.min(WHOLE, percent));
    }

    /** Where the line of time stands, so that it is seen at both ends. */
    public double timeAt() {
        return Math.min(98.6, Math.max(0, time - 0.7));
    }
}
