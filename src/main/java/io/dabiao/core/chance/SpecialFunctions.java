package io.dabiao.core.chance;

/**
 * The functions behind the distributions, to about nine digits; enough for probabilities that are told to three.
 *
 * <p>Methods after Press, Teukolsky, Vetterling, Flannery: Numerical Recipes, chapter 6, and for large shapes the cube-root
 * approximation of Wilson and Hilferty (1931), which is off by less than 0.0005 there.
 */
final class SpecialFunctions {

    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final double PRECISION = 1e-10;
    private static final double TINY = 1e-300;
    private static final int MOST_STEPS = 400;
    private static final double LARGE_SHAPE = 400;

    private SpecialFunctions() {}

    /** @param x above 0 */
    static double logGamma(double x) {
        if (x < 0.5) {
            return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
        }
        double z = x - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (z + i);
        }
        double t = z + 7.5;
        return HALF_LOG_TWO_PI + (z + 0.5) * Math.log(t) - t + Math.log(sum);
    }

    /** The regularised lower incomplete gamma function: the probability that a gamma variable of this shape is at most x. */
    static double gamma(double shape, double x) {
        if (x <= 0) {
            return 0;
        }
        if (shape <= 0) {
            return 1;
        }
        if (shape > LARGE_SHAPE) {
            double spread = 1 / (9 * shape);
            return normal((Math.cbrt(x / shape) - 1 + spread) / Math.sqrt(spread));
        }
        double front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
        return x < shape + 1 ? front * series(shape, x) : 1 - front * fraction(shape, x);
    }

    private static double series(double shape, double x) {
        double term = 1 / shape;
        double sum = term;
        for (int n = 1; n < MOST_STEPS && term > sum * PRECISION; n++) {
            term *= x / (shape + n);
            sum += term;
        }
        return sum;
    }

    private static double fraction(double shape, double x) {
        double b = x + 1 - shape;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        for (int n = 1; n < MOST_STEPS; n++) {
            double an = -n * (n - shape);
            b += 2;
            d = 1 / nonZero(an * d + b);
            c = nonZero(b + an / c);
            double step = d * c;
            h *= step;
            if (Math.abs(step - 1) < PRECISION) {
                break;
            }
        }
        return h;
    }

    /** The regularised incomplete beta function. */
    static double beta(double a, double b, double x) {
        if (x <= 0) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2)
                ? front * betaFraction(a, b, x) / a
                : 1 - front * betaFraction(b, a, 1 - x) / b;
    }

    private static double betaFraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double h = d;
        for (int m = 1; m < MOST_STEPS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            double step = d * c;
            h *= step;
            if (Math.abs(step - 1) < PRECISION) {
                break;
            }
        }
        return h;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    static double normal(double z) {
        double half = 0.5 * gamma(0.5, z * z / 2);
        return z < 0 ? 0.5 - half : 0.5 + half;
    }

    /** @param freedom above 0 */
    static double student(double t, double freedom) {
        if (freedom > 200) {
            return normal(t);
        }
        double tail = 0.5 * beta(freedom / 2, 0.5, freedom / (freedom + t * t));
        return t < 0 ? tail : 1 - tail;
    }
}
