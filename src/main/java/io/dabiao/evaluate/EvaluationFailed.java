package io.dabiao.evaluate;

import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.declare.EffectiveDeclaration;

/** An indicator could not be evaluated, which is a fault of the service and says nothing about the indicator. */
public final class EvaluationFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 500;

    private final transient EffectiveDeclaration effectiveDeclaration;
    private final String indicator;
    private final String reason;

    /** @param cause what was met */
    EvaluationFailed(EffectiveDeclaration effectiveDeclaration, String indicator, Throwable cause) {
        super(
                "the evaluation of " + effectiveDeclaration.declaration().project() + "/" + indicator + " fails: "
                        + reason(cause),
                cause);
        this.effectiveDeclaration = effectiveDeclaration;
        this.indicator = indicator;
        this.reason = reason(cause);
    }

    private static String reason(Throwable cause) {
        String message =
                cause.getMessage() == null ? "" : ": " + cause.getMessage().replace('\0', ' ');
        String words = cause.getClass().getSimpleName() + message;
        return words.length() > LONGEST ? words.substring(0, LONGEST) + " …" : words;
    }

    /** The declaration whose indicator it is. */
    public EffectiveDeclaration standing() {
        return effectiveDeclaration;
    }

    /** The indicator's id. */
    public String indicator() {
        return indicator;
    }

    /** What was met, in a few words. */
    public String reason() {
        return reason;
    }

    /** Which indicator of which year. */
    public IndicatorRef ref() {
        return new IndicatorRef(
                effectiveDeclaration.declaration().year(),
                effectiveDeclaration.declaration().project(),
                indicator);
    }
}
