package io.dabiao.alert;

import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * An indicator that may raise alerts, as the rules see it. Pure.
 *
 * @param standing in force, approved, and its period open
 */
record WatchedIndicator(EffectiveDeclaration standing, Indicator indicator, Instant now) {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /** Empty where nothing of it may raise an alert: not declared, a draft, or not its time. */
    static Optional<WatchedIndicator> of(Declarations.InForce inForce, IndicatorRef key, Instant now) {
        return Optional.ofNullable(inForce.byKey().get(new Declarations.Key(key.year(), key.project())))
                .filter(effectiveDeclaration -> !effectiveDeclaration.draft())
                .filter(effectiveDeclaration -> !now.isBefore(
                                effectiveDeclaration.declaration().period().start())
                        && !effectiveDeclaration.declaration().period().over(now))
                .flatMap(effectiveDeclaration -> effectiveDeclaration
                        .declaration()
                        .indicator(key.id())
                        .map(indicator -> new WatchedIndicator(effectiveDeclaration, indicator, now)));
    }

    /** Why nothing of it may raise an alert. */
    static Words closed(Declarations.InForce inForce, IndicatorRef key, Instant now) {
        EffectiveDeclaration effectiveDeclaration =
                inForce.byKey().get(new Declarations.Key(key.year(), key.project()));
        if (effectiveDeclaration == null
                || effectiveDeclaration.declaration().indicator(key.id()).isEmpty()) {
            return Words.of(WatchedIndicator.class, "noLongerDeclared");
        }
        return effectiveDeclaration.declaration().period().over(now)
                ? Words.of(WatchedIndicator.class, "thePeriodIsOver")
                : Words.of(WatchedIndicator.class, "theDeclarationIsADraft");
    }

    Declaration declaration() {
        return standing.declaration();
    }

    ZoneId zone() {
        return declaration().zone();
    }

    Subject subject() {
        return new Subject(
                declaration().year(),
                declaration().project(),
                declaration().name(),
                indicator.id(),
                indicator.name(),
                indicator.level1(),
                indicator.remarks().owner().orElse(""));
    }

    /** What is promised now; empty where nothing is. */
    Optional<Target> target() {
        return indicator.targetAt(now, zone());
    }

    /** A condition of it that waits for as long as its kind does. */
    Condition condition(AlertKind kind, Words sentence, Instant since) {
        return Condition.of(kind, subject(), sentence, since);
    }

    /** As the institution's clocks show it. */
    String minute(Instant at) {
        return MINUTE.format(at.atZone(zone()));
    }

    /** No data is no recovery: what was the matter is not known to be over. */
    static boolean tellsNothing(Verdict verdict) {
        return verdict == Verdict.NO_DATA;
    }

    static Optional<Words> outlook(RecordedEvaluation row) {
        return row.expected().probability() == null
                ? Optional.empty()
                : Optional.of(row.expected().outlook());
    }

    static long samples(RecordedEvaluation row) {
        return row.figures().samples() == null ? 0 : row.figures().samples();
    }
}
