package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;

/** Lengths of time in words. */
final class Spans {

    private Spans() {}

    /** In the largest unit that needs no fraction: {@code 35 days}, 35 天. */
    static Words words(TemporalAmount span) {
        if (span instanceof Period period) {
            return period.toTotalMonths() > 0
                    ? Words.of(Spans.class, "months", period.toTotalMonths())
                    : Words.of(Spans.class, "days", period.getDays());
        }
        Duration duration = Duration.from(span);
        if (duration.toSeconds() % 86_400 == 0) {
            return Words.of(Spans.class, "days", duration.toDays());
        }
        if (duration.toSeconds() % 3_600 == 0) {
            return Words.of(Spans.class, "hours", duration.toHours());
        }
        return duration.toSeconds() % 60 == 0
                ? Words.of(Spans.class, "minutes", duration.toMinutes())
                : Words.of(Spans.class, "seconds", duration.toSeconds());
    }
}
