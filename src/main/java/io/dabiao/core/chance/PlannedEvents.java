package io.dabiao.core.chance;

/**
 * What is still to come of a few planned deeds: a competition, four inspections, twelve issues. Each has a day of its own
 * somewhere in the year, and is carried out or dropped; that it has not come yet says less than it would of a stream.
 *
 * <p>How many are planned and how surely each is carried out is not known: a small grid, weighed by what came so far.
 */
public final class PlannedEvents {

    /** Chances that a planned deed is carried out, and what each is worth before anything is known. */
    private static final double[] CARRIED_OUT = {1, 0.9, 0.6, 0.2};

    private static final double[] WEIGHTS = {0.84, 0.09, 0.04, 0.03};
    /** How many more than promised are planned. */
    private static final int[] MORE = {0, 1, 3};

    private static final double[] MORE_WEIGHTS = {0.5, 0.3, 0.2};

    private final int[] left;
    private final double[] chance;
    private final double[] weights;
    private final double evidence;

    /**
     * @param promised how many
     * @param came in each block, in order
     * @param shares of the year's exposure that the blocks hold
     */
    public PlannedEvents(int promised, double[] came, double[] shares) {
        int cases = CARRIED_OUT.length * MORE.length;
        left = new int[cases];
        chance = new double[cases];
        weights = new double[cases];
        double[] logs = new double[cases];
        double done = 0;
        double over = 0;
        double blocks = 0;
        for (int b = 0; b < came.length; b++) {
            done += came[b];
            over += shares[b];
            blocks += came[b] * Math.log(Math.max(shares[b], 1e-9)) - SpecialFunctions.logGamma(came[b] + 1);
        }
        over = Math.min(over, 1);
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < cases; i++) {
            double sure = CARRIED_OUT[i % CARRIED_OUT.length];
            int planned = promised + MORE[i / CARRIED_OUT.length];
            left[i] = (int) Math.max(0, planned - done);
            chance[i] = Math.min(1, sure * (1 - over) / Math.max(1e-9, 1 - sure * over));
            logs[i] = done > planned
                    ? Double.NEGATIVE_INFINITY
                    : Math.log(WEIGHTS[i % WEIGHTS.length] * MORE_WEIGHTS[i / CARRIED_OUT.length])
                            + SpecialFunctions.logGamma(planned + 1)
                            - SpecialFunctions.logGamma(left[i] + 1)
                            + blocks
                            + done * Math.log(sure)
                            + (left[i] == 0 ? 0 : left[i] * Math.log(Math.max(1e-12, 1 - sure * over)));
            best = Math.max(best, logs[i]);
        }
        double sum = 0;
        for (int i = 0; i < cases; i++) {
            weights[i] = best == Double.NEGATIVE_INFINITY ? 0 : Math.exp(logs[i] - best);
            sum += weights[i];
        }
        for (int i = 0; i < cases; i++) {
            weights[i] = sum > 0 ? weights[i] / sum : 0;
        }
        evidence = best == Double.NEGATIVE_INFINITY ? best : best + Math.log(sum);
    }

    /** The logarithm of the probability of what came, to be weighed against another model's. */
    public double evidence() {
        return evidence;
    }

    /** How many deeds are still to come; only where {@link #evidence} is finite. */
    public Distribution ahead() {
        return new Ahead();
    }

    private final class Ahead implements Distribution {

        @Override
        public double atMost(double x) {
            double k = Math.floor(x + 1e-7);
            if (k < 0) {
                return 0;
            }
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0) {
                    sum += weights[i] * (k >= left[i] ? 1 : SpecialFunctions.beta(left[i] - k, k + 1, 1 - chance[i]));
                }
            }
            return Math.min(1, sum);
        }

        @Override
        public double below(double x) {
            return atMost(Math.ceil(x - 1e-7) - 1);
        }

        @Override
        public double mean() {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * left[i] * chance[i];
            }
            return sum;
        }

        @Override
        public boolean whole() {
            return true;
        }

        @Override
        public double deviation() {
            double mean = mean();
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                double of = left[i] * chance[i];
                sum += weights[i] * (of * (1 - chance[i]) + (of - mean) * (of - mean));
            }
            return Math.sqrt(sum);
        }

        @Override
        public double quantile(double share) {
            return Math.max(0, Math.ceil(Distribution.super.quantile(share) - 0.5));
        }
    }
}
