package io.dabiao.core.forecast;

import java.util.random.RandomGenerator;

/** Draws from the distributions that simulated years are made of; equal seeds draw alike on every machine. */
final class Chances {

    private final RandomGenerator random;

    Chances(long seed) {
        this.random = new java.util.SplittableRandom(seed);
    }

    double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    int whole(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    boolean with(double probability) {
        return random.nextDouble() < probability;
    }

    double normal() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Uniform in the logarithm. */
    double magnitude(double from, double to) {
        return Math.exp(uniform(Math.log(from), Math.log(to)));
    }

    /** Of mean 1; after Marsaglia and Tsang (2000). @param variance above 0 */
    double gamma(double variance) {
        double shape = 1 / variance;
        double boost = 1;
        if (shape < 1) {
            boost = Math.pow(random.nextDouble(), 1 / shape);
            shape += 1;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return boost * d * v * variance;
            }
        }
    }

    long poisson(double mean) {
        if (mean > 60) {
            return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        long count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    long binomial(long trials, double probability) {
        if (trials * probability * (1 - probability) > 30) {
            double drawn = trials * probability + Math.sqrt(trials * probability * (1 - probability)) * normal();
            return Math.max(0, Math.min(trials, Math.round(drawn)));
        }
        long count = 0;
        for (long i = 0; i < trials; i++) {
            count += with(probability) ? 1 : 0;
        }
        return count;
    }
}
