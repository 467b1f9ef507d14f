package io.dabiao.core.chance;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a level stands and drifts, learnt from readings in order: a Kalman filter of a level with a slope (Harvey 1989,
 * "Forecasting, structural time series models and the Kalman filter", chapter 3).
 *
 * <p>How much of a reading is noise, how much the level wanders and whether it has a slope is not known: a small grid is
 * carried along, each case weighed by how well it forecast every reading, and the scale is integrated out, which makes the
 * tails Student's.
 */
public final class Level {

    /** Noise of a reading and wandering of the level in a week, in the same unknown scale. */
    private static final double[][] WAYS = {{1, 0}, {1, 0.03}, {1, 0.3}, {0.01, 1}};

    private static final double[] OF_READINGS = {0.3, 0.3, 0.2, 0.2};
    /** Means of weeks wander less than single readings. */
    private static final double[] OF_MEANS = {0.5, 0.35, 0.11, 0.04};
    /** Standard deviation of the slope in a week, in that scale; none, slight or any. */
    private static final double[] SLOPES = {0, 0.1, 0.5, 2.5};

    private static final double[] STEADY = {0.6, 0.2, 0.1, 0.1};
    private static final double[] GROWING = {0.04, 0.16, 0.4, 0.4};
    private static final double USUAL_READINGS = 2;

    /**
     * Readings, the oldest first; at least one.
     *
     * @param weeks when each was taken, from any origin
     * @param noise of each, relative to the usual reading's; above 0
     */
    public record Readings(double[] values, double[] weeks, double[] noise) {}

    /** Whether the level rises or falls steadily. */
    public enum Trend {
        NONE,
        POSSIBLE,
        /** It is meant to: a register that grows. */
        EXPECTED
    }

    private record Case(
            double weight, double scale, double freedom, double wander, double noise, double[] state, double[] doubt) {}

    private final List<Case> cases;
    private final double last;

    private Level(List<Case> cases, double last) {
        this.cases = cases;
        this.last = last;
    }

    /**
     * @param slope what is planned in a week; 0 where nothing is
     * @param usual the standard deviation of a reading that is expected where the readings do not tell; above 0
     */
    public static Level of(Readings readings, Trend trend, double slope, double usual) {
        List<Case> cases = new ArrayList<>();
        List<Double> logs = new ArrayList<>();
        int slopes = trend == Trend.NONE ? 1 : SLOPES.length;
        double[] wayWeights = trend == Trend.NONE ? OF_MEANS : OF_READINGS;
        double[] slopeWeights = trend == Trend.EXPECTED ? GROWING : STEADY;
        for (int i = 0; i < WAYS.length; i++) {
            for (int j = 0; j < slopes; j++) {
                Filter filter = new Filter(WAYS[i][0], WAYS[i][1], slope, SLOPES[j], readings);
                double freedom = filter.seen + USUAL_READINGS;
                double squares = filter.squares + USUAL_READINGS * usual * usual;
                double log = -0.5 * filter.logs - 0.5 * freedom * Math.log(squares);
                logs.add(log + Math.log(wayWeights[i] * slopeWeights[j]));
                cases.add(new Case(
                        0,
                        Math.sqrt(squares / freedom),
                        Math.max(3, freedom),
                        WAYS[i][1],
                        WAYS[i][0],
                        new double[] {filter.level, filter.slope},
                        new double[] {filter.ofLevel, filter.ofBoth, filter.ofSlope}));
            }
        }
        double best = logs.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        List<Case> weighted = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            double weight = Math.exp(logs.get(i) - best);
            weighted.add(
                    new Case(weight, one.scale(), one.freedom(), one.wander(), one.noise(), one.state(), one.doubt()));
        }
        return new Level(List.copyOf(weighted), readings.values()[readings.values().length - 1]);
    }

    /** The newest reading. */
    public double last() {
        return last;
    }

    /**
     * A reading taken so many weeks after the last one.
     *
     * @param carried for how many weeks, at most, a slope is carried on: it dies away
     * @param more variance that the readings cannot show
     */
    public Distribution reading(double weeks, double carried, double more) {
        return mixture(carried * -Math.expm1(-weeks / carried), weeks, 1, more);
    }

    /**
     * The mean over the weeks ahead.
     *
     * @param noise of that mean, relative to a usual reading's
     * @param more variance that the readings cannot show
     */
    public Distribution mean(double weeks, double noise, double more) {
        return mixture(weeks / 2, weeks / 3, noise, more);
    }

    private Distribution mixture(double ahead, double wandering, double noise, double more) {
        List<Distribution> parts = new ArrayList<>();
        double[] weights = new double[cases.size()];
        for (Case one : cases) {
            double variance = one.doubt()[0]
                    + 2 * ahead * one.doubt()[1]
                    + ahead * ahead * one.doubt()[2]
                    + one.wander() * wandering
                    + one.noise() * noise;
            weights[parts.size()] = one.weight();
            parts.add(new Bell(
                    one.state()[0] + one.state()[1] * ahead,
                    Math.sqrt(one.scale() * one.scale() * variance + more),
                    one.freedom()));
        }
        return new Mixture(parts, weights);
    }

    private static final class Filter {

        private double level;
        private double slope;
        private double ofLevel;
        private double ofBoth;
        private double ofSlope;
        private double logs;
        private double squares;
        private int seen;

        Filter(double noise, double wander, double planned, double slopes, Readings readings) {
            slope = planned;
            level = readings.values()[0];
            ofLevel = noise * readings.noise()[0];
            ofSlope = slopes * slopes;
            for (int i = 1; i < readings.values().length; i++) {
                double weeks = readings.weeks()[i] - readings.weeks()[i - 1];
                level += slope * weeks;
                ofLevel += 2 * weeks * ofBoth + weeks * weeks * ofSlope + wander * weeks;
                ofBoth += weeks * ofSlope;
                double variance = ofLevel + noise * readings.noise()[i];
                double off = readings.values()[i] - level;
                double gain = ofLevel / variance;
                double slopeGain = ofBoth / variance;
                level += gain * off;
                slope += slopeGain * off;
                ofSlope -= slopeGain * ofBoth;
                ofBoth -= gain * ofBoth;
                ofLevel -= gain * ofLevel;
                logs += Math.log(variance);
                squares += off * off / variance;
                seen++;
            }
        }
    }
}
