package io.dabiao.core.chance;

import java.util.ArrayList;
import java.util.List;

/**
 * The least of several weeks or months of which some are over. What is to come in each depends on one rate: they hold or fail
 * together, as far as the rate is not known.
 */
public final class Least implements Distribution {

    /** Equally likely values of a gamma variable stand for the rate. */
    private static final double[] NODES = {0.1, 0.3, 0.5, 0.7, 0.9};

    private final double soFar;
    private final double[] had;
    /** To two digits: neighbours that are alike are reckoned once. */
    private final double[] exposures;

    private final double[] weights;
    private final Distribution[][] toCome;

    /**
     * @param soFar the least of those that are over; infinite where none is
     * @param had what each open one has already
     * @param exposures what is to come in each open one
     * @param weeks ahead
     * @param perAmount events for one unit of amount
     */
    public Least(
            double soFar,
            double[] had,
            double[] exposures,
            Pace pace,
            Pace.Of of,
            double weeks,
            double season,
            double perAmount) {
        this.soFar = soFar;
        this.had = had.clone();
        this.exposures = java.util.Arrays.stream(exposures).map(Least::rounded).toArray();
        List<Distribution[]> parts = new ArrayList<>();
        List<Double> weight = new ArrayList<>();
        for (Pace.Case one : pace.cases()) {
            double doubt = one.doubtAhead(weeks) + season;
            Distribution rates =
                    one.rate() <= 0 ? new Certain(0) : new Amount(one.rate(), doubt * one.rate() * one.rate(), 0);
            for (double node : NODES) {
                double rate = rates.quantile(node);
                Distribution[] slots = new Distribution[exposures.length];
                for (int s = 0; s < slots.length; s++) {
                    double mean = rate * this.exposures[s];
                    slots[s] = of == Pace.Of.EVENTS
                            ? new Tally(mean, one.dispersion() * mean)
                            : new Amount(mean, one.dispersion() * mean, Math.exp(-mean * perAmount));
                }
                parts.add(slots);
                weight.add(one.weight() / NODES.length);
            }
        }
        this.toCome = parts.toArray(Distribution[][]::new);
        this.weights = weight.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * The probability that every open one comes to its own bound or more.
     *
     * @param bounds for each open one
     */
    public double all(double[] bounds) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            double product = 1;
            double holds = 1;
            for (int s = 0; s < had.length && product > 1e-9; s++) {
                boolean again =
                        s > 0 && exposures[s] == exposures[s - 1] && bounds[s] - had[s] == bounds[s - 1] - had[s - 1];
                holds = again ? holds : 1 - toCome[i][s].below(bounds[s] - had[s]);
                product *= holds;
            }
            sum += weights[i] * product;
            total += weights[i];
        }
        return sum / total;
    }

    @Override
    public double below(double x) {
        return x > soFar ? 1 : 1 - all(filled(x));
    }

    @Override
    public double atMost(double x) {
        return x >= soFar ? 1 : 1 - all(filled(Math.nextUp(x + 1e-6)));
    }

    private static double rounded(double exposure) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(exposure, 1e-9))) - 1);
        return Math.rint(exposure / unit) * unit;
    }

    private double[] filled(double x) {
        double[] bounds = new double[had.length];
        java.util.Arrays.fill(bounds, x);
        return bounds;
    }

    /** Of the worst slot so far, or where none is over of an ordinary one; only a place to start a search from. */
    @Override
    public double mean() {
        double least = soFar;
        for (int s = 0; s < had.length; s++) {
            double expected = had[s];
            for (int i = 0; i < weights.length; i++) {
                expected += weights[i] * toCome[i][s].mean();
            }
            least = Math.min(least, expected);
        }
        return least;
    }

    @Override
    public double deviation() {
        double most = 0;
        for (Distribution[] slots : toCome) {
            for (Distribution slot : slots) {
                most = Math.max(most, slot.deviation());
            }
        }
        return most;
    }

    @Override
    public double quantile(double share) {
        return Math.min(soFar, Math.max(0, Distribution.super.quantile(share)));
    }
}
