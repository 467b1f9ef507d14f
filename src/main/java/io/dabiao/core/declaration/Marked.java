package io.dabiao.core.declaration;

import io.dabiao.core.event.Matcher;
import io.dabiao.core.event.Selector;
import io.dabiao.core.measure.AvailableDays;
import io.dabiao.core.measure.Count;
import io.dabiao.core.measure.Fraction;
import io.dabiao.core.measure.Measure;
import io.dabiao.core.measure.Ratio;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.rollup.Facts;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the figure of a probed site would be without the outages that a person marked afterwards as maintenance. The figure itself
 * stays: work that was not announced excuses nothing. Both stand beside each other in reports.
 *
 * <p>A mark is an event in the log, so that the second figure is a function of it like the first: one {@link #OUTAGE} for the outage, and
 * of its probes one {@link #PROBES} for each day and each set of attributes that selectors tell apart, with how many they were.
 *
 * @param value without them; empty where nothing is left
 * @param marks each in words, with author and reason
 */
public record Marked(Optional<Fraction> value, List<String> marks) {

    /** The type of the event that stands for probes of an outage that was marked. */
    public static final String PROBES = "site.probe.marked";

    /** The type of the event that stands for the outage. */
    public static final String OUTAGE = "site.outage.marked";

    /** How many probes an event stands for. */
    public static final String COUNT = "count";

    /** The mark in words: which outage, why, by whom. */
    public static final String WORDS = "mark";

    public Marked {
        marks = List.copyOf(marks);
    }

    /** What must be kept for it: nothing where the measure does not count probes or outages. */
    static List<Series> series(Measure measure, ZoneId zone) {
        List<Series> all = new ArrayList<>();
        if (measure instanceof AvailableDays days) {
            all.add(count(days.over(), zone));
            all.add(count(good(days), zone));
            all.add(words(days.over(), zone));
        } else if (measure instanceof Ratio ratio && ofProbes(ratio)) {
            all.add(count(ratio.part().over(), zone));
            all.add(count(ratio.whole().over(), zone));
            all.add(words(ratio.whole().over(), zone));
        } else if (measure instanceof Count count && count.over().type().equals(Probe.OUTAGE)) {
            all.add(outages(count.over(), zone));
            all.add(words(count.over(), zone));
        }
        return all;
    }

    private static boolean ofProbes(Ratio ratio) {
        return ratio.part() instanceof Count part
                && ratio.whole() instanceof Count whole
                && part.over().type().equals(Probe.TYPE)
                && whole.over().type().equals(Probe.TYPE);
    }

    private static Selector good(AvailableDays days) {
        return days.over().and(new Matcher(days.success(), Matcher.Comparison.EQUAL, "true"));
    }

    private static Selector marked(Selector selector) {
        return new Selector(selector.type().equals(Probe.OUTAGE) ? OUTAGE : PROBES, selector.matchers());
    }

    private static Series count(Selector selector, ZoneId zone) {
        return new Series(zone, marked(selector), Fold.TOTAL, List.of(COUNT));
    }

    private static Series outages(Selector selector, ZoneId zone) {
        return new Series(zone, marked(selector), Fold.TALLY, List.of());
    }

    private static Series words(Selector selector, ZoneId zone) {
        return new Series(zone, marked(selector), Fold.MEMBERS, List.of(WORDS));
    }

    /** Empty where nothing that the measure counts was marked. */
    public static Optional<Marked> of(Measure measure, Window window) {
        ZoneId zone = window.period().zone();
        List<Series> all = series(measure, zone);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Rollup.Members words = window.total(all.get(all.size() - 1), Rollup.Members.class);
        if (words.values().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Marked(value(measure, window, zone), List.copyOf(new TreeSet<>(words.values()))));
    }

    private static Optional<Fraction> value(Measure measure, Window window, ZoneId zone) {
        if (measure instanceof AvailableDays days) {
            Facts without = new Without(
                    window.facts(), days.series(zone).get(0), count(days.over(), zone), count(good(days), zone));
            return days.read(new Window(window.period(), window.measuredFrom(), without, window.calendar()))
                    .value();
        }
        if (measure instanceof Ratio ratio) {
            Fraction part = left(ratio.part().amount(window), count(ratio.part().over(), zone), window);
            Fraction whole =
                    left(ratio.whole().amount(window), count(ratio.whole().over(), zone), window);
            return whole.compareTo(BigDecimal.ZERO) <= 0
                    ? Optional.empty()
                    : Optional.of(new Fraction(part.decimal(), whole.decimal()));
        }
        Count count = (Count) measure;
        long marked =
                window.total(outages(count.over(), zone), Rollup.Tally.class).events();
        return Optional.of(Fraction.of(count.amount(window).decimal().subtract(BigDecimal.valueOf(marked))));
    }

    private static Fraction left(Fraction all, Series marked, Window window) {
        return Fraction.of(
                all.decimal().subtract(window.total(marked, Rollup.Total.class).sum()));
    }

    /** The facts, as if the marked probes had not been. */
    private record Without(Facts facts, Series trials, Series all, Series good) implements Facts {

        @Override
        public java.time.Instant before() {
            return facts.before();
        }

        @Override
        public Optional<LocalDate> firstSign(Series signs) {
            return facts.firstSign(signs);
        }

        @Override
        public NavigableMap<LocalDate, Rollup> days(Series series, LocalDate from, LocalDate until) {
            NavigableMap<LocalDate, Rollup> days = facts.days(series, from, until);
            if (!series.equals(trials)) {
                return days;
            }
            Map<LocalDate, Rollup> marked = facts.days(all, from, until);
            Map<LocalDate, Rollup> succeeded = facts.days(good, from, until);
            TreeMap<LocalDate, Rollup> left = new TreeMap<>(days);
            marked.forEach((day, rollup) -> {
                if (left.get(day) instanceof Rollup.Trials found) {
                    left.put(
                            day,
                            new Rollup.Trials(
                                    Math.max(0, found.succeeded() - number(succeeded.get(day))),
                                    Math.max(0, found.all() - number(rollup)),
                                    found.unfit()));
                }
            });
            return left;
        }

        private static long number(Rollup rollup) {
            return rollup instanceof Rollup.Total total ? total.sum().longValue() : 0;
        }
    }

    /** @param shown the value with its unit, as the indicator's own is shown */
    public Words words(Optional<String> shown) {
        return Words.of(
                Marked.class,
                "withoutWhatWasMarked",
                shown.map(Words::asWritten).orElseGet(() -> Words.of(Marked.class, "noData")),
                Words.joined(
                        Words.of(Words.class, "semicolon"),
                        marks.stream().map(Words::asWritten).toList()));
    }
}
