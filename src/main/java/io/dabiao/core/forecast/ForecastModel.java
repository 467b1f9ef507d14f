package io.dabiao.core.forecast;

import io.dabiao.core.chance.Distribution;
import io.dabiao.core.text.Words;
import java.util.List;
import java.util.OptionalDouble;

/** How one kind of measure is forecast. Stateless; a paragraph of docs/forecasts.md describes each. */
interface ForecastModel {

    /**
     * What a model says.
     *
     * @param value at the period's end, in the measure's base
     * @param probability that the target will be met, where it does not follow from the distribution of the value
     * @param need what would have to happen
     * @param notes what else a reader must know
     */
    record Outlook(Distribution value, OptionalDouble probability, Words need, List<Words> notes) {
        public Outlook {
            notes = List.copyOf(notes);
        }

        Outlook(Distribution value, Words need, List<Words> notes) {
            this(value, OptionalDouble.empty(), need, notes);
        }
    }

    /** @throws NoForecast with the reason, where nothing can be forecast */
    Outlook outlook(ForecastContext context);

    /** What can exist, however an interval was stretched: nothing that adds up below what it came to, for instance. */
    default double possible(ForecastContext context, double base) {
        return base;
    }

    /** What real years showed of this model: how far its own certainty is to be believed. */
    Sureness sureness(ForecastContext context);
}
