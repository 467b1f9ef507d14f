package io.dabiao.core.chance;

/**
 * A variable stretched about its median. Immutable.
 *
 * @param by above 0; below 1 it is narrowed
 */
public record Widened(Distribution of, double by, double median) implements Distribution {

    private static final double MIDDLE = 0.5;

    public Widened(Distribution of, double by) {
        this(of, by, of.quantile(MIDDLE));
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
        return share == MIDDLE ? median : median + (of.quantile(share) - median) * by;
    }
}
