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
    private static final String[] SMALL = {
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"
    };

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

    private static String weeks(int days) {
        int weeks = Math.max(1, (int) Math.round(days / 7.0));
        return weeks == 1 ? "week" : (weeks < SMALL.length ? SMALL[weeks] : Integer.toString(weeks)) + " weeks";
    }

    private static String inChinese(int days) {
        int weeks = Math.max(1, (int) Math.round(days / 7.0));
        return weeks == WEEKS_LOOKED_BACK ? "最近八周" : "最近 " + weeks + " 周";
    }

    private static String lastWeeks(int days) {
        return "the last " + weeks(days);
    }

    /**
     * A goal that things add up to.
     *
     * @param missing in the base of the unit, or of the dimension's own where it is no number
     */
    Words goal(double missing, Accrual accrual, double perUnit) {
        if (missing <= 0) {
            return new Words("nothing more is needed", "已达到目标，无需再增加");
        }
        double weeksLeft = accrual.weeksLeft();
        double perWeek = missing / weeksLeft / perUnit;
        if (perWeek >= 2 && weeksLeft >= 2) {
            int days = accrual.latelyDays(Accrual.LATELY);
            double lately = accrual.lately(days) / Math.max(1, days) * Accrual.WEEK / perUnit;
            return new Words(
                    "needs " + number(perWeek) + noun() + " more a week, " + lastWeeks(days) + " brought "
                            + number(lately),
                    "此后平均每周还需 " + number(perWeek) + noun() + "，" + inChinese(days) + "平均每周 " + number(lately) + noun());
        }
        int ahead = (int) Math.round(weeksLeft * Accrual.WEEK);
        int days = accrual.latelyDays(Math.max(ahead, Accrual.LATELY));
        String needed = accrual.of() == Pace.Of.EVENTS ? whole(missing / perUnit) : number(missing / perUnit);
        String brought = number(accrual.lately(days) / perUnit);
        return new Words(
                "needs " + needed + noun() + " more in the " + weeks(ahead) + " left, " + lastWeeks(days) + " brought "
                        + brought,
                "剩余约 " + Math.max(1, Math.round(weeksLeft)) + " 周内还需 " + needed + noun() + "，" + inChinese(days) + "为 "
                        + brought + noun());
    }

    /** Different ones. */
    Words fresh(double missing, double weeksLeft, double lately, int days) {
        if (missing <= 0) {
            return new Words("nothing more is needed", "已达到目标，无需再增加");
        }
        int ahead = (int) Math.round(weeksLeft * Accrual.WEEK);
        return new Words(
                "needs " + whole(missing) + noun() + " more in the " + weeks(ahead) + " left, " + lastWeeks(days)
                        + " brought " + number(lately) + " new",
                "剩余约 " + Math.max(1, Math.round(weeksLeft)) + " 周内还需新增 " + whole(missing) + noun() + "，"
                        + inChinese(days) + "新增 " + number(lately) + noun());
    }

    /** What may still come. @param allowed how much more, at least 0 */
    Words allowance(double allowed, double expected, double perUnit) {
        String more = number(allowed / perUnit);
        String pace = number(Math.round(expected / perUnit * 10) / 10.0);
        boolean one = allowed / perUnit == 1;
        return new Words(
                (allowed <= 0 ? "nothing more is" : more + noun() + (one ? " more is" : " more are"))
                        + " allowed, about " + pace + " more are expected",
                (allowed <= 0 ? "不得再发生" : "还可再发生 " + more + noun()) + "，预计还会发生约 " + pace + noun());
    }

    Words exceeded() {
        return new Words("what is allowed is used up, and that cannot be undone", "限额已用完，无法挽回");
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
        String was = Double.isNaN(lately)
                ? lastWeeks(days) + " brought none"
                : lastWeeks(days) + " had " + number(lately * 100) + " %";
        String wasInChinese =
                Double.isNaN(lately) ? inChinese(days) + "没有发生" : inChinese(days) + "为 " + number(lately * 100) + "%";
        if (needed > 1 + 1e-6) {
            return new Words(
                    "even if all of about " + about + " to come succeed it is not enough; " + was,
                    "即使此后约 " + about + " 次全部达标也不够；" + wasInChinese);
        }
        if (needed <= 0) {
            return new Words(
                    "holds even if none of about " + about + " to come succeeds; " + was,
                    "即使此后约 " + about + " 次全不达标也能守住；" + wasInChinese);
        }
        return new Words(
                "needs " + number(Math.min(1, needed) * 100) + " % of about " + about + " to come, " + was,
                "此后约 " + about + " 次中须有 " + number(Math.min(1, needed) * 100) + "% 达标，" + wasInChinese);
    }

    /** A mean. @param needed of what is to come */
    Words mean(double needed, double lately, int days, double perUnit) {
        boolean most = ceiling();
        String bound = number(needed / perUnit) + noun();
        String was = Double.isNaN(lately) ? "nothing" : number(lately / perUnit);
        if (most && needed <= 0) {
            return new Words("what is to come cannot bring it down to the target any more", "此后无论多低也难以降到目标以内");
        }
        return new Words(
                "what is to come must average " + (most ? "at most " : "at least ") + bound + ", " + lastWeeks(days)
                        + " averaged " + was,
                "此后平均须" + (most ? "不超过 " : "不低于 ") + bound + "，" + inChinese(days) + "平均为 "
                        + (Double.isNaN(lately) ? "空" : was));
    }

    private boolean ceiling() {
        return switch (target.effective(indicator.behaviour())) {
            case AT_MOST, LESS_THAN -> true;
            case AT_LEAST, MORE_THAN, REACHED -> false;
        };
    }

    Words days(double needed, long left, long won, int lately) {
        if (needed <= 0) {
            return new Words("nothing more is needed", "已达到目标，无需再增加");
        }
        if (needed > left) {
            return new Words(
                    "needs " + whole(needed) + " more days, only " + left + " are left",
                    "还需 " + whole(needed) + " 天，只剩 " + left + " 天");
        }
        return new Words(
                "needs " + whole(needed) + " of the " + left + " days left, of the last " + lately + " days " + won
                        + " counted",
                "剩余 " + left + " 天中还需 " + whole(needed) + " 天，最近 " + lately + " 天中有 " + won + " 天计入");
    }

    Words slots(Grain grain, int left, double least, int looked, double perUnit) {
        String each = number(target.value().doubleValue());
        String unit = noun();
        String lowest = number(least / perUnit);
        String week = grain.word();
        return new Words(
                "each of the " + left + " " + week + (left == 1 ? "" : "s") + " left needs " + each + unit
                        + ", the lowest of the last " + (looked == 1 ? week : looked + " " + week + "s") + " had "
                        + lowest,
                "剩余 " + left + (grain == Grain.MONTH ? " 个月" : " 周") + "每"
                        + grain.words().chinese() + "须达 " + each + unit + "，最近 " + looked
                        + (grain == Grain.MONTH ? " 个月" : " 周") + "最低为 " + lowest);
    }

    Words slotShort() {
        return new Words("a week or month closed short, and that cannot be undone", "已有周期未达标，无法挽回");
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
        String inEnglish = margin > 0
                ? (most ? "must fall by " : "needs ") + by + (most ? "" : " more") + " by the end"
                : (most ? "may rise by " : "may lose ") + by + " until the end";
        String inChinese = margin > 0 ? (most ? "到期前须下降 " : "到期前还需增加 ") + by : (most ? "到期前可上升 " : "到期前可减少 ") + by;
        return new Words(
                inEnglish + ", it has changed by " + change + " a month", inChinese + "，目前平均每月变化 " + change + noun());
    }

    Words extreme(double seen, double perUnit) {
        boolean most = ceiling();
        String bound = target.value().toPlainString();
        String unit =
                target.unit().symbol().isEmpty() ? "" : " " + target.unit().symbol();
        String worst = number(seen / perUnit);
        return new Words(
                "nothing " + (most ? "above " : "below ") + bound + unit + " may come, the "
                        + (most ? "greatest" : "least") + " so far was " + worst,
                "此后不得出现" + (most ? "高于 " : "低于 ") + bound + unit + " 的值，目前最" + (most ? "大" : "小") + "为 " + worst);
    }
}
