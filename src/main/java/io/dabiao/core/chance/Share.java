package io.dabiao.core.chance;

/**
 * The share of good outcomes among all trials of a period of which a part is over. Both the number of trials still to come and
 * their rate of success are uncertain.
 */
public final class Share implements Distribution {

    /** Which outcome is the rarer one, whose pace is followed: it has a distribution of counts. */
    public enum Rarer {
        GOOD,
        BAD
    }

    /** Quantiles that stand for the number of trials to come. */
    private static final double[] NODES = {0.11, 0.5, 0.89};

    private static final double[] NODE_WEIGHTS = {0.28, 0.44, 0.28};

    private static final double ROUNDING = 1e-9;

    private final double trials;
    private final double rare;
    private final Rarer rarer;
    private final double[] ahead;
    private final Distribution[] rareAhead;

    /**
     * @param trials so far
     * @param rare of the rarer outcome so far
     * @param toCome how many trials are to come, as {@link #nodes} has it
     * @param pace of the rarer outcome per trial
     * @param weeks that are to come
     * @param doubt relative variance of the rate to come for reasons that the past cannot show
     * @param season what the rate to come is usually over the rate that the pace was learnt at; 1 where nothing is known
     */
    public Share(
            double trials,
            double rare,
            Rarer rarer,
            double[] toCome,
            Pace pace,
            double weeks,
            double doubt,
            double season) {
        this.trials = trials;
        this.rare = rare;
        this.rarer = rarer;
        this.ahead = toCome.clone();
        this.rareAhead = new Distribution[NODES.length];
        for (int i = 0; i < NODES.length; i++) {
            rareAhead[i] = pace.ahead(ahead[i] * season, weeks, doubt, 1);
        }
    }

    /** Numbers that stand for how many trials are to come. */
    public static double[] nodes(Distribution toCome) {
        double[] nodes = new double[NODES.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = Math.max(0, Math.rint(toCome.quantile(NODES[i])));
        }
        return nodes;
    }

    /** The distribution of the rarer outcome's count. */
    private interface Event {
        double probability(Distribution rareAhead, double limit);
    }

    private double average(double share, Event event) {
        double sum = 0;
        for (int i = 0; i < ahead.length; i++) {
            sum += NODE_WEIGHTS[i] * event.probability(rareAhead[i], share * (trials + ahead[i]) - rare);
        }
        return sum;
    }

    @Override
    public double atMost(double share) {
        return rarer == Rarer.GOOD
                ? average(share, (rares, limit) -> rares.atMost(limit + ROUNDING))
                : 1 - average(1 - share, (rares, limit) -> rares.below(limit - ROUNDING));
    }

    @Override
    public double below(double share) {
        return rarer == Rarer.GOOD
                ? average(share, (rares, limit) -> rares.below(limit - ROUNDING))
                : 1 - average(1 - share, (rares, limit) -> rares.atMost(limit + ROUNDING));
    }

    private double share(int node, double rares) {
        double all = trials + ahead[node];
        double part = Math.min(1, (rare + rares) / all);
        return rarer == Rarer.GOOD ? part : 1 - part;
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 0; i < ahead.length; i++) {
            sum += NODE_WEIGHTS[i] * share(i, rareAhead[i].mean());
        }
        return sum;
    }

    @Override
    public double deviation() {
        double sum = 0;
        for (int i = 0; i < ahead.length; i++) {
            sum += NODE_WEIGHTS[i] * rareAhead[i].deviation() / (trials + ahead[i]);
        }
        return sum;
    }

    /** Between the possible ends. */
    @Override
    public double quantile(double share) {
        return Math.min(1, Math.max(0, Distribution.super.quantile(share)));
    }
}
