package io.dabiao.core.chance;

/**
 * A sum of amounts that are not negative: nothing at all with one probability, else gamma-distributed, with a given mean and
 * variance over both.
 *
 * @param mean at least 0
 * @param nothing the probability of 0
 */
public record Amount(double mean, double variance, double nothing) implements Distribution {

    @Override
    public double atMost(double x) {
        if (x < 0) {
            return 0;
        }
        if (mean <= 0) {
            return 1;
        }
        double some = 1 - nothing;
        double ofSome = mean / some;
        double spread = Math.max((variance + mean * mean) / some - ofSome * ofSome, 1e-9 * ofSome * ofSome);
        return nothing + some * SpecialFunctions.gamma(ofSome * ofSome / spread, x * ofSome / spread);
    }

    @Override
    public double below(double x) {
        return x <= 0 ? 0 : atMost(x);
    }

    @Override
    public double deviation() {
        return Math.sqrt(variance);
    }
}
