package io.dabiao.core.chance;

/**
 * How many different ones are still to be seen first, after so many visits (Chao, Shen 2004; Colwell and others 2012,
 * "Models and estimators linking individual-based and sample-based rarefaction, extrapolation").
 *
 * <p>How many there are that nobody saw yet follows from how many were seen once and how many twice.
 */
public final class Unseen implements Distribution {

    /** Relative variance that the estimate of the unseen has beside that of the once seen. */
    private static final double DOUBT = 0.15 * 0.15;

    private final Tally tally;

    /**
     * @param visits so far
     * @param once how many were seen in one of them only
     * @param twice in two
     * @param toCome visits
     */
    public Unseen(double visits, double once, double twice, Distribution toCome) {
        double single = once + 0.5;
        double unseen = Math.max(0.5, single * single / (2 * (twice + 1)));
        double mean = fresh(visits, single, unseen, toCome.mean());
        double more = fresh(visits, single, unseen, toCome.mean() + toCome.deviation());
        double spread = Math.max(0, more - mean);
        this.tally = new Tally(mean, 1.5 * mean + mean * mean * (2 / single + DOUBT) + spread * spread);
    }

    private static double fresh(double visits, double single, double unseen, double toCome) {
        return unseen * (1 - Math.exp(-toCome / Math.max(1, visits) * single / unseen));
    }

    @Override
    public double atMost(double x) {
        return tally.atMost(x);
    }

    @Override
    public double below(double x) {
        return tally.below(x);
    }

    @Override
    public double mean() {
        return tally.mean();
    }

    @Override
    public double deviation() {
        return tally.deviation();
    }

    @Override
    public double quantile(double share) {
        return tally.quantile(share);
    }

    @Override
    public boolean whole() {
        return true;
    }
}
