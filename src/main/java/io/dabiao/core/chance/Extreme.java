package io.dabiao.core.chance;

import java.util.Arrays;

/**
 * The greatest of the values of a period of which a part is over.
 *
 * <p>Above what was seen, the tail falls off exponentially as the upper fifth of the values does (peaks over a threshold:
 * Davison and Smith 1990, with shape 0); how often a bound is exceeded is uncertain, and that it was not so far tells too.
 */
public record Extreme(double greatest, double threshold, double excess, double seen, double toCome)
        implements Distribution {

    private static final double UPPER = 0.2;
    /** What the tail's rate counts as, in events. */
    private static final double SHAPE = 0.7;

    /**
     * @param values at least one
     * @param usual an excess that is expected where the values do not tell; above 0
     * @param toCome how many values are to come
     */
    public static Extreme of(double[] values, double usual, double toCome) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int from = (int) Math.floor(sorted.length * (1 - UPPER));
        double threshold = sorted[Math.min(from, sorted.length - 1)];
        double sum = 0;
        for (int i = from; i < sorted.length; i++) {
            sum += sorted[i] - threshold;
        }
        int upper = sorted.length - from;
        double excess = (sum + usual) / (upper + 1);
        return new Extreme(sorted[sorted.length - 1], threshold, excess, sorted.length, toCome);
    }

    @Override
    public double atMost(double x) {
        if (x < greatest) {
            return 0;
        }
        double rate = UPPER * Math.exp(-(x - threshold) / excess);
        double base = SHAPE / Math.max(rate, 1e-12) + seen;
        return Math.pow(base / (base + toCome), SHAPE);
    }

    /** The probability, as the tail has it, that none of the values seen exceeded a bound. */
    public double noneSoFar(double bound) {
        double base = SHAPE / Math.max(UPPER * Math.exp(-(bound - threshold) / excess), 1e-12);
        return Math.pow(base / (base + seen), SHAPE);
    }

    @Override
    public double below(double x) {
        return x <= greatest ? 0 : atMost(x);
    }

    @Override
    public double mean() {
        return greatest;
    }

    @Override
    public double deviation() {
        return excess;
    }
}
