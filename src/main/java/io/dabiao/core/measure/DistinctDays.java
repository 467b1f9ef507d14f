package io.dabiao.core.measure;

import io.dabiao.core.event.Selector;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Window;
import io.dabiao.core.text.Words;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;

/** How many days had a matching event. */
public record DistinctDays(Selector over) implements OneSelection {
    @Override
    public MeasureKind kind() {
        return MeasureKind.DISTINCT_DAYS;
    }

    @Override
    public Fold fold() {
        return Fold.TALLY;
    }

    @Override
    public List<String> attributes() {
        return List.of();
    }

    @Override
    public Dimension dimension() {
        return Dimension.DAYS;
    }

    @Override
    public DistinctDays of(Selector others) {
        return new DistinctDays(others);
    }

    @Override
    public boolean onlyGrows() {
        return true;
    }

    @Override
    public boolean countsNothing() {
        return true;
    }

    @Override
    public Reading read(Window window) {
        NavigableMap<LocalDate, Rollup> days =
                window.days(series(window.period().zone()).get(0));
        long events = 0;
        long unfit = 0;
        long counted = 0;
        long open = 0;
        long unknown = 0;
        for (LocalDate day : Readings.daysOf(window.period())) {
            Rollup.Tally tally = (Rollup.Tally) days.getOrDefault(day, Fold.TALLY.nothing());
            long ofDay = tally.events();
            events += ofDay;
            unfit += tally.unfit();
            if (ofDay > 0) {
                counted++;
            } else if (!day.isBefore(window.today())) {
                open++;
            } else if (day.isBefore(window.measuredFrom())) {
                unknown++;
            }
        }
        Reading.Parts parts = Reading.Parts.of(events, unfit);
        return Readings.silence(this, window)
                .map(why -> Reading.missing(why, parts))
                .orElse(Reading.ofDays(new Reading.DayCount(counted, unknown, open), parts));
    }

    @Override
    public boolean wholeNumbers() {
        return true;
    }

    @Override
    public Words words() {
        return Words.of(DistinctDays.class, "daysWith", over);
    }
}
