package io.dabiao.core.measure;

/** The word under which a declaration names a measure. */
public enum MeasureKind {
    COUNT("count"),
    SUM("sum"),
    RATIO("ratio"),
    MEAN("mean"),
    PERCENTILE("percentile"),
    MAX("max"),
    MIN("min"),
    LATEST("latest"),
    DISTINCT("distinct"),
    DISTINCT_DAYS("distinctDays"),
    AVAILABLE_DAYS("availableDays"),
    WORST("worst"),
    GROWTH("growth"),
    WORKING_DAYS("workingDays"),
    REPORTED("reported");

    private final String key;

    MeasureKind(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }
}
