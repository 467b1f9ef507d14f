package io.dabiao.core.chance;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The functions behind the distributions, by Apache Commons Numbers, with what distributions mean by their limits: a shape of 0
 * is a variable that is always 0.
 */
final class SpecialFunctions {

    private static final double SQUARE_ROOT_OF_TWO = Math.sqrt(2);

    private SpecialFunctions() {}

    /** From here on five terms of Stirling's series are exact to twelve digits (Abramowitz and Stegun 1964, 6.1.41). */
    private static final double STIRLING_FROM = 12;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** Up to so many factors a quotient of two gamma functions is their product. */
    private static final int FEW = 12;

    /** @param x above 0 */
    static double logGamma(double x) {
        if (x < STIRLING_FROM) {
            return LogGamma.value(x);
        }
        double one = 1 / x;
        double square = one * one;
        double series = one * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680.0)));
        return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + series;
    }

    /** The logarithm of {@code Γ(x + more) / Γ(x)}. @param x above 0 @param more at least 0 */
    static double logRising(double x, double more) {
        if (more > FEW || more != Math.rint(more)) {
            return logGamma(x + more) - logGamma(x);
        }
        double product = 1;
        for (int i = 0; i < more; i++) {
            product *= x + i;
        }
        return product > 0 && product < Double.POSITIVE_INFINITY ? Math.log(product) : logGamma(x + more) - logGamma(x);
    }

    /** The regularised lower incomplete gamma function: the probability that a gamma variable of this shape is at most x. */
    static double gamma(double shape, double x) {
        if (x <= 0) {
            return 0;
        }
        return shape <= 0 ? 1 : RegularizedGamma.P.value(shape, x);
    }

    /** The regularised incomplete beta function. */
    static double beta(double a, double b, double x) {
        if (x <= 0) {
            return 0;
        }
        return x >= 1 ? 1 : RegularizedBeta.value(x, a, b);
    }

    /** The probability that a standard normal variable is at most z. */
    static double normal(double z) {
        return 0.5 * Erfc.value(-z / SQUARE_ROOT_OF_TWO);
    }

    /**
     * The probability that a variable of Student's distribution is at most t.
     *
     * @param freedom above 0
     */
    static double student(double t, double freedom) {
        double tail = 0.5 * beta(freedom / 2, 0.5, freedom / (freedom + t * t));
        return t < 0 ? tail : 1 - tail;
    }
}
