package io.dabiao.store;

import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import jakarta.enterprise.inject.Vetoed;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;

/** The facts of the log, except that every evaluation which asks for those of one type meets a failure. */
@Vetoed
public class FaultyFacts extends FactsReader {

    /** What an evaluation meets. */
    public static final String FAILURE = "injected into the facts";

    private final FactsReader sound;
    private final String type;

    public FaultyFacts(FactsReader sound, String type) {
        super(null, null, null);
        this.sound = sound;
        this.type = type;
    }

    @Override
    public Position position() {
        return sound.position();
    }

    @Override
    public Read read(Map<Series, LocalDate> since, LocalDate until, Instant before) {
        Read read = sound.read(since, until, before);
        return new Read(new Faulty(read.facts()), read.position(), read.unready());
    }

    private final class Faulty implements Facts {

        private final Facts facts;

        Faulty(Facts facts) {
            this.facts = facts;
        }

        @Override
        public Instant before() {
            return facts.before();
        }

        @Override
        public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
            if (series.selector().type().equals(type)) {
                throw new StackOverflowError(FAILURE);
            }
            return facts.days(series, from, until);
        }
    }
}
