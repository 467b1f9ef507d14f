package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarReaderTest {

    private static final String SOUND = """
            year: 2024
            notice: 国办发明电〔2023〕7号
            daysOff:
              - {name: 元旦, from: 2024-01-01, to: 2024-01-01}
              - {name: 春节, from: 2024-02-10, to: 2024-02-17}
            workedDays:
              - 2024-02-04
              - 2024-02-18
            """;

    @Test
    void aHolidayIsEveryDayFromItsFirstToItsLast() {
        assertThat(CalendarReader.read("2024.yaml", SOUND))
                .isInstanceOfSatisfying(CalendarReader.CalendarReading.Accepted.class, accepted -> {
                    assertThat(accepted.year().daysOff()).hasSize(9).contains(LocalDate.of(2024, 2, 13));
                    assertThat(accepted.year().workedDays())
                            .containsExactlyInAnyOrder(LocalDate.of(2024, 2, 4), LocalDate.of(2024, 2, 18));
                    assertThat(accepted.year().notice()).isEqualTo("国办发明电〔2023〕7号");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            year: 2024     | year: 24       | 2024.yaml:1:7: found the number 24, expected a year such as 2024; mend: write a year such as 2024
            notice:        | notise:        | 2024.yaml:2:1: found the key 'notise', expected one of year, notice, daysOff, workedDays; mend: did you mean 'notice'?
            to: 2024-01-01 | to: 2023-12-31 | 2024.yaml:4:38: found the date 2023-12-31, expected a day of the year 2024; mend: clip the holiday, and put the rest into the other year's file
            to: 2024-02-17 | to: 2024-02-09 | 2024.yaml:5:5: found a holiday from 2024-02-10 to 2024-02-09, expected one that does not end before it begins; mend: exchange the two
            to: 2024-01-01 | to: 2024-02-10 | 2024.yaml:5:5: found 2024-02-10 again, expected each day off once; mend: it belongs to 元旦 already
            - 2024-02-04   | - 2024-02-05   | 2024.yaml:7:5: found Monday 2024-02-05, expected a Saturday or Sunday that is worked; mend: remove it: weekdays are worked anyway
            - 2024-02-04   | - 2025-02-02   | 2024.yaml:7:5: found the date 2025-02-02, expected a day of the year 2024; mend: clip the holiday, and put the rest into the other year's file
            - 2024-02-04   | - 2024-02-11   | 2024.yaml:7:5: found Sunday 2024-02-11 inside 春节, expected a day that is not off; mend: correct one of the two
            - 2024-02-04   | - 2024-02-18   | 2024.yaml:8:5: found Sunday 2024-02-18 again, expected each worked day once; mend: remove it
            """)
    void aDayThatCannotBeIsToldWithItsPlace(String sound, String wrong, String fault) {
        assertThat(CalendarReader.read("2024.yaml", SOUND.replaceFirst(sound, wrong)))
                .isInstanceOfSatisfying(
                        CalendarReader.CalendarReading.Refused.class,
                        refused -> assertThat(refused.faults())
                                .map(Fault::toString)
                                .contains(fault));
    }

    @Test
    void theSecondFileOfAYearIsRefusedAndNamesTheFirst() {
        Calendars.Loaded loaded =
                Calendars.load(List.of(FileText.of("2024.yaml", SOUND), FileText.of("again.yaml", SOUND)));

        assertThat(loaded.calendar().years()).hasSize(1);
        assertThat(loaded.refused().get("again.yaml"))
                .singleElement()
                .asString()
                .contains("2024.yaml");
    }

    @Test
    void theShippedCalendarsHaveTheWorkingDaysOfTheirNotices() {
        Calendars.Loaded loaded = Calendars.load(ResourceFolder.shipped("calendars"));

        assertThat(loaded.refused()).isEmpty();
        assertThat(loaded.calendar().years().stream()
                        .collect(Collectors.toMap(WorkingCalendar.Year::year, WorkingCalendar.Year::workingDays)))
                .containsEntry(2024, 251)
                .containsEntry(2025, 248)
                .containsEntry(2026, 248);
    }
}
