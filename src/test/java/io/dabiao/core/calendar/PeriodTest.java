package io.dabiao.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** 2020 began on a Wednesday and has 53 weeks, the last of which ends in 2021. */
    @ParameterizedTest(name = "{0} has {1} whole weeks, {2} to {3}")
    @CsvSource({
        "2020, 51, 2020-W02, 2020-W52",
        "2021, 51, 2021-W01, 2021-W51",
        "2022, 51, 2022-W01, 2022-W51",
        "2023, 52, 2023-W01, 2023-W52",
        "2024, 52, 2024-W01, 2024-W52",
        "2026, 51, 2026-W02, 2026-W52",
    })
    void onlyWeeksWhollyWithinAYearAreItsParts(int year, int weeks, String first, String last) {
        assertThat(Period.year(year, SHANGHAI).parts(Grain.WEEK))
                .hasSize(weeks)
                .extracting(week -> Grain.WEEK.label(week.from()))
                .startsWith(first)
                .endsWith(last);
    }

    @Test
    void twelveMonthsMakeAYearWithoutAGap() {
        var months = Period.year(2024, SHANGHAI).parts(Grain.MONTH);

        assertThat(months).hasSize(12);
        for (int month = 1; month < 12; month++) {
            assertThat(months.get(month).from()).isEqualTo(months.get(month - 1).until());
        }
        assertThat(months.get(1).until()).isEqualTo(LocalDate.of(2024, 3, 1));
    }

    @Test
    void aDayOnWhichTheClockChangesIsOneDay() {
        LocalDate day = LocalDate.of(2024, 10, 27);
        Period period = new Period(day, day.plusDays(1), BERLIN);

        assertThat(Duration.between(period.start(), period.end())).isEqualTo(Duration.ofHours(25));
        assertThat(period.contains(day)).isTrue();
        assertThat(period.contains(day.plusDays(1))).isFalse();
    }

    @Test
    void theInstantOfTheEndNoLongerBelongsToIt() {
        Period year = Period.year(2024, SHANGHAI);

        assertThat(year.over(year.end().minusNanos(1))).isFalse();
        assertThat(year.over(year.end())).isTrue();
    }

    @Test
    void aPeriodWithoutADayIsNone() {
        LocalDate day = LocalDate.of(2024, 1, 1);

        assertThatIllegalArgumentException().isThrownBy(() -> new Period(day, day, SHANGHAI));
    }
}
