package io.dabiao.core.chance;

/** What a number may come to, and how likely. Immutable. */
public interface Distribution {

    /** The probability of a value of at most {@code x}. */
    double atMost(double x);

    /** The probability of a value below {@code x}; differs from {@link #atMost} where single values have a probability. */
    double below(double x);

    double mean();

    /** The standard deviation; 0 where only one value is possible. */
    double deviation();

    /**
     * The least value that is not exceeded with probability {@code share}.
     *
     * @param share strictly between 0 and 1
     */
    default double quantile(double share) {
        double deviation = deviation();
        if (deviation <= 0) {
            return mean();
        }
        // Begins where a normal variable would have it; that one's density says how far it may be from there.
        double normal = normalQuantile(share);
        double low = mean() + normal * deviation;
        double atLow = atMost(low) - share;
        double high = low;
        double atHigh = atLow;
        double density = Math.exp(-normal * normal / 2) / Math.sqrt(2 * Math.PI);
        double step = deviation * Math.min(Math.max(1.25 * Math.abs(atLow) / density, 1.0 / 64), 1);
        while (atLow >= 0 && step < deviation * 1e6) {
            high = low;
            atHigh = atLow;
            low -= step;
            atLow = atMost(low) - share;
            step *= 2;
        }
        while (atHigh < 0 && step < deviation * 1e6) {
            low = high;
            atLow = atHigh;
            high += step;
            atHigh = atMost(high) - share;
            step *= 2;
        }
        // Between two whole numbers there is nothing to look for.
        double enough = whole() ? Math.max(deviation * 5e-4, 0.45) : deviation * 5e-4;
        boolean halve = false;
        while (high - low > enough) {
            double width = high - low;
            double x = (low + high) / 2;
            if (!halve && atLow < 0 && atHigh > 0) {
                // Where a straight line passes, and a little beyond, so that the farther end comes near too.
                double line = low + width * atLow / (atLow - atHigh);
                x = line - low < high - line
                        ? Math.min(line + enough / 4, high - enough / 8)
                        : Math.max(line - enough / 4, low + enough / 8);
            }
            if (x <= low || x >= high) {
                break;
            }
            double at = atMost(x) - share;
            if (at < 0) {
                low = x;
                atLow = at;
            } else {
                high = x;
                atHigh = at;
            }
            halve = high - low > width / 2;
        }
        return high;
    }

    /** About where a standard normal variable has it, to 0.02: a beginning, not a result (the lambda distribution after Tukey). */
    private static double normalQuantile(double share) {
        return (Math.pow(share, 0.1349) - Math.pow(1 - share, 0.1349)) / 0.1975;
    }

    /** Whether only whole numbers from 0 on are possible. */
    default boolean whole() {
        return false;
    }

    /** {@code shift + factor × this}. @param factor above 0 */
    default Distribution moved(double shift, double factor) {
        return new Moved(this, shift, factor);
    }
}
