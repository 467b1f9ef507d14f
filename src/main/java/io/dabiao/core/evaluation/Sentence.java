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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    private static final int MOST_NAMED = 3;

    Words words() {
        Words body = switch (verdict) {
            case UNDECLARED -> undeclared();
            case NO_DATA -> noData();
            case ON_TRACK, AT_RISK, BREACHED, MET, MISSED -> compared();
        };
        List<Words> said =
                new ArrayList<>(List.of(Words.asWritten(indicator.name()).then(body)));
        if (verdict == Verdict.AT_RISK) {
            said.add(Words.of(Sentence.class, "atRisk", forecast.words()));
        }
        if (reading.parts().unfit() > 0) {
            said.add(Words.of(Sentence.class, "unusable", reading.parts().unfit()));
        }
        said.addAll(reading.parts().notes());
        if (stale && verdict != Verdict.NO_DATA && verdict != Verdict.UNDECLARED) {
            said.add(Words.of(Sentence.class, "stale"));
        }
        return Words.joined(Words.of(Words.class, "semicolon"), said);
    }

    private Words undeclared() {
        return Words.of(Sentence.class, "theFormPrintedNoTargetSo");
    }

    private Words noData() {
        Words why = reading.missing().orElseThrow();
        return Words.of(Sentence.class, "noData", why);
    }

    private Words compared() {
        Words value = inUnit(
                grouped(Digits.beside(actual.orElseThrow(), target.orElseThrow().value())), target.get());
        Words parts = parts();
        Words relation = relation(promise(target.get()));
        return indicator.behaviour() == Behaviour.QUOTA
                ? Words.of(Sentence.class, "comparedLeast", value, parts, relation)
                : Words.of(Sentence.class, "compared", value, parts, relation);
    }

    private static Words promise(Target target) {
        Words value = inUnit(target.value().toPlainString(), target);
        return Words.asWritten(target.operator().symbol() + " ").then(value);
    }

    /** In Chinese a percent sign stands close to its number, unlike any other unit. */
    private static Words inUnit(String number, Target target) {
        String symbol = target.unit().symbol();
        if (symbol.isEmpty()) {
            return Words.asWritten(number);
        }
        boolean sign = target.unit().dimension() == Dimension.SHARE && symbol.length() == 1;
        return sign ? Words.of(Sentence.class, "percent", number, symbol) : Words.asWritten(number + " " + symbol);
    }

    private Words parts() {
        if (reading.days().isPresent()) {
            Reading.DayCount days = reading.days().get();
            return Words.of(Sentence.class, "leftUnknown", days.left(), days.unknown());
        }
        if (reading.parts().numerator().isEmpty()
                || reading.parts().denominator().isEmpty()) {
            return Words.asWritten("");
        }
        Fraction above = reading.parts().numerator().get();
        String below = plain(reading.parts().denominator().get());
        if (indicator.measure().kind() == MeasureKind.GROWTH) {
            boolean less = above.compareTo(BigDecimal.ZERO) < 0;
            String change = plain(less ? above.times(BigDecimal.ONE.negate()) : above);
            return less
                    ? Words.of(Sentence.class, "lessThan", change, below)
                    : Words.of(Sentence.class, "moreThan", change, below);
        }
        // The parts of a mean are a sum of one thing and a number of another: only the second says something by itself.
        if (indicator.measure().kind() == MeasureKind.MEAN
                || indicator.measure().dimension() != Dimension.SHARE) {
            return Words.of(Sentence.class, "samples", below);
        }
        return Words.of(Sentence.class, "of", plain(above), below);
    }

    private Words relation(Words promise) {
        boolean kept = verdict == Verdict.MET
                || verdict != Verdict.MISSED && target.orElseThrow().holds(actual.orElseThrow(), indicator.behaviour());
        return switch (indicator.behaviour()) {
            case ACCUMULATE -> kept ? reached(promise) : over ? fellShort(promise) : underWay(promise);
            case ACCUMULATE_REVERSIBLE ->
                kept
                        ? over ? reached(promise) : Words.of(Sentence.class, "hasReachedForNow", promise)
                        : over ? fellShort(promise) : underWay(promise);
            case LIMIT ->
                kept ? Words.of(Sentence.class, "isWithin", promise) : Words.of(Sentence.class, "exceeds", promise);
            case STANDING ->
                kept
                        ? Words.of(Sentence.class, "holds", promise)
                        : Words.of(
                                Sentence.class,
                                "isMissed",
                                promise,
                                target.orElseThrow().operator().missed());
            case DAYS -> kept ? reached(promise) : over ? fellShort(promise) : daysLeft(promise);
            case QUOTA -> quota();
        };
    }

    private static Words reached(Words promise) {
        return Words.of(Sentence.class, "hasReached", promise);
    }

    private static Words fellShort(Words promise) {
        return Words.of(Sentence.class, "didNotReach", promise);
    }

    private static Words underWay(Words promise) {
        return Words.of(Sentence.class, "isOnTheWayTo", promise);
    }

    private Words daysLeft(Words promise) {
        return verdict == Verdict.BREACHED
                ? Words.of(Sentence.class, "canNoLongerReach", promise)
                : Words.of(Sentence.class, "canStillReach", promise);
    }

    private Words quota() {
        List<QuotaSlot> shortOnes = slots.stream().filter(slot -> !slot.kept()).toList();
        Grain grain = ((Worst) indicator.measure()).grain();
        boolean months = grain == Grain.MONTH;
        if (shortOnes.isEmpty()) {
            Words promises = promises(slots);
            return months
                    ? Words.of(Sentence.class, "leastOfMonths", slots.size(), promises)
                    : Words.of(Sentence.class, "leastOfWeeks", slots.size(), promises);
        }
        Words promises = promises(shortOnes);
        Words labels = Words.listed(
                shortOnes.stream().limit(MOST_NAMED).map(QuotaSlot::label).toList());
        if (shortOnes.size() > MOST_NAMED) {
            labels = labels.then(Words.of(Sentence.class, "andMore"));
        }
        return months
                ? Words.of(Sentence.class, "shortMonths", slots.size(), shortOnes.size(), promises, labels)
                : Words.of(Sentence.class, "shortWeeks", slots.size(), shortOnes.size(), promises, labels);
    }

    /** Each week or month was judged by the target of its day, which need not be that of today. */
    private static Words promises(List<QuotaSlot> judged) {
        return Words.joined(
                Words.of(Sentence.class, "later"),
                judged.stream().map(slot -> promise(slot.target())).distinct().toList());
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
