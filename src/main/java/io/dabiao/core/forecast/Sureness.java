package io.dabiao.core.forecast;

import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Widened;

/**
 * How far a model's own certainty is to be believed: every model leaves something out, and most of it early in the year.
 *
 * <p>The probability passes through a line in the logarithm of the odds (Platt 1999) whose slope rises from the period's start to its
 * end. Targets are set near what last year came to, so what last year came to says how hard this one is; by the year's end it says
 * nothing any more. The line is one for all models: fitted to each, it was worse on series that it was not fitted to. The interval
 * is stretched about its middle, by each model's own measure. What is certain stays so.
 *
 * @param wideFirst by how much the interval is stretched at the start, above 0
 * @param wideLast at the end, above 0
 */
record Sureness(double wideFirst, double wideLast) {

    /** Slope at the period's start and at its end: the least Brier score on the tuning half of the real years. */
    private static final double FIRST = 0.37;

    private static final double LAST = 1.31;
    /** What last year is worth at the start, in logarithms of odds; by the same fit. */
    private static final double OF_LAST_YEAR = 1.15;
    /**
     * How likely, with a whole year ahead, something comes of which the facts say nothing; then either end is as likely. The fit
     * is the same from 0.08 to 0.3.
     */
    private static final double UNFORESEEN = 0.14;

    /**
     * @param probability strictly between 0 and 1
     * @param elapsed share of the period that is over, from 0 to 1
     * @param lastYear how far last year's figure met the target, from -1 to 1; 0 where none is known
     */
    double of(double probability, double elapsed, double lastYear) {
        double odds = Math.log(probability / (1 - probability));
        double believed = (FIRST + (LAST - FIRST) * elapsed) * odds + OF_LAST_YEAR * (1 - elapsed) * lastYear;
        double doubt = UNFORESEEN * (1 - elapsed);
        return doubt / 2 + (1 - doubt) / (1 + Math.exp(-believed));
    }

    /** @param elapsed share of the period that is over, from 0 to 1 */
    Distribution interval(Distribution value, double elapsed) {
        double by = wideFirst + (wideLast - wideFirst) * elapsed;
        return Math.abs(by - 1) < 1e-9 ? value : new Widened(value, by);
    }
}
