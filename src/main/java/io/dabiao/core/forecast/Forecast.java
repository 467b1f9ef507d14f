package io.dabiao.core.forecast;

import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an indicator is expected to stand at its period's end: a function of the declaration, the facts before an instant and
 * the calendar, like the evaluation that it belongs to. Without new facts it changes at midnight and at no other time.
 */
public sealed interface Forecast {

    /**
     * A value to expect.
     *
     * @param value as likely too low as too high; in the target's unit
     * @param low with probability 0.1 the value ends below it
     * @param high with probability 0.1 the value ends above it
     * @param probability that the target will be met; 0 and 1 only where it is certain
     * @param chance the word of the monitoring table that the probability bears
     * @param need what would have to happen
     * @param notes what else a reader must know
     */
    record Expected(
            BigDecimal value,
            BigDecimal low,
            BigDecimal high,
            BigDecimal probability,
            Chance chance,
            Words need,
            List<Words> notes)
            implements Forecast {
        public Expected {
            notes = List.copyOf(notes);
        }

        @Override
        public Words words() {
            List<Words> said = new ArrayList<>(List.of(need));
            said.addAll(notes);
            return Words.joined(Words.of(Words.class, "semicolon"), said);
        }
    }

    /** There will be one; so far there is too little to go by. */
    record TooEarly(Words why) implements Forecast {
        @Override
        public Words words() {
            return Words.of(Forecast.class, "tooEarly", why);
        }
    }

    /** There is none, and there will be none while things are as they are. */
    record Absent(Words why) implements Forecast {
        @Override
        public Words words() {
            return Words.of(Forecast.class, "noForecast", why);
        }
    }

    /** In one sentence: what would have to happen, or why nothing is forecast. */
    Words words();

    default Optional<Expected> expected() {
        return this instanceof Expected expected ? Optional.of(expected) : Optional.empty();
    }
}
