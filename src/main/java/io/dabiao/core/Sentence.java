package io.dabiao.core;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says an evaluation in one sentence, in each language: {@code 服务热线电话接听率 84.03 % (27,112 of 32,265) is below ≥ 85 %}.
 */
record Sentence(
        Indicator indicator,
        Optional<Target> target,
        boolean over,
        Reading reading,
        Optional<Fraction> actual,
        List<Evaluation.Slot> slots,
        Verdict verdict,
        boolean stale) {

    private static final int USUAL_SCALE = 2;
    private static final int LARGEST_SCALE = 10;

    Words words() {
        Words body = switch (verdict) {
            case UNDECLARED -> undeclared();
            case NO_DATA -> noData();
            case ON_TRACK, AT_RISK, BREACHED, MET, MISSED -> compared();
        };
        StringBuilder english = new StringBuilder(indicator.name()).append(body.english());
        StringBuilder chinese = new StringBuilder(indicator.name()).append(body.chinese());
        if (reading.parts().unfit() > 0) {
            long unfit = reading.parts().unfit();
            english.append("; ")
                    .append(unfit)
                    .append(unfit == 1 ? " event" : " events")
                    .append(" left out as unusable");
            chinese.append("；").append(unfit).append(" 条记录因字段缺失或类型不符未计入");
        }
        for (Words note : reading.parts().notes()) {
            english.append("; ").append(note.english());
            chinese.append("；").append(note.chinese());
        }
        if (stale && verdict != Verdict.NO_DATA && verdict != Verdict.UNDECLARED) {
            english.append("; stale: nothing reported lately, and nobody vouches for it");
            chinese.append("；数据陈旧：近期无上报，也无零报告");
        }
        return new Words(english.toString(), chinese.toString());
    }

    private Words undeclared() {
        return new Words(": the form printed no target, so there is nothing to judge by", "：申报表未填指标值，无从判断");
    }

    private Words noData() {
        Words why = reading.missing().orElseThrow();
        return new Words(": no data, " + why.english(), "：无数据，" + why.chinese());
    }

    private Words compared() {
        String promise = target.orElseThrow().words();
        String value = shown(actual.orElseThrow(), target.get()) + unit();
        Words parts = parts();
        Words relation = relation(promise);
        return new Words(
                " " + value + parts.english() + " " + relation.english(),
                " " + value + parts.chinese() + "，" + relation.chinese());
    }

    private String unit() {
        String symbol = target.orElseThrow().unit().symbol();
        return symbol.isEmpty() ? "" : " " + symbol;
    }

    private Words parts() {
        Optional<Fraction> above = reading.parts().numerator();
        Optional<Fraction> below = reading.parts().denominator();
        if (reading.days().isPresent()) {
            Reading.DayCount days = reading.days().get();
            return new Words(
                    " (" + days.left() + " left, " + days.unknown() + " unknown)",
                    "（剩余 " + days.left() + " 天，未知 " + days.unknown() + " 天）");
        }
        if (above.isEmpty() || below.isEmpty()) {
            return new Words("", "");
        }
        if (indicator.measure().kind() == Measure.Kind.MEAN) {
            return new Words(" (" + plain(below.get()) + " samples)", "（" + plain(below.get()) + " 个样本）");
        }
        return new Words(
                " (" + plain(above.get()) + " of " + plain(below.get()) + ")",
                "（" + plain(above.get()) + " / " + plain(below.get()) + "）");
    }

    private Words relation(String promise) {
        boolean kept = verdict == Verdict.MET
                || verdict != Verdict.MISSED && target.orElseThrow().holds(actual.orElseThrow(), indicator.behaviour());
        return switch (indicator.behaviour()) {
            case ACCUMULATE, ACCUMULATE_REVERSIBLE ->
                kept
                        ? new Words("has reached " + promise, "已达到 " + promise)
                        : over
                                ? new Words("did not reach " + promise, "未达到 " + promise)
                                : new Words("on the way to " + promise, "目标 " + promise + "，推进中");
            case LIMIT ->
                kept
                        ? new Words("is within " + promise, "未超出 " + promise)
                        : new Words("exceeds " + promise, "已超出 " + promise);
            case STANDING ->
                kept
                        ? new Words("holds " + promise, "符合 " + promise)
                        : new Words("is " + target.orElseThrow().operator().missed() + " " + promise, "不符合 " + promise);
            case DAYS -> days(promise, kept);
            case QUOTA -> quota(promise);
        };
    }

    private Words days(String promise, boolean kept) {
        if (kept) {
            return new Words("has reached " + promise, "已达到 " + promise);
        }
        if (over) {
            return new Words("did not reach " + promise, "未达到 " + promise);
        }
        return verdict == Verdict.BREACHED
                ? new Words("can no longer reach " + promise, "已不可能达到 " + promise)
                : new Words("can still reach " + promise, "仍可达到 " + promise);
    }

    private Words quota(String promise) {
        List<Evaluation.Slot> shortOnes =
                slots.stream().filter(slot -> !slot.kept()).toList();
        if (shortOnes.isEmpty()) {
            return new Words(
                    "is the least of " + slots.size() + " closed, all kept " + promise,
                    "为已结束 " + slots.size() + " 期中最低，均符合 " + promise);
        }
        String labels = shortOnes.stream().limit(3).map(Evaluation.Slot::label).collect(Collectors.joining(", "))
                + (shortOnes.size() > 3 ? " …" : "");
        return new Words(
                "is the least: " + shortOnes.size() + " of " + slots.size() + " closed short of " + promise + " ("
                        + labels + ")",
                "为最低：已结束 " + slots.size() + " 期中有 " + shortOnes.size() + " 期不符合 " + promise + "（" + labels + "）");
    }

    /** Rounded to two digits, and to more where two would make 84.996 look like 85. */
    private static String shown(Fraction actual, Target target) {
        int truth = Integer.signum(actual.compareTo(target.value()));
        for (int scale = USUAL_SCALE; scale < LARGEST_SCALE; scale++) {
            BigDecimal rounded = actual.rounded(scale);
            if (Integer.signum(rounded.compareTo(target.value())) == truth) {
                return grouped(rounded);
            }
        }
        return grouped(actual.rounded(LARGEST_SCALE));
    }

    private static String plain(Fraction value) {
        return grouped(value.rounded(USUAL_SCALE));
    }

    private static String grouped(BigDecimal value) {
        DecimalFormat format = new DecimalFormat("#,##0.##########", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return format.format(value);
    }
}
