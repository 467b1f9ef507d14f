package io.dabiao.core.chance;

/**
 * The greatest value that a wandering level reaches: twice the upper half of a bell, by the reflection principle. Immutable.
 *
 * @param from where it stands
 * @param spread the standard deviation of where it will stand at the end; above 0
 */
public record Passage(double from, double spread) implements Distribution {

    private static final double FREEDOM = 8;

    @Override
    public double atMost(double x) {
        return x <= from ? 0 : 2 * SpecialFunctions.student((x - from) / spread, FREEDOM) - 1;
    }

    @Override
    public double below(double x) {
        return atMost(x);
    }

    @Override
    public double mean() {
        return from + 0.8 * spread;
    }

    @Override
    public double deviation() {
        return 0.6 * spread;
    }
}
