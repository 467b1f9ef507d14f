package io.dabiao.core.chance;

/** One value and no other. */
public record Certain(double value) implements Distribution {

    @Override
    public double atMost(double x) {
        return x >= value ? 1 : 0;
    }

    @Override
    public double below(double x) {
        return x > value ? 1 : 0;
    }

    @Override
    public double mean() {
        return value;
    }

    @Override
    public double deviation() {
        return 0;
    }
}
