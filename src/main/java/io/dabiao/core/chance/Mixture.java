package io.dabiao.core.chance;

import java.util.ArrayList;
import java.util.List;

/** One of several distributions, each with its weight: what follows when a parameter is not known. */
public final class Mixture implements Distribution {

    private static final double NEGLIGIBLE = 0.01;

    private final double[] weights;
    private final List<Distribution> parts;

    /** @param weights at least 0, in any scale; parts of less than a hundredth of the largest are left out */
    public Mixture(List<? extends Distribution> parts, double[] weights) {
        double largest = 0;
        for (double weight : weights) {
            largest = Math.max(largest, weight);
        }
        List<Distribution> kept = new ArrayList<>();
        double[] shares = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > NEGLIGIBLE * largest) {
                shares[kept.size()] = weights[i];
                sum += weights[i];
                kept.add(parts.get(i));
            }
        }
        this.parts = List.copyOf(kept);
        this.weights = new double[kept.size()];
        for (int i = 0; i < this.weights.length; i++) {
            this.weights[i] = shares[i] / sum;
        }
    }

    @Override
    public double atMost(double x) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * parts.get(i).atMost(x);
        }
        return sum;
    }

    @Override
    public double below(double x) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * parts.get(i).below(x);
        }
        return sum;
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * parts.get(i).mean();
        }
        return sum;
    }

    @Override
    public double deviation() {
        double mean = mean();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double off = parts.get(i).mean() - mean;
            double spread = parts.get(i).deviation();
            sum += weights[i] * (off * off + spread * spread);
        }
        return Math.sqrt(sum);
    }

    /** Whole where all parts are. */
    @Override
    public double quantile(double share) {
        double found = Distribution.super.quantile(share);
        return whole() ? Math.max(0, Math.ceil(found - 0.5)) : found;
    }

    @Override
    public boolean whole() {
        return parts.stream().allMatch(Distribution::whole);
    }
}
