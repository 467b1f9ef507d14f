package io.dabiao.demo;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Reported;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * What people report each quarter, and what was spent each month. Every sixth qualitative target is behind all year, and
 * no one reports a rank: that indicator stays without data.
 */
final class Office implements Feed {

    private static final List<String> REPORTED_ON = List.of("01-15", "03-27", "06-26", "09-25", "12-18");
    private static final int[] COMPLETION = {80, 83, 88, 93, 98};
    private static final int[] BEHIND = {40, 52, 64, 72, 78};
    private static final BigDecimal[] OTHERWISE = {
        new BigDecimal("4.1"),
        new BigDecimal("4.6"),
        new BigDecimal("5.0"),
        new BigDecimal("5.3"),
        new BigDecimal("5.8")
    };
    private static final int ONE_BEHIND_IN = 6;
    private static final BigDecimal SPENT_A_MONTH = new BigDecimal("0.0815");

    private final List<Declaration> declarations;

    Office(List<Declaration> declarations) {
        this.declarations = declarations;
    }

    @Override
    public String name() {
        return "office";
    }

    @Override
    public void tell(DayReport day) {
        int quarter = REPORTED_ON.indexOf(day.date().toString().substring(5));
        if (quarter >= 0) {
            report(day, quarter);
        }
        if (day.monthly(28)) {
            for (Declaration declaration : declarations) {
                BigDecimal spent = declaration.budget().total().multiply(SPENT_A_MONTH);
                day.say(
                        "budget.executed",
                        "project",
                        declaration.name(),
                        "value",
                        spent.setScale(2, RoundingMode.HALF_UP));
            }
        }
    }

    private void report(DayReport day, int quarter) {
        int qualities = 0;
        for (Declaration declaration : declarations) {
            for (Indicator indicator : declaration.indicators()) {
                if (!(indicator.measure() instanceof Reported)) {
                    continue;
                }
                if (indicator.target().isEmpty()) {
                    report(day, declaration, indicator, OTHERWISE[quarter]);
                } else if (indicator.target().get().nature() == Target.Nature.COMPLETION) {
                    qualities++;
                    int[] course = qualities % ONE_BEHIND_IN == 0 ? BEHIND : COMPLETION;
                    report(day, declaration, indicator, BigDecimal.valueOf(course[quarter]));
                }
            }
        }
    }

    private static void report(DayReport day, Declaration declaration, Indicator indicator, BigDecimal value) {
        day.say(
                Reported.TYPE,
                "project",
                declaration.name(),
                "indicator",
                indicator.name(),
                "value",
                value,
                "note",
                "演示数据");
    }
}
