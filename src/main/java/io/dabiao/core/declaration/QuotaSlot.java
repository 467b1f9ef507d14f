package io.dabiao.core.declaration;

import io.dabiao.core.measure.Fraction;
import java.time.LocalDate;

/**
 * A complete week or month of an indicator that promises something for every week or month.
 *
 * @param label as people name it: {@code 2024-03}, {@code 2024-W09}
 * @param from its first day
 * @param until the day after its last
 * @param actual in the target's unit
 * @param target in force when it closed
 * @param kept whether the target was kept
 */
public record QuotaSlot(String label, LocalDate from, LocalDate until, Fraction actual, Target target, boolean kept) {}
