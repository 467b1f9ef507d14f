package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import java.math.BigDecimal;
import java.time.Duration;
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

    private ProbeWatch() {}

    /** What must be kept to say how much of each day the sites of a selector were watched. */
    static List<Series> watched(Selector selector, ZoneId zone) {
        Selector sites = sites(selector);
        return List.of(seconds(sites, zone), names(sites, zone));
    }

    /**
     * The share of each day that the probes of a selector's sites speak for, failed ones and those outside of service hours
     * included; a day whose prober does not tell is not in it.
     */
    static Map<LocalDate, Fraction> byDay(Selector selector, Window window, Collection<LocalDate> days) {
        ZoneId zone = window.period().zone();
        Selector sites = sites(selector);
        Map<LocalDate, Rollup> seconds = window.days(seconds(sites, zone));
        Map<LocalDate, Rollup> names = window.days(names(sites, zone));
        Map<LocalDate, Fraction> shares = new HashMap<>();
        for (LocalDate day : days) {
            if (seconds.get(day) instanceof Rollup.Total total
                    && total.counted() > 0
                    && names.get(day) instanceof Rollup.Members members) {
                long length = Duration.between(
                                day.atStartOfDay(zone), day.plusDays(1).atStartOfDay(zone))
                        .toSeconds();
                BigDecimal whole = BigDecimal.valueOf(length)
                        .multiply(
                                BigDecimal.valueOf(Math.max(1, members.values().size())));
                shares.put(day, new Fraction(total.sum().min(whole), whole));
            }
        }
        return shares;
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
