package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import java.time.ZoneId;
import java.util.List;
import java.util.function.UnaryOperator;

/** A measure of one selection, of which one fold is kept. */
public sealed interface OneSelection extends Measure
        permits Amount, Distinct, DistinctDays, Growth, OfAttribute, WorkingDays {

    Selector over();

    /** What is kept of the selected events. */
    Fold fold();

    /** Those whose values are kept. */
    List<String> attributes();

    /** This measure of other events. */
    OneSelection of(Selector others);

    @Override
    default List<Series> series(ZoneId zone) {
        return List.of(new Series(zone, over(), fold(), attributes()));
    }

    @Override
    default OneSelection selecting(UnaryOperator<Selector> change) {
        return of(change.apply(over()));
    }

    /** All that is kept of a window. @param kept what {@link #fold} keeps */
    default <R extends Rollup> R total(Window window, Class<R> kept) {
        return window.total(series(window.period().zone()).get(0), kept);
    }
}
