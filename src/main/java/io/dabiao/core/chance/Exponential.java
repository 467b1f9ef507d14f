package io.dabiao.core.chance;

/** {@code e} to the power of a variable: never below 0, and as likely doubled as halved. Immutable. */
public record Exponential(Distribution of) implements Distribution {

    @Override
    public double atMost(double x) {
        return x <= 0 ? 0 : of.atMost(Math.log(x));
    }

    @Override
    public double below(double x) {
        return x <= 0 ? 0 : of.below(Math.log(x));
    }

    /** The middle of it; only a place to start a search from. */
    @Override
    public double mean() {
        return Math.exp(of.mean());
    }

    @Override
    public double deviation() {
        return Math.exp(of.mean()) * Math.expm1(Math.min(5, of.deviation()));
    }

    @Override
    public double quantile(double share) {
        return Math.exp(of.quantile(share));
    }
}
