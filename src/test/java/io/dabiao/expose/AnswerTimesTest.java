package io.dabiao.expose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every instant of an answer has the one form. */
class AnswerTimesTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private record Answer(Instant instant, OffsetDateTime time) {}

    @ParameterizedTest
    @CsvSource({
        "2026-06-30T16:00:00Z, 2026-07-01T00:00:00+08:00",
        "2026-07-01T00:00:00+08:00, 2026-07-01T00:00:00+08:00",
        "2026-06-30T12:00:00.100-04:00, 2026-07-01T00:00:00.1+08:00",
        "2026-06-30T16:00:00.123456Z, 2026-07-01T00:00:00.123456+08:00",
        "1985-06-30T16:00:00Z, 1985-07-01T00:00:00+08:00"
    })
    void instantsAndTimesAreWrittenInTheInstitutionsZone(String at, String written) throws Exception {
        OffsetDateTime time = OffsetDateTime.parse(at);
        ObjectMapper mapper = AnswerTimes.of(new ObjectMapper().registerModule(new JavaTimeModule()), SHANGHAI);

        assertThat(mapper.writeValueAsString(new Answer(time.toInstant(), time)))
                .isEqualTo("{\"instant\":\"" + written + "\",\"time\":\"" + written + "\"}");
    }

    @Test
    void whatIsNotThereStaysNull() throws Exception {
        ObjectMapper mapper = AnswerTimes.of(new ObjectMapper().registerModule(new JavaTimeModule()), SHANGHAI);

        assertThat(mapper.writeValueAsString(new Answer(null, null))).isEqualTo("{\"instant\":null,\"time\":null}");
    }

    @Test
    void aZoneWithoutAnOffsetIsWrittenAsZ() {
        assertThat(AnswerTimes.written(Instant.EPOCH, ZoneId.of("UTC"))).isEqualTo("1970-01-01T00:00:00Z");
    }
}
