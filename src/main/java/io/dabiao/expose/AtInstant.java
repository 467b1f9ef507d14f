package io.dabiao.expose;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads the {@code at} of a request. */
final class AtInstant {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private AtInstant() {}

    /** An instant with its zone; a plus sign that arrived as a space is understood. Null means {@code now}. */
    static Instant of(String at, Instant now) {
        if (at == null || at.isBlank()) {
            return now;
        }
        try {
            Instant instant = OffsetDateTime.parse(at.strip().replace(' ', '+')).toInstant();
            if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                throw new Problem(ErrorCode.NOT_AN_INSTANT, "at must lie in the years 1 to 9999, not at '" + at + "'");
            }
            return instant;
        } catch (DateTimeException notAnInstant) {
            throw new Problem(
                    ErrorCode.NOT_AN_INSTANT,
                    "at must be a date and time with its offset, such as 2024-07-01T00:00:00+08:00 (write the plus sign"
                            + " as %2B), not '" + at + "'");
        }
    }
}
