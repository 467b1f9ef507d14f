package io.dabiao.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    private static final long SEED = 7;
    private static final String ALPHABET = "0123456789-:TZ+. t";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T23:59:59Z",
                "2023-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2000-02-29T00:00:00Z",
                "2024-04-31T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-00-01T00:00:00Z",
                "2024-01-00T00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T23:60:00Z",
                "2024-01-01T23:59:60Z",
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+18:00",
                "2024-01-01T00:00:00-18:00",
                "2024-01-01T00:00:00+18:01",
                "2024-01-01T00:00:00+08",
                "2024-01-01T00:00:00+0800",
                "2024-01-01T00:00:00+08:00:01",
                "2024-01-01T00:00+08:00",
                "2024-01-01t00:00:00z",
                "2024-01-01T00:00:00.1Z",
                "2024-01-01T00:00:00.123456789+08:00",
                "2024-01-01T00:00:00.Z",
                "2024-01-01T00:00:00.5",
                "2024-01-01T00:00:00",
                "2024-01-01",
                "",
                "+12024-01-01T00:00:00Z",
                "-001-01-01T00:00:00Z",
                "２024-01-01T00:00:00Z"
            })
    void whatIsReadQuicklyIsReadAsJavaReadsIt(String text) {
        assertThat(ours(text)).isEqualTo(javas(text));
    }

    @Test
    void anyTimeAndAnyMisprintOfItIsReadAsJavaReadsIt() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50_000; round++) {
            String text = LocalDateTime.ofEpochSecond(
                            random.nextLong(-62_135_596_800L, 253_402_300_799L), 0, ZoneOffset.UTC)
                    .plusNanos(random.nextBoolean() ? 0 : random.nextInt(1_000_000_000))
                    .atOffset(ZoneOffset.ofTotalSeconds(60 * (random.nextInt(2_160) - 1_080)))
                    .toString();
            assertThat(ours(text)).as(text).isEqualTo(javas(text));
            StringBuilder misprint = new StringBuilder(text);
            misprint.setCharAt(random.nextInt(text.length()), ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            assertThat(ours(misprint.toString())).as(misprint.toString()).isEqualTo(javas(misprint.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01T00:00:00.1234567890Z,2024-01-01T00:00:00.123456789Z",
        "2024-01-01T08:00:00.00000000000000000001+08:00,2024-01-01T00:00:00Z",
        "2016-12-31T23:59:60Z,2017-01-01T00:00:00Z",
        "2017-01-01T07:59:60.25+08:00,2017-01-01T00:00:00.25Z",
        "1990-12-31T15:59:60-08:00,1991-01-01T00:00:00Z"
    })
    void whatRfc3339AllowsAndJavaDoesNotHaveIsRead(String text, Instant meant) {
        assertThat(ours(text)).contains(meant);
        assertThat(Rfc3339.toTheLetter(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-01-01T00:00:60Z", "2016-12-31T23:59:61Z", "2016-12-30T23:59:60Z"})
    void aSecondThatIsNoLeapSecondIsNone(String text) {
        assertThat(ours(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-01-01T00:00+08:00",
                "2024-01-01T00:00Z",
                "2024-01-01T00:00:00+08",
                "2024-01-01T00:00:00+08:00:01"
            })
    void whatOnlyIso8601AllowsIsReadAndKnownAsSuch(String text) {
        assertThat(ours(text)).isPresent();
        assertThat(Rfc3339.toTheLetter(text)).isFalse();
    }

    private static Optional<Instant> ours(String text) {
        return read(() -> Rfc3339.instant(text));
    }

    private static Optional<Instant> javas(String text) {
        return read(() -> OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant());
    }

    private static Optional<Instant> read(java.util.function.Supplier<Instant> reader) {
        try {
            return Stream.of(reader.get()).findFirst();
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
