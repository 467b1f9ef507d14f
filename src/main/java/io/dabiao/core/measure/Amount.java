package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Window;
import java.util.function.UnaryOperator;

/** A count or a sum: what ratios and quotas are made of. */
public sealed interface Amount extends OneSelection permits Count, Sum {

    /** Amounts of nothing are 0, so there is always one; whether anyone was heard is for {@link #read} to say. */
    Fraction amount(Window window);

    @Override
    Amount of(Selector others);

    @Override
    default Amount selecting(UnaryOperator<Selector> change) {
        return of(change.apply(over()));
    }

    @Override
    default boolean onlyGrows() {
        return true;
    }

    @Override
    default boolean countsNothing() {
        return true;
    }
}
