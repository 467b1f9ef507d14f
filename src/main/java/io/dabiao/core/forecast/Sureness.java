package io.dabiao.core.forecast;

import io.dabiao.core.chance.Distribution;
import io.dabiao.core.chance.Widened;

/**
 * How far a model's own certainty is to be believed: every model leaves something out, and most of it early in the year.
 *
 * <p>The probability passes through a line in the logarithm of the odds (Platt 1999) whose slope goes from {@code first} at the
 * period's start to {@code last} at its end; the interval is stretched about its middle, likewise. What is certain stays so.
 *
 * @param offset what is added to the logarithm of the odds: a promise is meant to be kept
 * @param first slope at the period's start, above 0
 * @param last slope at its end, above 0
 * @param unforeseen how likely, with a whole year ahead, something comes of which the facts say nothing; then either end is as likely
 * @param wideFirst by how much the interval is stretched at the start, above 0
 * @param wideLast at the end, above 0
 */
record Sureness(double offset, double first, double last, double unforeseen, double wideFirst, double wideLast) {

    /** In most models. */
    static final double UNFORESEEN = 0.14;

    Sureness(double offset, double first, double last, double wideFirst, double wideLast) {
        this(offset, first, last, UNFORESEEN, wideFirst, wideLast);
    }

    /** @param elapsed share of the period that is over, from 0 to 1 */
    double of(double probability, double elapsed) {
        if (probability <= 0 || probability >= 1) {
            return probability;
        }
        double odds = Math.log(probability / (1 - probability));
        double told = 1 / (1 + Math.exp(-(offset + (first + (last - first) * elapsed) * odds)));
        double doubt = unforeseen * (1 - elapsed);
        return doubt / 2 + (1 - doubt) * told;
    }

    /** @param elapsed share of the period that is over, from 0 to 1 */
    Distribution interval(Distribution value, double elapsed) {
        double by = wideFirst + (wideLast - wideFirst) * elapsed;
        return Math.abs(by - 1) < 1e-9 ? value : new Widened(value, by);
    }
}
