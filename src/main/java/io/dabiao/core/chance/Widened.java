package io.dabiao.core.chance;

/**
 * A variable stretched about its median. Immutable.
 *
 * @param by above 0; below 1 it is narrowed
 */
public record Widened(Distribution of, double by, double median) implements Distribution {

    public Widened(Distribution of, double by) {
        this(of, by, of.quantile(0.5));
    }

    private double inside(double x) {
        return median + (x - median) / by;
    }

    @Override
    public double atMost(double x) {
        return of.atMost(inside(x));
    }

    @Override
    public double below(double x) {
        return of.below(inside(x));
    }

    @Override
    public double mean() {
        return median + (of.mean() - median) * by;
    }

    @Override
    public double deviation() {
        return of.deviation() * by;
    }

    @Override
    public double quantile(double share) {
        return median + (of.quantile(share) - median) * by;
    }
}
