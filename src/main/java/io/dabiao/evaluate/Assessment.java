package io.dabiao.evaluate;

import io.dabiao.core.Coverage;
import io.dabiao.core.Evaluation;
import io.dabiao.core.Indicator;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.store.Position;
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
        Optional<Coverage> coverage) {}
