package io.dabiao.store;

import io.dabiao.core.rollup.Series;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says which figures rest on some series. The store asks before and after a correction, and does not know how it is done. */
@FunctionalInterface
public interface ImpactCalculator {

    /**
     * A figure as it stands.
     *
     * @param name the indicator's, as declared
     * @param unit of the target in force; empty where there is none
     * @param actual in that unit; empty where there is no value
     */
    record Figure(
            int year,
            String project,
            String indicator,
            String name,
            Optional<String> unit,
            Optional<BigDecimal> actual,
            String verdict,
            boolean stale) {}

    /** Facts as one reader of the log sees them. */
    @FunctionalInterface
    interface View {
        /**
         * What is known of the series.
         *
         * @param since the first day of each series
         * @param until the day after the last
         * @param before only events before it take part
         */
        FactsReader.Read read(Map<Series, LocalDate> since, LocalDate until, Instant before);
    }

    /** The figures that rest on at least one of the series, in every declared year. */
    List<Figure> figures(View view, Set<Series> touched, Instant at);
}
