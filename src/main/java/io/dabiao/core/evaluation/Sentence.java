package io.dabiao.core.evaluation;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.QuotaSlot;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.MeasureKind;
import io.dabiao.core.measure.Reading;
import io.dabiao.core.measure.Worst;
import io.dabiao.core.text.Words;
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
        List<QuotaSlot> slots,
        Verdict verdict,
        boolean stale,
        Forecast forecast) {

    private static final int LARGEST_SCALE = 100;

    Words words() {
        Words body = switch (verdict) {
            case UNDECLARED -> undeclared();
            case NO_DATA -> noData();
            case ON_TRACK, AT_RISK, BREACHED, MET, MISSED -> compared();
        };
        StringBuilder english = new StringBuilder(indicator.name()).append(body.english());
        StringBuilder chinese = new StringBuilder(indicator.name()).append(body.chinese());
        if (verdict == Verdict.AT_RISK) {
            english.append("; at risk: ").append(forecast.words().english());
            chinese.append("；存在风险：").append(forecast.words().chinese());
        }
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
        return new Words(": the form printed no target, so there is nothing to judge by", "：申报表未填指标值，无从判定");
    }

    private Words noData() {
        Words why = reading.missing().orElseThrow();
        return new Words(": no data, " + why.english(), "：无数据，" + why.chinese());
    }

    private Words compared() {
        Words value = inUnit(
                grouped(Digits.beside(actual.orElseThrow(), target.orElseThrow().value())), target.get());
        Words parts = parts();
        Words relation = relation(promise(target.get()));
        return new Words(
                " " + value.english() + parts.english() + " " + relation.english(),
                (indicator.behaviour() == Behaviour.QUOTA ? "最低为 " : "为 ") + value.chinese() + parts.chinese() + "，"
                        + relation.chinese());
    }

    private static Words promise(Target target) {
        Words value = inUnit(target.value().toPlainString(), target);
        String operator = target.operator().symbol() + " ";
        return new Words(operator + value.english(), operator + value.chinese());
    }

    /** In Chinese a percent sign stands close to its number, unlike any other unit. */
    private static Words inUnit(String number, Target target) {
        String symbol = target.unit().symbol();
        if (symbol.isEmpty()) {
            return new Words(number, number);
        }
        boolean sign = target.unit().dimension() == Dimension.SHARE && symbol.length() == 1;
        return new Words(number + " " + symbol, number + (sign ? "" : " ") + symbol);
    }

    private Words parts() {
        if (reading.days().isPresent()) {
            Reading.DayCount days = reading.days().get();
            return new Words(
                    " (" + days.left() + " left, " + days.unknown() + " unknown)",
                    "（剩余 " + days.left() + " 天，未知 " + days.unknown() + " 天）");
        }
        if (reading.parts().numerator().isEmpty()
                || reading.parts().denominator().isEmpty()) {
            return new Words("", "");
        }
        Fraction above = reading.parts().numerator().get();
        String below = plain(reading.parts().denominator().get());
        if (indicator.measure().kind() == MeasureKind.GROWTH) {
            boolean less = above.compareTo(BigDecimal.ZERO) < 0;
            String change = plain(less ? above.times(BigDecimal.ONE.negate()) : above);
            return new Words(
                    " (" + (less ? "-" : "+") + change + " on " + below + ")",
                    "（期初 " + below + "，" + (less ? "减少 " : "增加 ") + change + "）");
        }
        // The parts of a mean are a sum of one thing and a number of another: only the second says something by itself.
        if (indicator.measure().kind() == MeasureKind.MEAN
                || indicator.measure().dimension() != Dimension.SHARE) {
            return new Words(" (" + below + " samples)", "（" + below + " 个样本）");
        }
        return new Words(" (" + plain(above) + " of " + below + ")", "（" + plain(above) + " / " + below + "）");
    }

    private Words relation(Words promise) {
        boolean kept = verdict == Verdict.MET
                || verdict != Verdict.MISSED && target.orElseThrow().holds(actual.orElseThrow(), indicator.behaviour());
        String english = promise.english();
        String inBrackets = "（目标 " + promise.chinese() + "）";
        return switch (indicator.behaviour()) {
            case ACCUMULATE -> kept ? reached(promise) : over ? fellShort(promise) : underWay(promise);
            case ACCUMULATE_REVERSIBLE ->
                kept
                        ? over
                                ? reached(promise)
                                : new Words("has reached " + english + " for now", "目前已达到目标（" + promise.chinese() + "）")
                        : over ? fellShort(promise) : underWay(promise);
            case LIMIT ->
                kept
                        ? new Words("is within " + english, "未超出限值（" + promise.chinese() + "）")
                        : new Words("exceeds " + english, "已超出限值（" + promise.chinese() + "）");
            case STANDING ->
                kept
                        ? new Words("holds " + english, "达标" + inBrackets)
                        : new Words(
                                "is " + target.orElseThrow().operator().missed() + " " + english, "未达标" + inBrackets);
            case DAYS -> kept ? reached(promise) : over ? fellShort(promise) : daysLeft(promise);
            case QUOTA -> quota();
        };
    }

    private static Words reached(Words promise) {
        return new Words("has reached " + promise.english(), "已达到目标（" + promise.chinese() + "）");
    }

    private static Words fellShort(Words promise) {
        return new Words("did not reach " + promise.english(), "未达到目标（" + promise.chinese() + "）");
    }

    private static Words underWay(Words promise) {
        return new Words("is on the way to " + promise.english(), "尚在推进（目标 " + promise.chinese() + "）");
    }

    private Words daysLeft(Words promise) {
        return verdict == Verdict.BREACHED
                ? new Words("can no longer reach " + promise.english(), "已无法达到目标（" + promise.chinese() + "）")
                : new Words("can still reach " + promise.english(), "仍可达到目标（" + promise.chinese() + "）");
    }

    private Words quota() {
        List<QuotaSlot> shortOnes = slots.stream().filter(slot -> !slot.kept()).toList();
        Grain grain = ((Worst) indicator.measure()).grain();
        String closed = slots.size() + " closed " + grain.word() + (slots.size() == 1 ? "" : "s");
        String counter = grain == Grain.MONTH ? " 个月" : " 周";
        if (shortOnes.isEmpty()) {
            Words promises = promises(slots);
            return new Words(
                    "is the least of " + closed + ", all kept " + promises.english(),
                    "已结束的 " + slots.size() + counter + "均达标（目标 " + promises.chinese() + "）");
        }
        Words promises = promises(shortOnes);
        List<String> labels = shortOnes.stream().limit(3).map(QuotaSlot::label).toList();
        String more = shortOnes.size() > 3 ? " …" : "";
        return new Words(
                "is the least: " + shortOnes.size() + " of " + closed + " short of " + promises.english() + " ("
                        + String.join(", ", labels) + more + ")",
                "已结束的 " + slots.size() + counter + "中有 " + shortOnes.size() + counter + "未达标（"
                        + String.join("、", labels) + (more.isEmpty() ? "" : " 等") + "），目标 " + promises.chinese());
    }

    /** Each week or month was judged by the target of its day, which need not be that of today. */
    private static Words promises(List<QuotaSlot> judged) {
        List<Words> promises =
                judged.stream().map(slot -> promise(slot.target())).distinct().toList();
        return new Words(
                promises.stream().map(Words::english).collect(Collectors.joining(", later ")),
                promises.stream().map(Words::chinese).collect(Collectors.joining("，后为 ")));
    }

    private static String plain(Fraction value) {
        return grouped(value.rounded(Digits.USUAL));
    }

    private static String grouped(BigDecimal value) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMaximumFractionDigits(LARGEST_SCALE);
        return format.format(value);
    }
}
