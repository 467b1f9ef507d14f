package io.dabiao.check.load;

import java.util.Locale;

/** What came of a level, or of a whole run. */
public enum LoadOutcome {
    /** Every request counted was within the limits; of a run: at every level. */
    SUSTAINED,
    /** The share of errors or the 95th percentile was beyond its limit. */
    LIMIT,
    /** The site degraded beyond the brake's limit, and the run stopped at once. */
    BRAKED,
    /** This machine could not make the load in time: nothing is known of the site at this level. */
    GENERATOR_LIMITED,
    /** Fewer requests than a 95th percentile needs. */
    TOO_FEW,
    /** A site that it depends on was away meanwhile: nothing is known of this one. */
    BECAUSE,
    /** Somebody ended it. */
    ABORTED,
    /** It could not be run; the run says why. */
    FAILED;

    /** Whether it says something about the site. Only then is there an event. */
    public boolean conclusive() {
        return this == SUSTAINED || this == LIMIT || this == BRAKED;
    }

    /** Of the API and the event. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
