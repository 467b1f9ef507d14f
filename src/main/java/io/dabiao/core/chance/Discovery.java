package io.dabiao.core.chance;

import java.util.List;

/**
 * How many different ones are still to be seen first, after so many visits.
 *
 * <p>Two readings of the same start stand beside each other. By one there is an end to them: how many there are that were not seen
 * yet follows from how many were seen once and how many twice (Chao and Shen 2004; Colwell and others 2012), which is a lower
 * bound. By the other there is none: the number grows as a power of the visits (Heaps 1978), its exponent the share of those seen
 * once. Both agree on the next visits and part from each other the further they are carried.
 */
public final class Discovery implements Distribution {

    /** What each reading is worth. */
    private static final double[] WEIGHTS = {0.45, 0.55};
    /** Relative variance of what is new, for one time the visits so far ahead. */
    private static final double DOUBT = 0.2 * 0.2;
    /** Quantiles that stand for the number of visits to come. */
    private static final double[] NODES = {0.15, 0.5, 0.85};

    private static final double[] NODE_WEIGHTS = {0.3, 0.4, 0.3};

    private final Mixture mixture;

    /**
     * @param visits so far
     * @param known different ones so far
     * @param once how many were seen in one of them only
     * @param twice in two
     * @param toCome visits
     */
    public Discovery(double visits, double known, double once, double twice, Distribution toCome) {
        double[] weights = new double[NODES.length * WEIGHTS.length];
        Distribution[] parts = new Distribution[weights.length];
        double single = once + 0.5;
        double unseen = Math.max(0.5, single * single / (2 * (twice + 1)));
        double power = Math.min(1, single / Math.max(1, known + 0.5));
        for (int i = 0; i < NODES.length; i++) {
            double times = Math.max(0, toCome.quantile(NODES[i])) / Math.max(1, visits);
            double bounded = unseen * -Math.expm1(-times * single / unseen);
            double growing = Math.max(0.5, known) * Math.expm1(power * Math.log1p(times));
            double doubt = 1 / single + DOUBT * times;
            weights[2 * i] = NODE_WEIGHTS[i] * WEIGHTS[0];
            weights[2 * i + 1] = NODE_WEIGHTS[i] * WEIGHTS[1];
            parts[2 * i] = new Tally(bounded, 1.2 * bounded + bounded * bounded * doubt);
            parts[2 * i + 1] = new Tally(growing, 1.2 * growing + growing * growing * doubt);
        }
        mixture = new Mixture(List.of(parts), weights);
    }

    @Override
    public double atMost(double x) {
        return mixture.atMost(x);
    }

    @Override
    public double below(double x) {
        return mixture.below(x);
    }

    @Override
    public double mean() {
        return mixture.mean();
    }

    @Override
    public double deviation() {
        return mixture.deviation();
    }

    @Override
    public double quantile(double share) {
        return mixture.quantile(share);
    }

    @Override
    public boolean whole() {
        return true;
    }
}
