package io.dabiao.evaluate;

import io.dabiao.core.declaration.Coverage;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.measure.Reading;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.store.Position;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An evaluation with all that it is a function of: the declaration's version, the instant (in the evaluation) and the
 * position in the log.
 *
 * @param standing the version that answered; an older one while a new one's measures are being filled
 * @param coverage for how much of its time a probed indicator was watched
 * @param filled percent of the log read so far where the measure is still being filled; empty when it is complete
 */
public record Assessment(
        EffectiveDeclaration standing,
        Indicator indicator,
        Evaluation evaluation,
        Position position,
        OptionalInt filled,
        Optional<Coverage> coverage) {

    /** Which indicator it is of. */
    public IndicatorRef ref() {
        Declaration declaration = standing.declaration();
        return new IndicatorRef(declaration.year(), declaration.project(), indicator.id());
    }

    /**
     * What is written down of it.
     *
     * @param heard the newest event time of its sources that was heard of before; empty where none was
     * @param now when it is written down
     */
    public RecordedEvaluation recorded(Optional<Instant> heard, Instant now) {
        return new RecordedEvaluation(
                ref(),
                standing.version(),
                standing.draft(),
                evaluation.at(),
                now,
                evaluation.verdict(),
                figures(),
                expected(),
                evaluation.stale(),
                evaluation.hearing(),
                evaluation.lastEvent().orElse(null),
                evaluation.lastEvent().or(() -> heard).orElse(null),
                evaluation.changesAt().orElse(null),
                evaluation.sentence(),
                declared());
    }

    private RecordedEvaluation.Figures figures() {
        Optional<Reading.Share> share = evaluation
                .reading()
                .share(indicator.measure(), standing.declaration().period());
        return new RecordedEvaluation.Figures(
                evaluation.decimal().orElse(null),
                evaluation.target().map(Target::value).orElse(null),
                share.map(of -> of.part().decimal()).orElse(null),
                share.map(of -> of.whole().decimal()).orElse(null),
                coverage.map(watched -> watched.share().decimal()).orElse(null),
                evaluation.reading().parts().samples());
    }

    private RecordedEvaluation.Expected expected() {
        Optional<Forecast.Expected> expected = evaluation.forecast().expected();
        return new RecordedEvaluation.Expected(
                evaluation.probability().orElse(null),
                expected.map(Forecast.Expected::value).orElse(null),
                expected.map(Forecast.Expected::low).orElse(null),
                expected.map(Forecast.Expected::high).orElse(null),
                evaluation.forecast().words());
    }

    private RecordedEvaluation.Declared declared() {
        Optional<Target> inForce = evaluation.target();
        return new RecordedEvaluation.Declared(
                standing.declaration().name(),
                indicator.name(),
                indicator.level1(),
                indicator.level2(),
                inForce.map(Target::words).orElse(""),
                inForce.map(any -> any.unit().symbol()).orElse(""),
                indicator.behaviour(),
                indicator.remarks().owner().orElse(""));
    }
}
