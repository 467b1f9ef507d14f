package io.dabiao.core.chance;

/**
 * A variable that cannot leave its bounds: what lies beyond counts as the bound. Immutable.
 *
 * @param least negative infinity where there is none
 * @param most positive infinity where there is none
 */
public record Within(Distribution of, double least, double most) implements Distribution {

    @Override
    public double atMost(double x) {
        return x < least ? 0 : x >= most ? 1 : of.atMost(x);
    }

    @Override
    public double below(double x) {
        return x <= least ? 0 : x > most ? 1 : of.below(x);
    }

    @Override
    public double mean() {
        return Math.max(least, Math.min(most, of.mean()));
    }

    @Override
    public double deviation() {
        return of.deviation();
    }

    @Override
    public double quantile(double share) {
        return Math.max(least, Math.min(most, of.quantile(share)));
    }
}
