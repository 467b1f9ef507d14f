package io.dabiao.check;

import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.core.probe.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a slot.
 *
 * @param slot its beginning; at the first look at a site, when that was
 * @param speaks for how long it speaks: the interval, or at the first look what is left of the slot
 * @param look the confirmed one: the first where it was good, else the last
 * @param tries 1 or 2; 3 where what the site depends on was found well after the second
 * @param marks what a measure may leave it out by
 */
public record ProbeResult(Probe probe, Instant slot, Duration speaks, ProbeOutcome look, int tries, Marks marks) {

    /** The site because of which it failed: of its own it is unknown then. */
    public Optional<String> because() {
        return marks.because();
    }

    /** Whether the site was looked at; where nothing was sent nothing is known of it. */
    public boolean saysOfTheSite() {
        return look.failure().isEmpty() || look.failure().get().reason().saysOfTheSite();
    }
}
