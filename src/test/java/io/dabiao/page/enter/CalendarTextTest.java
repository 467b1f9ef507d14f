package io.dabiao.page.enter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By RFC 5545, sections 3.1 and 3.3.11. */
class CalendarTextTest {

    private static String written(String summary) {
        return CalendarText.of(
                "填报日历",
                List.of(new CalendarText.Entry(
                        "due/2026/it-operations/vpn-users@dabiao",
                        LocalDate.of(2026, 12, 31),
                        summary,
                        "信息化运维项目",
                        "https://dabiao.example.org/enter/values/2026/it-operations/vpn-users")),
                Instant.parse("2026-11-29T08:00:00Z"));
    }

    @Test
    void aDayIsWholeAndEndsWithTheNext() {
        assertThat(written("VPN用户数"))
                .startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
                .contains("DTSTAMP:20261129T080000Z\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n")
                .contains("SUMMARY:VPN用户数\r\n")
                .endsWith("END:VEVENT\r\nEND:VCALENDAR\r\n");
    }

    @Test
    void signsThatMeanSomethingAreEscapedAndAValueNeverBeginsALineOfItsOwn() {
        assertThat(written("一; 二, 三\\四\r\nATTENDEE:x\u0007"))
                .contains("SUMMARY:一\\; 二\\, 三\\\\四\\nATTENDEE:x\r\n")
                .doesNotContain("\r\nATTENDEE");
    }

    @Test
    void aLineHasAtMost75OctetsAndIsFoldedBetweenCharacters() {
        String summary = "科学仪器、生产设备等制造资源接入及时性（含共享平台各成员单位）𠮷";
        String written = written(summary);
        for (String line : written.split("\r\n")) {
            assertThat(line.getBytes(StandardCharsets.UTF_8).length).as(line).isLessThanOrEqualTo(75);
        }
        assertThat(written.replace("\r\n ", "")).contains("SUMMARY:" + summary + "\r\n");
    }
}
