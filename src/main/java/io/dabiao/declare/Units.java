package io.dabiao.declare;

import io.dabiao.core.declaration.Target;
import io.dabiao.core.measure.Dimension;
import io.dabiao.core.measure.Measure;
import io.dabiao.yaml.Cursor;
import java.util.List;

/** Whether the targets' units are of what the measure yields. */
final class Units {

    private Units() {}

    /** One fault at the measure where none of the targets fits and an {@code in:} could mend that; else one at each target. */
    static void check(Measure measure, Cursor measureAt, List<Promise> promises) {
        List<Promise> unfit = promises.stream()
                .filter(promise -> promise.target().isPresent())
                .filter(promise -> !fits(measure, promise.target().get()))
                .toList();
        long declared = promises.stream()
                .filter(promise -> promise.target().isPresent())
                .count();
        String found = "a measure that yields " + measure.dimension().words();
        if (!unfit.isEmpty() && unfit.size() == declared && measure.carriesUnit()) {
            Target target = unfit.get(0).target().get();
            String mend = "add in: " + example(target.unit().dimension()) + ", or the unit that the events have";
            measureAt.fault(found, expected(target), mend);
            return;
        }
        for (Promise promise : unfit) {
            String mend = "measure something else, or give the target the unit of the measure";
            promise.at().get().fault(found, expected(promise.target().get()), mend);
        }
    }

    private static boolean fits(Measure measure, Target target) {
        return measure.dimension() == Dimension.AS_DECLARED
                || measure.dimension() == target.unit().dimension();
    }

    private static String expected(Target target) {
        return target.unit().dimension().words() + ", as the target '" + target.words() + "' has it";
    }

    private static String example(Dimension dimension) {
        return switch (dimension) {
            case NUMBER -> "次";
            case SHARE -> "\"%\"";
            case DURATION -> "秒";
            case DAYS -> "天";
            case WORKING_DAYS -> "工作日";
            case AS_DECLARED -> throw new AssertionError(dimension);
        };
    }
}
