package io.dabiao.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times as systems write them. */
class TimeFormTest {

    private static final TimeForm USUAL = new TimeForm.Usual(ZoneId.of("Asia/Shanghai"));

    @ParameterizedTest
    @CsvSource({
        "2024-03-01T08:00:00+08:00, 2024-03-01T00:00:00Z",
        "2024-03-01 08:00:00 UTC, 2024-03-01T08:00:00Z",
        "2024-03-01T08:00:00.123+0800, 2024-03-01T00:00:00.123Z",
        "2024-03-01 08:00:00 +0800, 2024-03-01T00:00:00Z",
        "2024-03-01 08:00:00.5 GMT, 2024-03-01T08:00:00.500Z",
        "2024-03-01T08:00:00.123456, 2024-03-01T00:00:00.123456Z",
        "2024-03-01 08:00, 2024-03-01T00:00:00Z",
        "2024/3/1 8:00:05, 2024-03-01T00:00:05Z",
        "20240301080000, 2024-03-01T00:00:00Z",
        "2024年3月1日8时, ",
        "2024-03-01, 2024-02-29T16:00:00Z",
        "2024-02-30, "
    })
    void aTimeIsReadAsItsWriterMeantItOrNotAtAll(String written, Instant expected) {
        Instant read;
        try {
            read = USUAL.read(TextNode.valueOf(written));
        } catch (Unmapped none) {
            read = null;
        }
        assertThat(read).isEqualTo(expected);
    }
}
