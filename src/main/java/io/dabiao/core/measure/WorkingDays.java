package io.dabiao.core.measure;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Working days after the first date up to and including the last, by {@link WorkingCalendar}.
 *
 * @param within for {@link WorkingDaysFigure#SHARE}: the most working days that are still in time; else 0
 */
public record WorkingDays(WorkingDaysFigure duration, int within, String from, String to, Selector over)
        implements OneSelection {
    @Override
    public MeasureKind kind() {
        return MeasureKind.WORKING_DAYS;
    }

    @Override
    public Fold fold() {
        return Fold.SPANS;
    }

    @Override
    public List<String> attributes() {
        return List.of(from, to);
    }

    @Override
    public Dimension dimension() {
        return duration == WorkingDaysFigure.SHARE ? Dimension.SHARE : Dimension.WORKING_DAYS;
    }

    @Override
    public WorkingDays of(Selector others) {
        return new WorkingDays(duration, within, from, to, others);
    }

    @Override
    public boolean isShare() {
        return duration == WorkingDaysFigure.SHARE;
    }

    @Override
    public Reading read(Window window) {
        Rollup.Spans all = total(window, Rollup.Spans.class);
        TreeMap<Integer, Long> byDays = new TreeMap<>();
        Map<Integer, Long> unpublished = new TreeMap<>();
        all.times().forEach((span, times) -> {
            OptionalInt days = window.calendar().daysAfter(span.from(), span.to());
            if (days.isPresent()) {
                byDays.merge(days.getAsInt(), times, Long::sum);
            } else {
                int year = window.calendar().unpublished(span.from(), span.to()).orElseThrow();
                unpublished.merge(year, times, Long::sum);
            }
        });
        long samples = byDays.values().stream().mapToLong(Long::longValue).sum();
        List<Words> notes = unpublished.entrySet().stream()
                .map(left -> calendarNotPublished(left.getKey(), left.getValue()))
                .toList();
        Reading.Parts parts = Reading.Parts.of(samples, all.unfit()).noting(notes);
        if (samples == 0) {
            return Reading.missing(notes.isEmpty() ? Readings.nothingOf(over) : notes.get(0), parts);
        }
        return switch (duration) {
            case LONGEST -> Reading.of(Fraction.of(byDays.lastKey()), parts);
            case MEAN -> quotient(worked(byDays), samples, parts);
            case SHARE -> quotient(sum(byDays.headMap(within, true).values()), samples, parts);
        };
    }

    private static Reading quotient(long above, long below, Reading.Parts parts) {
        Fraction part = Fraction.of(above);
        Fraction whole = Fraction.of(below);
        return Reading.of(
                new Fraction(part.numerator(), whole.numerator()),
                Reading.Parts.ratio(part, whole, below, parts.unfit()).noting(parts.notes()));
    }

    private static long worked(Map<Integer, Long> byDays) {
        return byDays.entrySet().stream()
                .mapToLong(entry -> entry.getKey() * entry.getValue())
                .sum();
    }

    private static long sum(Collection<Long> times) {
        return times.stream().mapToLong(Long::longValue).sum();
    }

    private static Words calendarNotPublished(int year, long events) {
        return Words.of(WorkingDays.class, "calendarNotPublished", events, Integer.toString(year));
    }

    @Override
    public Words words() {
        return switch (duration) {
            case LONGEST -> Words.of(WorkingDays.class, "longest", from, to, over);
            case MEAN -> Words.of(WorkingDays.class, "mean", from, to, over);
            case SHARE -> Words.of(WorkingDays.class, "share", from, to, over, within);
        };
    }
}
