package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.core.calendar.WorkingCalendar;
import org.junit.jupiter.api.Test;

class PublicHolidaysTest {

    private static WorkingCalendar.Year year(String text, int year) throws Exception {
        String yaml = PublicHolidays.read(text).yaml(year, "国办发明电〔2023〕7号").orElseThrow();
        CalendarReader.CalendarReading reading = CalendarReader.read("made.yaml", yaml);
        assertThat(reading).as(yaml).isInstanceOf(CalendarReader.CalendarReading.Accepted.class);
        return ((CalendarReader.CalendarReading.Accepted) reading).year();
    }

    @Test
    void daysOfJsonAreACalendarWithinItsYear() throws Exception {
        String json = """
                {"year": 2024, "days": [
                  {"name": "元旦", "date": "2023-12-31", "isOffDay": true},
                  {"name": "元旦", "date": "2024-01-01", "isOffDay": true},
                  {"name": "春节", "date": "2024-02-10", "isOffDay": true},
                  {"name": "春节", "date": "2024-02-11", "isOffDay": true},
                  {"name": "春节", "date": "2024-02-04", "isOffDay": false},
                  {"name": "春节", "date": "2024-02-05", "isOffDay": false}]}""";

        assertThat(PublicHolidays.read(json).yaml(2024, "国办发明电〔2023〕7号")).contains("""
                year: 2024
                notice: "国办发明电〔2023〕7号"
                daysOff:
                  - {name: "元旦", from: 2024-01-01, to: 2024-01-01}
                  - {name: "春节", from: 2024-02-10, to: 2024-02-11}
                workedDays:
                  - 2024-02-04
                """);
        assertThat(PublicHolidays.read(json).yaml(2025, "x")).isEmpty();
        assertThat(PublicHolidays.read(json).years()).containsExactly(2023, 2024);
    }

    @Test
    void eventsOfACalendarAreReadAsTheirSummariesOrApplesPropertySay() throws Exception {
        String summaries = """
                BEGIN:VCALENDAR\r
                BEGIN:VEVENT\r
                DTSTART;VALUE=DATE:20240501\r
                DTEND;VALUE=DATE:20240506\r
                SUMMARY:劳动节 假期\r
                END:VEVENT\r
                BEGIN:VEVENT\r
                DTSTART;VALUE=DATE:20240428\r
                SUMMARY:劳动节 补\r
                 班\r
                END:VEVENT\r
                BEGIN:VEVENT\r
                DTSTART;VALUE=DATE:20240504\r
                SUMMARY:青年节\r
                END:VEVENT\r
                END:VCALENDAR\r
                """;
        String apple = """
                BEGIN:VCALENDAR
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20240501
                DTEND;VALUE=DATE:20240506
                SUMMARY;LANGUAGE=zh_CN:劳动节（休）
                X-APPLE-SPECIAL-DAY:WORK-HOLIDAY
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20240428
                DTEND;VALUE=DATE:20240429
                SUMMARY;LANGUAGE=zh_CN:劳动节（班）
                X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY
                END:VEVENT
                END:VCALENDAR
                """;

        assertThat(year(summaries, 2024)).isEqualTo(year(apple, 2024));
        assertThat(PublicHolidays.read(apple).yaml(2024, "x").orElseThrow())
                .contains("{name: \"劳动节\", from: 2024-05-01, to: 2024-05-05}")
                .contains("- 2024-04-28");
    }

    @Test
    void whatSaysNothingOfAnyDayIsToldSo() {
        assertThatThrownBy(() -> PublicHolidays.read("{\"days\": []}")).hasMessage("it names no day off");
        assertThatThrownBy(() -> PublicHolidays.read("year: 2024")).hasMessageContaining("neither JSON nor iCalendar");
        assertThatThrownBy(() -> PublicHolidays.read("{\"days\":[{\"date\":\"2024-13-01\",\"isOffDay\":true}]}"))
                .hasMessage("'2024-13-01' is no date");
        assertThatThrownBy(() -> PublicHolidays.read("[{\"date\":\"2024-01-01\"}]"))
                .hasMessageContaining("isOffDay");
    }
}
