package io.dabiao.core.measure;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The newest value that a person reported for the indicator, in the target's unit.
 *
 * @param projects the project's declared name and its former ones
 * @param indicators the indicator's, likewise
 * @param expires how long a value holds, from the date it was reported of; empty for as long as no newer one is reported
 */
public record Reported(List<String> projects, List<String> indicators, Optional<TemporalAmount> expires)
        implements Measure {

    /** The type of event by which a person reports. */
    public static final String TYPE = "indicator.reported";

    public Reported {
        projects = List.copyOf(projects);
        indicators = List.copyOf(indicators);
    }

    @Override
    public MeasureKind kind() {
        return MeasureKind.REPORTED;
    }

    /** It names its indicator by itself, which nothing narrows. */
    @Override
    public Reported selecting(UnaryOperator<Selector> change) {
        return this;
    }

    private Selector over() {
        return new Selector(TYPE, List.of(oneOf("project", projects), oneOf("indicator", indicators)));
    }

    private static Matcher oneOf(String attribute, List<String> names) {
        return names.size() == 1
                ? new Matcher(attribute, Matcher.Comparison.EQUAL, names.get(0))
                : new Matcher(
                        attribute,
                        Matcher.Comparison.LIKE,
                        names.stream().map(com.google.re2j.Pattern::quote).collect(Collectors.joining("|")));
    }

    @Override
    public List<Series> series(ZoneId zone) {
        return List.of(new Series(zone, over(), Fold.ENDS, List.of("value")));
    }

    @Override
    public Dimension dimension() {
        return Dimension.AS_DECLARED;
    }

    @Override
    public boolean isLevel() {
        return true;
    }

    @Override
    public Reading read(Window window) {
        Rollup.Ends all = ends(window);
        Reading.Parts none = Reading.Parts.of(0, all.unfit());
        if (all.ends().isEmpty()) {
            return Reading.missing(Words.of(Reported.class, "nobodyHasReportedAValue"), none);
        }
        Period period = window.period();
        Instant judged = period.over(window.at()) ? period.end() : window.at();
        Optional<Instant> end = endsAt(window).filter(at -> !judged.isBefore(at));
        if (end.isPresent()) {
            LocalDate day = end.get().atZone(period.zone()).toLocalDate();
            return Reading.missing(Words.of(Reported.class, "theValueThatWasReportedExpired", day), none);
        }
        return Reading.of(Fraction.of(all.ends().get().last().value()), Reading.Parts.of(1, all.unfit()));
    }

    private Rollup.Ends ends(Window window) {
        return window.total(series(window.period().zone()).get(0), Rollup.Ends.class);
    }

    @Override
    public Optional<Instant> endsAt(Window window) {
        return expires.flatMap(length -> ends(window)
                .ends()
                .map(ends -> ends.last()
                        .time()
                        .atZone(window.period().zone())
                        .plus(length)
                        .toInstant()));
    }

    @Override
    public Words words() {
        return expires.isEmpty()
                ? Words.of(Reported.class, "reportedByAPerson")
                : Words.of(Reported.class, "reportedByAPersonExpiresAfter", expires.get());
    }
}
