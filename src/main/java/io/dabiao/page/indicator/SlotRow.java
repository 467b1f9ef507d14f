package io.dabiao.page.indicator;

import io.dabiao.core.declaration.Digits;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.page.Numbers;
import java.util.List;

/**
 * A closed week or month of a quota, as a page shows it.
 *
 * @param kept whether it kept the target in force when it closed
 */
public record SlotRow(String label, String actual, String target, boolean kept) {

    static List<SlotRow> of(Evaluation evaluation) {
        return evaluation.slots().stream()
                .map(slot -> new SlotRow(
                        slot.label(),
                        Numbers.whole(Digits.beside(slot.actual(), slot.target().value())),
                        slot.target().words(),
                        slot.kept()))
                .toList();
    }
}
