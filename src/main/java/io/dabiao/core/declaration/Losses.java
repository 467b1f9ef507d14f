package io.dabiao.core.declaration;

import io.dabiao.core.calendar.Period;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose the time is in which the sites of a measure were away: their own, or that of what they depend on. Counted in the seconds
 * that probes speak for, of all sites together.
 *
 * @param watched everything that the measure's probes speak for
 * @param lost what of it failed
 * @param own what of that is because of nothing else
 * @param because what of it is because of a site that they depend on, by its name; only what is known by name
 */
public record Losses(BigDecimal watched, BigDecimal lost, BigDecimal own, Map<String, BigDecimal> because) {

    private static final String INTERVAL = "interval";
    private static final Set<String> OF_THE_OUTCOME = Set.of("ok", Probe.BECAUSE);
    private static final int PLACES = 2;

    public Losses {
        because = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(because));
    }

    /** What must be kept for it: nothing where the sites depend on nothing. */
    static List<Series> series(Measure measure, List<String> causes, ZoneId zone) {
        List<Series> all = new ArrayList<>();
        if (!causes.isEmpty()) {
            for (Selector sites : sites(measure, zone)) {
                all.add(seconds(sites, zone));
                all.add(seconds(failed(sites), zone));
                all.add(seconds(because(sites, ""), zone));
                causes.forEach(cause -> all.add(seconds(because(sites, cause), zone)));
            }
        }
        return all;
    }

    /** What the measure looks at, whether it went well or not. */
    private static Set<Selector> sites(Measure measure, ZoneId zone) {
        return measure.series(zone).stream()
                .map(Series::selector)
                .filter(selector -> selector.type().equals(Probe.TYPE))
                .map(selector -> new Selector(
                        Probe.TYPE,
                        selector.matchers().stream()
                                .filter(matcher -> !OF_THE_OUTCOME.contains(matcher.attribute()))
                                .toList()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Selector failed(Selector sites) {
        return sites.and(new Matcher("ok", Matcher.Comparison.EQUAL, "false"));
    }

    private static Selector because(Selector sites, String cause) {
        return failed(sites).and(new Matcher(Probe.BECAUSE, Matcher.Comparison.EQUAL, cause));
    }

    private static Series seconds(Selector selector, ZoneId zone) {
        return new Series(zone, selector, Fold.TOTAL, List.of(INTERVAL));
    }

    /** Empty where the measure looks at no probes, where its sites depend on nothing, and while nothing was lost. */
    public static Optional<Losses> of(Indicator indicator, Declaration declaration, Window window) {
        ZoneId zone = declaration.zone();
        Set<Selector> all = indicator.causes().isEmpty() ? Set.of() : sites(indicator.measure(), zone);
        BigDecimal watched = BigDecimal.ZERO;
        BigDecimal lost = BigDecimal.ZERO;
        BigDecimal own = BigDecimal.ZERO;
        Map<String, BigDecimal> because = new LinkedHashMap<>();
        LocalDate from = indicator.measuredFrom().orElse(window.period().from());
        Window measured = from.isAfter(window.period().from())
                ? window.within(new Period(from, window.period().until(), zone))
                : window;
        for (Selector sites : all) {
            watched = watched.add(sum(sites, measured));
            lost = lost.add(sum(failed(sites), measured));
            own = own.add(sum(because(sites, ""), measured));
            for (String cause : indicator.causes()) {
                because.merge(cause, sum(because(sites, cause), measured), BigDecimal::add);
            }
        }
        because.values().removeIf(seconds -> seconds.signum() == 0);
        return lost.signum() == 0 ? Optional.empty() : Optional.of(new Losses(watched, lost, own, because));
    }

    private static BigDecimal sum(Selector selector, Window window) {
        return window.total(seconds(selector, window.period().zone()), Rollup.Total.class)
                .sum();
    }

    /** What is because of something else that is not known by name, such as a site of another declaration. */
    public BigDecimal others() {
        return because.values().stream().reduce(lost.subtract(own), BigDecimal::subtract);
    }

    /** In percent of the time watched; such as {@code 2.80 % of the time watched was lost: 2.70 % because of gateway, 0.10 % by itself}. */
    public Words words() {
        List<Words> told = new ArrayList<>();
        because.forEach((cause, seconds) -> told.add(Words.of(Losses.class, "because", percent(seconds), cause)));
        if (others().signum() > 0) {
            told.add(Words.of(Losses.class, "becauseOfOtherSites", percent(others())));
        }
        told.add(Words.of(Losses.class, "byItself", percent(own)));
        return Words.of(Losses.class, "lost", percent(lost), Words.joined(Words.of(Words.class, "comma"), told));
    }

    private String percent(BigDecimal seconds) {
        return seconds.movePointRight(2)
                .divide(watched, PLACES, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
