package io.dabiao.core.chance;

import java.util.ArrayList;
import java.util.List;

/**
 * How fast something accumulates, learnt from blocks of time in order: events, amounts, or the rarer outcome of trials.
 *
 * <p>A Gamma-Poisson filter after Harvey and Fernandes (1989, "Time series models for count or qualitative observations"):
 * the rate is gamma-distributed, each block sharpens it, and between blocks it may drift. The noise of a block is
 * {@code dispersion} times Poisson's. Neither dispersion nor drift is known: a small grid of both is carried along, each
 * weighed by how well it forecast every block from the ones before, and what is forecast is their mixture. So an irregular
 * past makes a wide forecast, and a short one too.
 */
public final class Pace {

    /** Relative drift of the rate in a square root of a week, and what each is worth before anything is known. */
    private static final double[] DRIFTS = {0, 0.015, 0.035, 0.08};

    private static final double[] DRIFT_WEIGHTS = {0.30, 0.35, 0.25, 0.10};
    /** The likeliest first: what falls far behind it is given up early. */
    private static final double[] SPREADS = {1, 1.7, 0.6, 0.3, 0.1};

    private static final double[] SPREAD_WEIGHTS = {0.35, 0.20, 0.20, 0.15, 0.10};
    private static final double[] ROUGH_SPREADS = {0.3, 1};
    private static final double ROUGH_DRIFT = 0.015;
    /** What the usual dispersion counts as, in blocks. */
    private static final double USUAL_BLOCKS = 2;

    /** What is so much less likely, as a logarithm, weighs nothing: a few billionths. */
    private static final double FAR_BEHIND = 20;

    private static final double LEAST_DISPERSION = 0.02;
    private static final double MOST_DOUBT = 4;
    private static final double NORMAL_FROM = 40;

    /** What accumulates. */
    public enum Of {
        /** Whole numbers. */
        EVENTS,
        /** Sums of amounts, none negative. */
        AMOUNTS
    }

    /**
     * What is believed of the rate before the first block.
     *
     * @param rate per exposure, above 0
     * @param doubt its relative variance, above 0
     */
    public record Prior(double rate, double doubt) {}

    /**
     * Stretches of time, the oldest first.
     *
     * @param amounts what accumulated in each
     * @param exposures above 0; how much could have
     * @param weeks how long each was
     */
    public record Blocks(double[] amounts, double[] exposures, double[] weeks) {
        double total() {
            return sum(amounts);
        }

        double exposure() {
            return sum(exposures);
        }

        /** The logarithm of the factorial of each amount: the same in every case. */
        private double[] logFactorials(Of of) {
            double[] logs = new double[amounts.length];
            for (int b = 0; of == Of.EVENTS && b < logs.length; b++) {
                logs[b] = SpecialFunctions.logRising(1, amounts[b]);
            }
            return logs;
        }
    }

    /**
     * A way in which the blocks may have come about.
     *
     * @param dispersion variance of a block's noise over its mean
     * @param drift of the rate, relative, in a square root of a week
     * @param rate per exposure, now
     * @param doubt relative variance of the rate
     */
    public record Case(double weight, double dispersion, double drift, double rate, double doubt) {

        /** Relative variance of the mean rate over the weeks ahead. */
        public double doubtAhead(double weeks) {
            return doubt + drift * drift * weeks / 3;
        }
    }

    private final Of of;
    private final List<Case> cases;
    private final double evidence;

    private Pace(Of of, List<Case> cases, double evidence) {
        this.of = of;
        this.cases = cases;
        this.evidence = evidence;
    }

    /**
     * @param usual the dispersion that is expected where the blocks do not tell
     * @param never the probability, before anything is known, that it never happens at all
     */
    public static Pace of(Of of, Blocks blocks, Prior prior, double usual, double never) {
        double centre = dispersion(blocks, prior, usual);
        List<Case> cases = new ArrayList<>();
        boolean neverSo = never > 0 && blocks.total() == 0;
        double[] logs = new double[DRIFTS.length * SPREADS.length + (neverSo ? 1 : 0)];
        double[] logFactorials = blocks.logFactorials(of);
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < DRIFTS.length; i++) {
            for (int j = 0; j < SPREADS.length; j++) {
                double dispersion = Math.max(centre * SPREADS[j], of == Of.EVENTS ? LEAST_DISPERSION : 0);
                Filter filter = new Filter(of, prior, dispersion, DRIFTS[i]);
                double before = Math.log((1 - never) * DRIFT_WEIGHTS[i] * SPREAD_WEIGHTS[j]);
                filter.see(blocks, logFactorials, best - before - FAR_BEHIND);
                double log = filter.log + before;
                logs[cases.size()] = log;
                best = Math.max(best, log);
                cases.add(new Case(0, dispersion, DRIFTS[i], filter.rate(), filter.doubt));
            }
        }
        if (neverSo) {
            logs[cases.size()] = Math.log(never);
            best = Math.max(best, logs[cases.size()]);
            cases.add(new Case(0, 1, 0, 0, 0));
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - best);
        }
        return new Pace(of, weighted(cases, logs, best + Math.log(sum)), best + Math.log(sum));
    }

    /**
     * The logarithm of how likely the blocks are, roughly and by few cases: enough to say which of several exposures they follow from.
     *
     * @param usual the dispersion that is expected where the blocks do not tell
     */
    public static double likelihood(Of of, Blocks blocks, Prior prior, double usual) {
        double centre = dispersion(blocks, prior, usual);
        double[] logFactorials = blocks.logFactorials(of);
        double best = Double.NEGATIVE_INFINITY;
        for (double spread : ROUGH_SPREADS) {
            double dispersion = Math.max(centre * spread, of == Of.EVENTS ? LEAST_DISPERSION : 0);
            Filter filter = new Filter(of, prior, dispersion, ROUGH_DRIFT);
            filter.see(blocks, logFactorials, Double.NEGATIVE_INFINITY);
            best = Math.max(best, filter.log);
        }
        return best;
    }

    private static List<Case> weighted(List<Case> cases, double[] logs, double all) {
        List<Case> weighted = new ArrayList<>();
        for (int i = 0; i < logs.length; i++) {
            Case one = cases.get(i);
            double weight = Math.exp(logs[i] - all);
            if (weight > 0.01) {
                weighted.add(new Case(weight, one.dispersion(), one.drift(), one.rate(), one.doubt()));
            }
        }
        return List.copyOf(weighted);
    }

    /** The blocks' own, drawn towards the usual one while they are few. */
    private static double dispersion(Blocks blocks, Prior prior, double usual) {
        double pseudo = 1 / prior.doubt();
        double exposure = blocks.exposure();
        double rate = exposure <= 0
                ? prior.rate()
                : (blocks.total() + prior.rate() * exposure * pseudo / (pseudo + 20))
                        / (exposure * (1 + pseudo / (pseudo + 20)));
        if (rate <= 0 || exposure <= 0) {
            return usual;
        }
        double squares = 0;
        double seen = 0;
        double mean = exposure / blocks.exposures().length;
        for (int b = 0; b < blocks.amounts().length; b++) {
            double expected = rate * blocks.exposures()[b];
            if (blocks.exposures()[b] > mean / 4) {
                double off = blocks.amounts()[b] - expected;
                squares += off * off / expected;
                seen++;
            }
        }
        return (squares + USUAL_BLOCKS * usual) / (Math.max(0, seen - 1) + USUAL_BLOCKS);
    }

    /** The ways in which the past may have come about, with weights that sum to nearly 1. */
    public List<Case> cases() {
        return cases;
    }

    /** The logarithm of the probability of what came, to be weighed against another model's. */
    public double evidence() {
        return evidence;
    }

    /** The expected rate per exposure. */
    public double rate() {
        double sum = 0;
        double weights = 0;
        for (Case one : cases) {
            sum += one.weight() * one.rate();
            weights += one.weight();
        }
        return sum / weights;
    }

    /**
     * What is still to come.
     *
     * @param exposure ahead, at least 0
     * @param weeks ahead
     * @param season relative variance of the mean rate ahead for reasons that the past cannot show
     * @param perAmount for amounts: events for one unit of amount; how likely it is that nothing comes follows from it
     */
    public Distribution ahead(double exposure, double weeks, double season, double perAmount) {
        if (exposure <= 0) {
            return new Certain(0);
        }
        List<Distribution> parts = new ArrayList<>();
        double[] weights = new double[cases.size()];
        for (Case one : cases) {
            double mean = one.rate() * exposure;
            double doubt = one.doubtAhead(weeks) + season;
            double variance = one.dispersion() * mean + doubt * mean * mean;
            weights[parts.size()] = one.weight();
            parts.add(
                    of == Of.EVENTS
                            ? new Tally(mean, variance)
                            : new Amount(
                                    mean,
                                    variance,
                                    Math.pow(1 + doubt * mean * perAmount, -1 / Math.max(doubt, 1e-9))));
        }
        return new Mixture(parts, weights);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** One dispersion and drift, block after block. */
    private static final class Filter {

        private final Of of;
        private final double dispersion;
        private final double drift;
        private double shape;
        private double exposure;
        private double doubt;
        private double log;

        Filter(Of of, Prior prior, double dispersion, double drift) {
            this.of = of;
            this.dispersion = dispersion;
            this.drift = drift;
            this.doubt = prior.doubt();
            this.shape = 1 / prior.doubt();
            this.exposure = shape / prior.rate();
        }

        double rate() {
            return shape / exposure;
        }

        /** @param least the logarithm below which events, each of which only lowers it, need not be looked at further */
        void see(Blocks blocks, double[] logFactorials, double least) {
            for (int b = 0; b < blocks.amounts().length && (of != Of.EVENTS || log >= least); b++) {
                drift(b == 0 ? 0 : blocks.weeks()[b]);
                if (blocks.exposures()[b] > 0) {
                    see(blocks.amounts()[b], blocks.exposures()[b], logFactorials[b]);
                }
            }
        }

        private void drift(double weeks) {
            if (weeks > 0 && drift > 0) {
                double rate = rate();
                doubt = Math.min(MOST_DOUBT, doubt + drift * drift * weeks);
                shape = 1 / doubt;
                exposure = shape / rate;
            }
        }

        private void see(double amount, double more, double logFactorial) {
            log += of == Of.EVENTS ? logOfEvents(amount, more, logFactorial) : logOfAmount(amount, more);
            shape += amount / dispersion;
            exposure += more / dispersion;
            doubt = 1 / shape;
        }

        private double logOfEvents(double events, double more, double logFactorial) {
            double mean = rate() * more;
            double variance = dispersion * mean + doubt * mean * mean;
            double ratio = variance / mean;
            if (ratio > 1.0001) {
                double size = mean / (ratio - 1);
                return SpecialFunctions.logRising(size, events)
                        - logFactorial
                        - size * Math.log(ratio)
                        + events * Math.log1p(-1 / ratio);
            }
            if (mean > NORMAL_FROM) {
                double off = events - mean;
                return -0.5 * Math.log(2 * Math.PI * variance) - off * off / (2 * variance);
            }
            Tally tally = new Tally(mean, variance);
            return Math.log(Math.max(1e-12, tally.atMost(events) - tally.atMost(events - 1)));
        }

        /** As many clusters of the dispersion's size; a stretch without any amount has a probability, others a density. */
        private double logOfAmount(double amount, double more) {
            double clusters = amount / dispersion;
            double share = exposure / (exposure + more / dispersion);
            return SpecialFunctions.logRising(shape, clusters)
                    - SpecialFunctions.logGamma(clusters + 1)
                    + shape * Math.log(share)
                    + clusters * Math.log1p(-share)
                    - (amount > 0 ? Math.log(dispersion) : 0);
        }
    }
}
