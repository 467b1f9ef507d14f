package io.dabiao.core.chance;

/**
 * A variable that takes multiples of a step only, told from one that takes any value. Immutable.
 *
 * @param step above 0, in the unit of the values
 */
public record Stepped(Distribution of, double step) implements Distribution {
    @Override
    public double atMost(double x) {
        return of.atMost(Math.floor(x / step + 1e-9) * step + step / 2);
    }

    @Override
    public double below(double x) {
        return atMost((Math.ceil(x / step - 1e-9) - 1) * step);
    }

    @Override
    public double mean() {
        return of.mean();
    }

    @Override
    public double deviation() {
        return of.deviation();
    }

    @Override
    public double quantile(double share) {
        return Math.ceil((Distribution.super.quantile(share) - step / 2) / step) * step;
    }
}
