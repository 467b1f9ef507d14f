package io.dabiao.core.measure;

import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Selector;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long probes watched the sites of a selector: each probe's event says for how many seconds it speaks. */
public final class ProbeWatch {

    private static final String INTERVAL = "interval";
    private static final String SITE = "site";
    private static final Map<String, Attribute> OUTSIDE =
            Map.of(ServiceHours.ATTRIBUTE, new Attribute.Text(ServiceHours.MARK));

    private ProbeWatch() {}

    /** What must be kept to say how much of each day the sites of a selector were watched. */
    static List<Series> watched(Selector selector, ZoneId zone) {
        Selector sites = sites(selector);
        return promised(selector)
                ? List.of(seconds(sites, zone), names(sites, zone), seconds(inside(selector), zone))
                : List.of(seconds(sites, zone), names(sites, zone));
    }

    /** Whether a selector leaves out what lies outside of the service hours. */
    static boolean promised(Selector selector) {
        return selector.matchers().stream()
                .anyMatch(matcher ->
                        matcher.attribute().equals(ServiceHours.ATTRIBUTE) && matcher.fit(OUTSIDE) != Selector.Fit.YES);
    }

    /**
     * The share of each day that the probes of a selector's sites speak for, failed ones included; a day whose prober does not tell is
     * not in it. Where the selector leaves out what lies outside of the service hours, it is the share of the promised hours: by night no
     * day is watched that is promised from morning to evening.
     *
     * @param hours those of each site, as the declaration says; empty where it probes none of them, and then the time that was watched
     *     outside of the hours is all that is known of their length
     */
    static Map<LocalDate, Fraction> byDay(
            Selector selector, List<ServiceHours> hours, Window window, Collection<LocalDate> days) {
        ZoneId zone = window.period().zone();
        Selector sites = sites(selector);
        boolean promised = promised(selector);
        Map<LocalDate, Rollup> seconds = window.days(seconds(sites, zone));
        Map<LocalDate, Rollup> names = window.days(names(sites, zone));
        Map<LocalDate, Rollup> inside = promised ? window.days(seconds(inside(selector), zone)) : Map.of();
        Map<LocalDate, Fraction> shares = new HashMap<>();
        for (LocalDate day : days) {
            if (seconds.get(day) instanceof Rollup.Total total
                    && total.counted() > 0
                    && names.get(day) instanceof Rollup.Members members) {
                Instant begin = day.atStartOfDay(zone).toInstant();
                Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
                BigDecimal whole = BigDecimal.valueOf(
                                Duration.between(begin, end).toSeconds())
                        .multiply(
                                BigDecimal.valueOf(Math.max(1, members.values().size())));
                BigDecimal watched = total.sum();
                if (promised) {
                    BigDecimal within = inside.get(day) instanceof Rollup.Total some ? some.sum() : BigDecimal.ZERO;
                    whole = hours.isEmpty()
                            ? whole.subtract(watched.subtract(within).min(whole))
                            : BigDecimal.valueOf(hours.stream()
                                    .mapToLong(one -> one.within(begin, end, window.calendar())
                                            .toSeconds())
                                    .sum());
                    watched = within;
                }
                if (whole.signum() > 0) {
                    shares.put(day, new Fraction(watched.min(whole), whole));
                }
            }
        }
        return shares;
    }

    private static Selector inside(Selector selector) {
        return new Selector(
                Probe.TYPE,
                selector.matchers().stream()
                        .filter(matcher -> matcher.attribute().equals(SITE)
                                || matcher.attribute().equals(ServiceHours.ATTRIBUTE))
                        .toList());
    }

    public static Selector sites(Selector selector) {
        return new Selector(
                Probe.TYPE,
                selector.matchers().stream()
                        .filter(matcher -> matcher.attribute().equals(SITE))
                        .toList());
    }

    public static Series seconds(Selector sites, ZoneId zone) {
        return new Series(zone, sites, Fold.TOTAL, List.of(INTERVAL));
    }

    public static Series names(Selector sites, ZoneId zone) {
        return new Series(zone, sites, Fold.MEMBERS, List.of(SITE));
    }
}
