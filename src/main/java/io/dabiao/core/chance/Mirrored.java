package io.dabiao.core.chance;

/** The negative of a variable. Immutable. */
public record Mirrored(Distribution of) implements Distribution {
    @Override
    public double atMost(double x) {
        return 1 - of.below(-x);
    }

    @Override
    public double below(double x) {
        return 1 - of.atMost(-x);
    }

    @Override
    public double mean() {
        return -of.mean();
    }

    @Override
    public double deviation() {
        return of.deviation();
    }

    @Override
    public double quantile(double share) {
        return -of.quantile(1 - share);
    }
}
