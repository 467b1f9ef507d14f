package io.dabiao.core.chance;

/**
 * Student's distribution around a centre.
 *
 * @param scale above 0
 * @param freedom above 2
 */
public record Bell(double mean, double scale, double freedom) implements Distribution {

    @Override
    public double atMost(double x) {
        return SpecialFunctions.student((x - mean) / scale, freedom);
    }

    @Override
    public double below(double x) {
        return atMost(x);
    }

    @Override
    public double deviation() {
        return scale * Math.sqrt(freedom / (freedom - 2));
    }
}
