package io.dabiao.core.forecast;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.chance.Pace;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Accrual;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says what would have to happen for a target to be met, beside what happened lately. */
final class ForecastExplanation {

    private static final Pattern MULTIPLE = Pattern.compile("^(千万|百万|十万|万|亿)");
    /** 篇/月 counts 篇. */
    private static final Pattern PER = Pattern.compile("[/／每].*$");

    private static final int DIGITS = 3;
    private static final int WEEKS_LOOKED_BACK = 8;
    /** Up to this they are spelled. */
    private static final int SPELLED = 10;

    private final Indicator indicator;
    private final Target target;

    ForecastExplanation(Indicator indicator, Target target) {
        this.indicator = indicator;
        this.target = target;
    }

    /** To so few digits that no one takes it for exact; whole where it is large. */
    static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMaximumFractionDigits(Math.max(0, DIGITS));
        return format.format(rounded);
    }

    private static String whole(double value) {
        return new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(Math.ceil(value - 1e-7));
    }

    /** The noun of a unit without its multiple: 万个 counts 个. */
    private String noun() {
        String symbol = target.unit().symbol();
        String noun = target.unit().dimension() == Dimension.NUMBER
                ? PER.matcher(MULTIPLE.matcher(symbol).replaceFirst("")).replaceFirst("")
                : symbol;
        return noun.isEmpty() ? "" : " " + noun;
    }

    private static Words weeks(int days) {
        int weeks = rounded(days);
        return weeks == 1
                ? Words.of(ForecastExplanation.class, "week")
                : Words.of(ForecastExplanation.class, "weeks", spelled(weeks));
    }

    private static Words lastWeeks(int days) {
        int weeks = rounded(days);
        if (weeks == WEEKS_LOOKED_BACK) {
            return Words.of(ForecastExplanation.class, "lastEightWeeks");
        }
        return weeks == 1
                ? Words.of(ForecastExplanation.class, "lastWeek")
                : Words.of(ForecastExplanation.class, "lastWeeks", spelled(weeks));
    }

    private static int rounded(int days) {
        return Math.max(1, (int) Math.round(days / 7.0));
    }

    private static Words spelled(int weeks) {
        return weeks <= SPELLED
                ? Words.of(ForecastExplanation.class, "number_" + weeks)
                : Words.asWritten(Integer.toString(weeks));
    }

    /**
     * A goal that things add up to.
     *
     * @param missing in the base of the unit, or of the dimension's own where it is no number
     */
    Words goal(double missing, Accrual accrual, double perUnit) {
        if (missing <= 0) {
            return Words.of(ForecastExplanation.class, "nothingMoreIsNeeded");
        }
        double weeksLeft = accrual.weeksLeft();
        double perWeek = missing / weeksLeft / perUnit;
        if (perWeek >= 2 && weeksLeft >= 2) {
            int days = accrual.latelyDays(Accrual.LATELY);
            double lately = accrual.lately(days) / Math.max(1, days) * Accrual.WEEK / perUnit;
            return Words.of(
                    ForecastExplanation.class,
                    "needsMoreAWeekBrought",
                    number(perWeek),
                    noun(),
                    lastWeeks(days),
                    number(lately));
        }
        int ahead = (int) Math.round(weeksLeft * Accrual.WEEK);
        int days = accrual.latelyDays(Math.max(ahead, Accrual.LATELY));
        String needed = accrual.of() == Pace.Of.EVENTS ? whole(missing / perUnit) : number(missing / perUnit);
        String brought = number(accrual.lately(days) / perUnit);
        return Words.of(
                ForecastExplanation.class,
                "needsMoreInTheLeftBrought",
                needed,
                noun(),
                weeks(ahead),
                lastWeeks(days),
                brought);
    }

    /** Different ones. */
    Words fresh(double missing, double weeksLeft, double lately, int days) {
        if (missing <= 0) {
            return Words.of(ForecastExplanation.class, "nothingMoreIsNeeded");
        }
        int ahead = (int) Math.round(weeksLeft * Accrual.WEEK);
        return Words.of(
                ForecastExplanation.class,
                "needsMoreInTheLeftBrought2",
                whole(missing),
                noun(),
                weeks(ahead),
                lastWeeks(days),
                number(lately));
    }

    /** What may still come. @param allowed how much more, at least 0 */
    Words allowance(double allowed, double expected, double perUnit) {
        String more = number(allowed / perUnit);
        String pace = number(Math.round(expected / perUnit * 10) / 10.0);
        boolean one = allowed / perUnit == 1;
        if (allowed <= 0) {
            return Words.of(ForecastExplanation.class, "nothingMoreAllowed", pace, noun());
        }
        return one
                ? Words.of(ForecastExplanation.class, "anotherAllowed", more, noun(), pace)
                : Words.of(ForecastExplanation.class, "moreAllowed", more, noun(), pace);
    }

    Words exceeded() {
        return Words.of(ForecastExplanation.class, "whatIsAllowedIsUsedUp");
    }

    /**
     * A share of trials.
     *
     * @param needed the least share of those to come; above 1 where even all would not do
     * @param toCome how many are expected
     * @param lately of the last ones; NaN where there were none
     */
    Words share(double needed, double toCome, double lately, int days) {
        String about = number(Math.rint(toCome));
        Words was = Double.isNaN(lately)
                ? Words.of(ForecastExplanation.class, "broughtNone", lastWeeks(days))
                : Words.of(ForecastExplanation.class, "had", lastWeeks(days), number(lately * 100));
        if (needed > 1 + 1e-6) {
            return Words.of(ForecastExplanation.class, "evenIfAllOfAboutTo", about, was);
        }
        if (needed <= 0) {
            return Words.of(ForecastExplanation.class, "holdsEvenIfNoneOfAbout", about, was);
        }
        return Words.of(ForecastExplanation.class, "needsOfAboutToCome", number(Math.min(1, needed) * 100), about, was);
    }

    /** A mean. @param needed of what is to come */
    Words mean(double needed, double lately, int days, double perUnit) {
        boolean most = ceiling();
        String bound = number(needed / perUnit) + noun();
        Words was = Double.isNaN(lately)
                ? Words.of(ForecastExplanation.class, "nothing")
                : Words.asWritten(number(lately / perUnit));
        if (most && needed <= 0) {
            return Words.of(ForecastExplanation.class, "whatIsToComeCannotBring");
        }
        return most
                ? Words.of(ForecastExplanation.class, "mustAverageAtMost", bound, lastWeeks(days), was)
                : Words.of(ForecastExplanation.class, "mustAverageAtLeast", bound, lastWeeks(days), was);
    }

    private boolean ceiling() {
        return switch (target.effective(indicator.behaviour())) {
            case AT_MOST, LESS_THAN -> true;
            case AT_LEAST, MORE_THAN, REACHED -> false;
        };
    }

    Words days(double needed, long left, long won, int lately) {
        if (needed <= 0) {
            return Words.of(ForecastExplanation.class, "nothingMoreIsNeeded");
        }
        if (needed > left) {
            return Words.of(ForecastExplanation.class, "needsMoreDaysOnlyAreLeft", whole(needed), left);
        }
        return Words.of(ForecastExplanation.class, "needsOfTheDaysLeftOf", whole(needed), left, lately, won);
    }

    Words slots(Grain grain, int left, double least, int looked, double perUnit) {
        String each = number(target.value().doubleValue());
        String unit = noun();
        String lowest = number(least / perUnit);
        return grain == Grain.MONTH
                ? Words.of(
                        ForecastExplanation.class,
                        "eachMonth",
                        left,
                        each,
                        unit,
                        Words.of(ForecastExplanation.class, "lookedMonths", looked),
                        lowest)
                : Words.of(
                        ForecastExplanation.class,
                        "eachWeek",
                        left,
                        each,
                        unit,
                        Words.of(ForecastExplanation.class, "lookedWeeks", looked),
                        lowest);
    }

    Words slotShort() {
        return Words.of(ForecastExplanation.class, "aWeekOrMonthClosedShort");
    }

    /**
     * A level.
     *
     * @param margin how much more it needs (above 0) or how far it may move the wrong way (below 0)
     * @param monthly how it changed in a month, so far
     */
    Words level(double margin, double monthly, double perUnit) {
        boolean most = ceiling();
        String by = number(Math.abs(margin) / perUnit) + noun();
        String change = (monthly < 0 ? "-" : "+") + number(Math.abs(monthly) / perUnit);
        return Words.of(ForecastExplanation.class, "itHasChangedByAMonth", moves(most, margin > 0, by), change, noun());
    }

    private static Words moves(boolean most, boolean needed, String by) {
        if (needed) {
            return most
                    ? Words.of(ForecastExplanation.class, "mustFall", by)
                    : Words.of(ForecastExplanation.class, "needsMoreByTheEnd", by);
        }
        return most
                ? Words.of(ForecastExplanation.class, "mayRise", by)
                : Words.of(ForecastExplanation.class, "mayLose", by);
    }

    Words extreme(double seen, double perUnit) {
        boolean most = ceiling();
        String bound = target.value().toPlainString();
        String unit =
                target.unit().symbol().isEmpty() ? "" : " " + target.unit().symbol();
        String worst = number(seen / perUnit);
        return most
                ? Words.of(ForecastExplanation.class, "nothingAbove", bound, unit, worst)
                : Words.of(ForecastExplanation.class, "nothingBelow", bound, unit, worst);
    }
}
