package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTextTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @Test
    void whatIsTypedIsReadOnTheClockOfTheInstitution() {
        assertThat(FieldText.day(" 2026-03-01 ")).contains(LocalDate.of(2026, 3, 1));
        assertThat(FieldText.instant("2026-03-01T08:30", ZONE)).contains(Instant.parse("2026-03-01T00:30:00Z"));
        assertThat(FieldText.instant("2026-03-01T08:30:15", ZONE)).contains(Instant.parse("2026-03-01T00:30:15Z"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "tomorrow", "2026-02-30", "+999999999-12-31", "-0001-01-01", "9999-12-31"})
    void whatIsNoDayThatAnOfficeMeansIsNone(String typed) {
        assertThat(FieldText.day(typed)).isEmpty();
        assertThat(FieldText.instant(typed == null ? null : typed + "T00:00", ZONE))
                .isEmpty();
    }

    @Test
    void aSpanIsWrongWhereWhatWasTypedIsNoTimeAndNotWhereNothingWas() {
        assertThat(TypedSpan.of(null, "", ZONE).wrong()).isFalse();
        assertThat(TypedSpan.of("", "2026-03-01T08:30", ZONE).wrong()).isFalse();
        assertThat(TypedSpan.of("soon", "2026-03-01T08:30", ZONE).wrong()).isTrue();
        assertThat(TypedSpan.of("", "+999999999-12-31T00:00", ZONE).wrong()).isTrue();
        assertThat(TypedSpan.usual(Instant.parse("2026-03-01T00:30:59Z"), ZONE).ends())
                .isEqualTo("2026-03-01T10:30");
    }
}
