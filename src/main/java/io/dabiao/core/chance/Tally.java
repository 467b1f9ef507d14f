package io.dabiao.core.chance;

/**
 * A number of events with a given mean and variance.
 *
 * <p>Where the variance exceeds the mean, the negative binomial distribution; where it does not, the number of renewals with
 * gamma-distributed gaps (Winkelmann 1995: "Duration dependence and dispersion in count-data models"), moved by half an event
 * so that its mean is right from a random start. Both are Poisson's where the two are equal. Large numbers are taken as
 * gamma-distributed with the continuity correction.
 *
 * @param mean at least 0
 * @param variance above 0 where the mean is
 */
public record Tally(double mean, double variance) implements Distribution {

    private static final double LARGE = 300;
    private static final double ROUNDING = 1e-7;
    /** Up to so many events their probabilities are added up, which takes a fraction of the incomplete beta function's time. */
    private static final double FEW = 100;

    /** Below it the probability of no event is too near the smallest number to begin a sum with. */
    private static final double LEAST_LOG = -600;

    @Override
    public double atMost(double x) {
        double k = Math.floor(x + ROUNDING);
        if (k < 0) {
            return 0;
        }
        if (mean <= 0) {
            return 1;
        }
        double dispersion = variance / mean;
        if (mean > LARGE) {
            return SpecialFunctions.gamma(mean / dispersion, (k + 0.5) / dispersion);
        }
        if (dispersion > 1 + 1e-6) {
            return overdispersed(mean / (dispersion - 1), dispersion, k);
        }
        return 1 - SpecialFunctions.gamma((k + 1 - (1 - dispersion) / 2) / dispersion, mean / dispersion);
    }

    /** The negative binomial distribution. @param size its number of successes @param k at least 0 */
    private static double overdispersed(double size, double dispersion, double k) {
        double log = -size * Math.log(dispersion);
        if (k > FEW || log < LEAST_LOG) {
            return SpecialFunctions.beta(size, k + 1, 1 / dispersion);
        }
        double failure = 1 - 1 / dispersion;
        double one = Math.exp(log);
        double sum = one;
        for (int i = 0; i < k; i++) {
            one *= (size + i) / (i + 1) * failure;
            sum += one;
        }
        return Math.min(1, sum);
    }

    @Override
    public double below(double x) {
        return atMost(Math.ceil(x - ROUNDING) - 1);
    }

    @Override
    public boolean whole() {
        return true;
    }

    @Override
    public double deviation() {
        return Math.sqrt(variance);
    }

    /** Whole numbers only. */
    @Override
    public double quantile(double share) {
        return Math.max(0, Math.ceil(Distribution.super.quantile(share) - 0.5));
    }
}
