package io.dabiao.core.chance;

/** {@code shift + factor × of}. @param factor above 0 */
record Moved(Distribution of, double shift, double factor) implements Distribution {

    @Override
    public double atMost(double x) {
        return of.atMost((x - shift) / factor);
    }

    @Override
    public double below(double x) {
        return of.below((x - shift) / factor);
    }

    @Override
    public double mean() {
        return shift + factor * of.mean();
    }

    @Override
    public double deviation() {
        return factor * of.deviation();
    }

    @Override
    public double quantile(double share) {
        return shift + factor * of.quantile(share);
    }
}
