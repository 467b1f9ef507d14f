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
        double step = deviation;
        double low = mean();
        double high = low;
        while (atMost(low) >= share && step < deviation * 1e6) {
            high = low;
            low -= step;
            step *= 2;
        }
        step = deviation;
        while (atMost(high) < share && step < deviation * 1e6) {
            low = Math.max(low, high);
            high += step;
            step *= 2;
        }
        // Between two whole numbers there is nothing to look for.
        double enough = whole() ? Math.max(deviation * 5e-4, 0.45) : deviation * 5e-4;
        while (high - low > enough) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (atMost(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
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
