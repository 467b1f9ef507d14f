package io.dabiao.page.indicator;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Printed;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.measure.Fraction;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.evaluate.LiveState;
import io.dabiao.page.Cell;
import io.dabiao.page.Messages;
import io.dabiao.page.Numbers;
import io.dabiao.page.PageContext;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What a page says of a promise, of its figure and of how it is over its short window, fact by fact. */
final class PromiseFacts {

    private PromiseFacts() {}

    static List<Fact> promised(Messages messages, EffectiveDeclaration effectiveDeclaration, Indicator indicator) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(messages.of("level"), indicator.level1() + " · " + indicator.level2()));
        facts.add(new Fact(
                messages.of("printed"), indicator.printed().map(Printed::text).orElse(messages.of("notPrinted"))));
        facts.add(new Fact(
                messages.of("read"), indicator.target().map(Target::words).orElse(messages.of("notRead"))));
        indicator.remarks().reading().ifPresent(because -> facts.add(new Fact(messages.of("because"), because)));
        indicator.remarks().narrative().ifPresent(also -> facts.add(new Fact(messages.of("narrative"), also)));
        indicator.remarks().note().ifPresent(note -> facts.add(new Fact(messages.of("note"), note)));
        indicator
                .amendments()
                .forEach(amended -> facts.add(new Fact(
                        messages.of("amended", amended.from()),
                        messages.of("amendedTo", amended.target().words(), amended.because(), amended.by()))));
        facts.add(new Fact(
                messages.of("behaviour"),
                messages.of("behaviour_" + indicator.behaviour().name())));
        indicator.schedule().ifPresent(plan -> facts.add(new Fact(messages.of("schedule"), messages.of(plan.words()))));
        indicator.remarks().owner().ifPresent(owner -> facts.add(new Fact(messages.of("owner"), owner)));
        facts.add(new Fact(
                messages.of("version"),
                messages.of("versionOf", effectiveDeclaration.version(), effectiveDeclaration.origin())));
        return facts;
    }

    static List<Fact> figure(
            Messages messages, PageContext pageContext, ZoneId zone, Indicator indicator, Evaluation evaluation) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(messages.of("measure"), pageContext.said(indicator.measure())));
        var parts = evaluation.reading().parts();
        parts.numerator().ifPresent(above -> facts.add(new Fact(messages.of("numerator"), number(above))));
        parts.denominator().ifPresent(below -> facts.add(new Fact(messages.of("denominator"), number(below))));
        evaluation.reading().days().ifPresent(days -> {
            facts.add(new Fact(messages.of("daysCounted"), String.valueOf(days.counted())));
            facts.add(new Fact(messages.of("daysUnknown"), String.valueOf(days.unknown())));
            facts.add(new Fact(messages.of("daysLeft"), String.valueOf(days.left())));
        });
        facts.add(new Fact(messages.of("samples"), Numbers.shown(BigDecimal.valueOf(parts.samples()))));
        if (parts.unfit() > 0) {
            facts.add(new Fact(messages.of("unfit"), Numbers.shown(BigDecimal.valueOf(parts.unfit()))));
        }
        evaluation
                .reading()
                .missing()
                .ifPresent(why -> facts.add(new Fact(messages.of("missing"), pageContext.said(why))));
        evaluation
                .probability()
                .ifPresent(met -> facts.add(new Fact(messages.of("probability"), Numbers.percent(met))));
        evaluation
                .standing(indicator, zone)
                .ifPresent(beside -> facts.add(new Fact(messages.of("beside"), messages.of(beside.words()))));
        facts.add(new Fact(
                messages.of("lastEvent"),
                evaluation
                        .lastEvent()
                        .map(last -> time(last, zone))
                        .orElse(messages.of(evaluation.hearing() == Hearing.NEVER ? "heard_never" : "silent"))));
        facts.add(new Fact(messages.of("asOf"), time(evaluation.at(), zone)));
        return facts;
    }

    private static String number(Fraction number) {
        return Numbers.shown(number.decimal());
    }

    static List<Fact> live(Messages messages, ZoneId zone, Indicator indicator, LiveState state) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                messages.of("liveState"), messages.of("live_" + state.state().word())));
        facts.add(new Fact(messages.of("liveSince"), time(state.since(), zone)));
        if (state.value() != null) {
            facts.add(new Fact(messages.of("liveValue"), liveValue(indicator, zone, state)));
        }
        indicator
                .live()
                .ifPresent(window -> facts.add(new Fact(
                        messages.of("liveWindow"),
                        messages.of("minutes", window.window().toMinutes()))));
        if (state.budgetLeft() != null) {
            facts.add(new Fact(
                    messages.of("budgetLeft"), Numbers.shown(state.budgetLeft().movePointRight(2)) + " %"));
        }
        return facts;
    }

    private static String liveValue(Indicator indicator, ZoneId zone, LiveState state) {
        return Numbers.beside(
                state.value(),
                indicator.targetAt(state.since(), zone).map(Target::value).orElse(null));
    }

    static String time(Instant at, ZoneId zone) {
        return Cell.time(at, zone).text();
    }
}
