package io.dabiao.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dabiao.core.forecast.Story;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkingCalendarTest {

    private final WorkingCalendar calendar = Story.CALENDAR;

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        // New Year's Eve of the old calendar, 9 February, is worked in 2024; the eight days after it are off.
        "2024-02-08, 2024-02-09, 1",
        "2024-02-09, 2024-02-17, 0",
        "2024-02-09, 2024-02-18, 1",
        "2024-02-09, 2024-02-19, 2",
        "2024-02-10, 2024-02-17, 0",
        // Sunday 4 February is worked for it.
        "2024-02-02, 2024-02-03, 0",
        "2024-02-02, 2024-02-04, 1",
        "2024-02-03, 2024-02-05, 2",
        // The leap day, a Thursday.
        "2024-02-28, 2024-02-29, 1",
        "2024-02-28, 2024-03-01, 2",
    })
    void movedWorkingDaysCountAroundTheSpringFestival(LocalDate from, LocalDate to, int days) {
        assertThat(calendar.daysAfter(from, to)).hasValue(days);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "2023-12-31, 2024-01-01, 0",
        "2023-12-29, 2024-01-02, 1",
        "2024-12-31, 2025-01-02, 1",
        "2023-12-31, 2024-12-31, 251",
        "2023-12-31, 2025-12-31, 499",
        "2023-06-30, 2024-06-30, 249",
    })
    void yearsAddUp(LocalDate from, LocalDate to, int days) {
        assertThat(calendar.daysAfter(from, to)).hasValue(days);
    }

    @Test
    void theFirstDayItselfDoesNotCountSoItsYearNeedNotBePublished() {
        assertThat(calendar.daysAfter(LocalDate.of(2022, 12, 31), LocalDate.of(2023, 1, 3)))
                .hasValue(1);
        assertThat(calendar.daysAfter(LocalDate.of(2022, 12, 30), LocalDate.of(2023, 1, 3)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1999-01-01", "1999-12-31", "+999999999-12-31", "-999999999-01-01"})
    void onOneDayItTookNoneWhateverIsPublished(LocalDate day) {
        assertThat(calendar.daysAfter(day, day)).hasValue(0);
        assertThat(calendar.unpublished(day, day)).isEmpty();
    }

    @ParameterizedTest(name = "{0} to {1} lacks {2}")
    @CsvSource({
        "1999-03-01, 1999-03-02, 1999",
        "1999-12-31, 2000-01-05, 2000",
        "2022-12-30, 2023-01-05, 2022",
        "2024-03-01, +999999999-12-31, 2027",
        "-999999999-01-01, 2024-03-01, -999999999",
    })
    void aYearThatIsNotPublishedHasNoAnswerAndIsNamed(LocalDate from, LocalDate to, int year) {
        WorkingCalendar upTo2026 = new WorkingCalendar(calendar.years().stream()
                .filter(published -> published.year() <= 2026)
                .toList());

        assertThat(upTo2026.daysAfter(from, to)).isEmpty();
        assertThat(upTo2026.unpublished(from, to)).hasValue(year);
    }

    @Test
    void aYearBetweenTheTwoMustBePublishedToo() {
        WorkingCalendar gap = new WorkingCalendar(
                calendar.years().stream().filter(year -> year.year() != 2024).toList());

        assertThat(gap.daysAfter(LocalDate.of(2023, 12, 1), LocalDate.of(2025, 1, 31)))
                .isEmpty();
        assertThat(gap.unpublished(LocalDate.of(2023, 12, 1), LocalDate.of(2025, 1, 31)))
                .hasValue(2024);
    }

    @Test
    void anEndBeforeItsBeginningIsAMistakeOfTheCaller() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calendar.daysAfter(LocalDate.of(2024, 3, 2), LocalDate.of(2024, 3, 1)))
                .withMessage("2024-03-01 is before 2024-03-02");
    }

    @ParameterizedTest
    @CsvSource({"2023, 249", "2024, 251", "2025, 248"})
    void aYearHasAsManyWorkingDaysAsItsNoticeMakes(int year, int days) {
        assertThat(calendar.years())
                .filteredOn(published -> published.year() == year)
                .singleElement()
                .extracting(WorkingCalendar.Year::workingDays)
                .isEqualTo(days);
    }

    @Test
    void aCalendarIsReadBackAsItWasWritten() {
        String written = calendar.written();

        WorkingCalendar read = WorkingCalendar.read(written);

        assertThat(read.written()).isEqualTo(written);
        assertThat(read.years()).containsExactlyElementsOf(calendar.years());
    }
}
