package io.dabiao.check.load;

import io.dabiao.core.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a run found.
 *
 * @param users the highest level sustained, 0 where not even the lowest was; it says something of the site only where the
 *     outcome is conclusive
 * @param levels in the order in which they were tested
 */
public record LoadResult(LoadOutcome outcome, int users, List<Level> levels, Words sentence) {

    public LoadResult {
        levels = List.copyOf(levels);
    }

    /**
     * What was found where a site that this one depends on was away meanwhile: nothing of this one.
     *
     * @param cause that site
     */
    public LoadResult because(String cause) {
        return new LoadResult(LoadOutcome.BECAUSE, users, levels, Words.of(LoadResult.class, "because", cause));
    }

    /** Tests a level; {@link Generator#run}. */
    @FunctionalInterface
    public interface Testing {
        Level test(int users) throws InterruptedException;
    }

    /** The level to test between one that was sustained and one that was not; {@link io.dabiao.core.declaration.LoadCheck#between}. */
    @FunctionalInterface
    public interface Between {
        OptionalInt level(int sustained, int beyond);
    }

    /**
     * Tests one level after the other, up to the first that is not sustained; where the limits say so, and not the brake, then
     * between the two.
     *
     * @throws InterruptedException where this thread is to stop
     */
    public static LoadResult of(List<Integer> levels, Testing testing, Between between) throws InterruptedException {
        List<Level> tested = new ArrayList<>();
        int sustained = 0;
        for (int users : levels) {
            Level level = testing.test(users);
            tested.add(level);
            if (level.outcome() == LoadOutcome.LIMIT) {
                return closer(sustained, level, tested, testing, between);
            }
            if (level.outcome() != LoadOutcome.SUSTAINED) {
                return new LoadResult(level.outcome(), sustained, tested, level.sentence());
            }
            sustained = users;
        }
        return new LoadResult(
                LoadOutcome.SUSTAINED,
                sustained,
                tested,
                tested.get(tested.size() - 1).sentence());
    }

    /** What a level in between does not tell, because this machine could not make its load, leaves the finding as it was. */
    private static LoadResult closer(int sustained, Level limit, List<Level> tested, Testing testing, Between between)
            throws InterruptedException {
        int highest = sustained;
        Level beyond = limit;
        OptionalInt next = between.level(highest, beyond.users());
        while (next.isPresent()) {
            Level level = testing.test(next.getAsInt());
            tested.add(level);
            switch (level.outcome()) {
                case SUSTAINED -> highest = level.users();
                case LIMIT -> beyond = level;
                case BRAKED, ABORTED, FAILED -> {
                    return new LoadResult(level.outcome(), highest, tested, level.sentence());
                }
                case GENERATOR_LIMITED, TOO_FEW -> {
                    return new LoadResult(LoadOutcome.LIMIT, highest, tested, beyond.sentence());
                }
            }
            next = between.level(highest, beyond.users());
        }
        return new LoadResult(LoadOutcome.LIMIT, highest, tested, beyond.sentence());
    }
}
