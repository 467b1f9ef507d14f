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
                    ? words(period.toTotalMonths(), "month", "个月")
                    : words(period.getDays(), "day", "天");
        }
        Duration duration = Duration.from(span);
        if (duration.toSeconds() % 86_400 == 0) {
            return words(duration.toDays(), "day", "天");
        }
        if (duration.toSeconds() % 3_600 == 0) {
            return words(duration.toHours(), "hour", "小时");
        }
        return duration.toSeconds() % 60 == 0
                ? words(duration.toMinutes(), "minute", "分钟")
                : words(duration.toSeconds(), "second", "秒");
    }

    private static Words words(long number, String english, String chinese) {
        return new Words(number + " " + english + (number == 1 ? "" : "s"), number + " " + chinese);
    }
}
