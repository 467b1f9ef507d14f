package io.dabiao.core.measure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * An exact rational number, kept as its two parts.
 *
 * <p>A ratio of 27,112 calls to 32,265 has no finite decimal form. Kept as two parts it compares with its target exactly;
 * it is divided only where a figure is shown.
 *
 * @param numerator any decimal
 * @param denominator above zero
 */
public record Fraction(BigDecimal numerator, BigDecimal denominator) implements Comparable<Fraction> {

    /** Digits after the point of a figure that does not end: enough that no one computes on with a rounded one. */
    public static final int SHOWN_SCALE = 12;

    public Fraction {
        if (denominator.signum() <= 0) {
            throw new IllegalArgumentException("a denominator must be above zero, not " + denominator);
        }
    }

    public static Fraction of(BigDecimal whole) {
        return new Fraction(whole, BigDecimal.ONE);
    }

    public static Fraction of(long whole) {
        return of(BigDecimal.valueOf(whole));
    }

    /** This number measured in a unit {@code scale} times as large: 50,000 in units of 10,000 is 5. */
    public Fraction inUnitsOf(BigDecimal scale) {
        return new Fraction(numerator, denominator.multiply(scale));
    }

    public Fraction times(BigDecimal factor) {
        return new Fraction(numerator.multiply(factor), denominator);
    }

    /** Exact: no division takes place. */
    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    public int compareTo(BigDecimal other) {
        return numerator.compareTo(other.multiply(denominator));
    }

    /** The decimal form, exact where it ends within twelve digits after the point, else rounded half up to twelve. */
    public BigDecimal decimal() {
        BigDecimal quotient =
                numerator.divide(denominator, SHOWN_SCALE, RoundingMode.HALF_UP).stripTrailingZeros();
        return quotient.scale() < 0 ? quotient.setScale(0) : quotient;
    }

    /** The decimal form rounded half up to {@code scale} digits after the point, without trailing zeros. */
    public BigDecimal rounded(int scale) {
        BigDecimal quotient =
                numerator.divide(denominator, scale, RoundingMode.HALF_UP).stripTrailingZeros();
        return quotient.scale() < 0 ? quotient.setScale(0) : quotient;
    }

    /** For gauges and charts only, never for a comparison. */
    public double approximately() {
        return numerator.divide(denominator, MathContext.DECIMAL64).doubleValue();
    }
}
