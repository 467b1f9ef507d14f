package io.dabiao.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a source is read, over the Spring Festival of 2024: 10 to 17 February were free, Sunday the 18th was worked. */
class ScheduleTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Predicate<LocalDate> WORKED =
            day -> day.isBefore(LocalDate.of(2024, 2, 10)) || day.isAfter(LocalDate.of(2024, 2, 17));

    private static Schedule schedule(String when, Schedule.Days days) {
        return when.startsWith("PT")
                ? new Schedule.Every(Duration.parse(when), days, SHANGHAI)
                : new Schedule.At(when, days, SHANGHAI);
    }

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H,           ALL,     2024-02-09T23:30:00+08:00, 2024-02-10T00:30:00+08:00",
        "PT1H,           WORKING, 2024-02-09T09:30:00+08:00, 2024-02-09T10:30:00+08:00",
        "PT1H,           WORKING, 2024-02-09T23:30:00+08:00, 2024-02-18T00:00:00+08:00",
        "0 30 6 * * ?,   ALL,     2024-02-09T06:30:00+08:00, 2024-02-10T06:30:00+08:00",
        "0 30 6 * * ?,   WORKING, 2024-02-08T06:30:00+08:00, 2024-02-09T06:30:00+08:00",
        "0 30 6 * * ?,   WORKING, 2024-02-09T06:30:00+08:00, 2024-02-18T06:30:00+08:00",
        "0 0 0 * * ?,    WORKING, 2024-02-09T00:00:00+08:00, 2024-02-18T00:00:00+08:00",
        "0 30 6 ? * MON, WORKING, 2024-02-05T06:30:00+08:00, 2024-02-19T06:30:00+08:00"
    })
    void itIsDueOnADayThatCounts(String when, Schedule.Days days, String last, String due) {
        assertThat(schedule(when, days).due(Optional.of(at(last)), at(last), WORKED))
                .contains(at(due));
    }

    @Test
    void whatWasNeverReadIsDueAtOnceOrOnTheNextDayThatIsWorked() {
        Schedule daily = schedule("0 30 6 * * ?", Schedule.Days.ALL);
        Instant now = at("2024-02-10T09:00:00+08:00");

        assertThat(daily.due(Optional.empty(), now, WORKED)).contains(now);
        assertThat(schedule("PT1H", Schedule.Days.WORKING).due(Optional.empty(), now, WORKED))
                .contains(at("2024-02-18T00:00:00+08:00"));
    }

    @Test
    void aYearWithoutWorkedDaysEndsTheSearch() {
        assertThat(schedule("0 30 6 * * ?", Schedule.Days.WORKING)
                        .due(
                                Optional.of(at("2024-02-09T06:30:00+08:00")),
                                at("2024-02-09T06:30:00+08:00"),
                                day -> false))
                .isPresent();
    }
}
