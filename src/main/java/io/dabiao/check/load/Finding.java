package io.dabiao.check.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run found.
 *
 * @param users the highest level sustained, 0 where not even the lowest was; it says something of the site only where the
 *     outcome is conclusive
 * @param levels in the order in which they were tested
 */
public record Finding(Outcome outcome, int users, List<Level> levels, String sentence) {

    public Finding {
        levels = List.copyOf(levels);
    }

    /**
     * Tests one level after the other, up to the first that is not sustained.
     *
     * @throws InterruptedException where this thread is to stop
     */
    public static Finding of(Generator generator, List<Integer> levels, Control control) throws InterruptedException {
        List<Level> tested = new ArrayList<>();
        int sustained = 0;
        for (int users : levels) {
            Level level = generator.run(users, control);
            tested.add(level);
            if (level.outcome() != Outcome.SUSTAINED) {
                return new Finding(level.outcome(), sustained, tested, level.sentence());
            }
            sustained = users;
        }
        return new Finding(
                Outcome.SUSTAINED,
                sustained,
                tested,
                tested.get(tested.size() - 1).sentence());
    }
}
