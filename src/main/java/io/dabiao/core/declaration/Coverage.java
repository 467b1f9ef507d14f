package io.dabiao.core.declaration;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.ProbeWatch;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * For how much of its time so far a probed indicator was watched: the rest is unknown, neither good nor lost.
 *
 * <p>Each probe's event says for how many seconds it speaks, so that the figure stays right when an interval is changed.
 *
 * @param watched seconds that the probes' events speak for, of all sites together
 * @param elapsed seconds since measuring began, times the number of sites
 */
public record Coverage(BigDecimal watched, BigDecimal elapsed) {

    /** What must be kept for it: nothing where the measure looks at no probes. */
    public static List<Series> series(Measure measure, ZoneId zone) {
        List<Series> all = new ArrayList<>();
        for (Selector sites : sites(measure, zone)) {
            all.add(ProbeWatch.seconds(sites, zone));
            all.add(ProbeWatch.names(sites, zone));
        }
        return all;
    }

    /** Every probe of the sites, whatever else the measure selects by: a failed probe is a look too. */
    private static Set<Selector> sites(Measure measure, ZoneId zone) {
        Set<Selector> sites = new LinkedHashSet<>();
        for (Series series : measure.series(zone)) {
            Selector selector = series.selector();
            if (selector.type().equals(Probe.TYPE)) {
                sites.add(ProbeWatch.sites(selector));
            }
        }
        return sites;
    }

    /** Empty where the measure looks at no probes, before it is measured, and where another prober does not tell. */
    public static Optional<Coverage> of(Indicator indicator, Declaration declaration, Facts facts) {
        Period period = declaration.period();
        LocalDate from = indicator.measuredFrom().orElse(period.from());
        Instant begin = from.atStartOfDay(period.zone()).toInstant();
        Instant end = period.over(facts.before()) ? period.end() : facts.before();
        Set<Selector> all = sites(indicator.measure(), period.zone());
        if (all.isEmpty() || !begin.isBefore(end)) {
            return Optional.empty();
        }
        BigDecimal span = BigDecimal.valueOf(Duration.between(begin, end).toSeconds());
        BigDecimal watched = BigDecimal.ZERO;
        BigDecimal elapsed = BigDecimal.ZERO;
        boolean untold = false;
        Window window = new Window(
                new Period(from, period.until(), period.zone()), from, facts, new WorkingCalendar(List.of()));
        for (Selector sites : all) {
            Rollup.Total total = window.total(ProbeWatch.seconds(sites, period.zone()), Rollup.Total.class);
            int names = window.total(ProbeWatch.names(sites, period.zone()), Rollup.Members.class)
                    .values()
                    .size();
            untold |= total.counted() == 0 && total.absent() + total.unfit() > 0;
            watched = watched.add(total.sum());
            elapsed = elapsed.add(span.multiply(BigDecimal.valueOf(Math.max(1, names))));
        }
        return untold || elapsed.signum() == 0
                ? Optional.empty()
                : Optional.of(new Coverage(watched.min(elapsed), elapsed));
    }

    /** From 0 to 1. */
    public Fraction share() {
        return new Fraction(watched, elapsed);
    }
}
