package io.dabiao.core.chance;

/**
 * A probability that is not known, after so many outcomes of either kind: beta-distributed.
 *
 * @param yes above 0
 * @param no above 0
 */
public record Probability(double yes, double no) {

    /** The probability of nothing but yes in so many further trials. */
    public double allOf(double trials) {
        return Math.exp(SpecialFunctions.logGamma(yes + trials)
                + SpecialFunctions.logGamma(yes + no)
                - SpecialFunctions.logGamma(yes)
                - SpecialFunctions.logGamma(yes + no + trials));
    }
}
