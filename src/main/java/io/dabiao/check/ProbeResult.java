package io.dabiao.check;

import io.dabiao.check.http.Look;
import io.dabiao.core.Probe;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a slot.
 *
 * @param slot its beginning
 * @param look the confirmed one: the first where it was good, else the second
 * @param tries 1 or 2
 * @param maintenance the announced work that covers the slot
 */
public record ProbeResult(Probe probe, Instant slot, Look look, int tries, Optional<String> maintenance) {}
