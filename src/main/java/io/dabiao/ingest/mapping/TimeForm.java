package io.dabiao.ingest.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.core.text.Words;
import io.dabiao.store.Refusal.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How messages of a stream write times. */
public sealed interface TimeForm {

    Instant read(JsonNode written) throws Unmapped;

    /** Where a written time without an offset is, and where its day is one. */
    ZoneId zone();

    /** The day on which a written time falls, as its writer's zone has it. */
    default LocalDate day(JsonNode written) throws Unmapped {
        return LocalDate.ofInstant(read(written), zone());
    }

    /** @param unit how many of what is counted make a second: 1, 1,000, … */
    record Epoch(int unit, ZoneId zone) implements TimeForm {

        private static final BigDecimal FARTHEST = BigDecimal.valueOf(10L * Instant.MAX.getEpochSecond());

        @Override
        public Instant read(JsonNode written) throws Unmapped {
            try {
                BigDecimal counted = written.isNumber()
                        ? written.decimalValue()
                        : new BigDecimal(written.asText().strip());
                if (Math.abs((long) counted.scale()) > 40 || counted.abs().compareTo(FARTHEST) > 0) {
                    throw unreadable(written, Words.of(TimeForm.class, "countedTime"));
                }
                BigDecimal nanos = counted.scaleByPowerOfTen(9).divide(BigDecimal.valueOf(unit), 0, RoundingMode.DOWN);
                BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.TEN.pow(9));
                return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
            } catch (ArithmeticException | DateTimeException | NumberFormatException none) {
                throw unreadable(written, Words.of(TimeForm.class, "countedTime"));
            }
        }
    }

    /** With an offset as RFC 3339 has it, or one of the usual local forms, which are in the zone. */
    record Usual(ZoneId zone) implements TimeForm {

        private static final Pattern ZULU = Pattern.compile("(:[0-9.]+) *(?:UTC|GMT)$");
        private static final Pattern SHORT = Pattern.compile("(:[0-9.]+) *([+-][0-9]{2}):?([0-9]{2})$");
        private static final Pattern LOCAL = Pattern.compile("([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
                + "(?:[ T]*([0-9]{1,2})[:时点]([0-9]{1,2})(?:[:分]([0-9]{1,2})(?:[.,]([0-9]{1,9}))?秒?|分)?)?");
        private static final Pattern DIGITS =
                Pattern.compile("([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2}))?()");

        @Override
        public Instant read(JsonNode written) throws Unmapped {
            String text = written.asText().strip();
            try {
                return OffsetDateTime.parse(offset(text)).toInstant();
            } catch (DateTimeException local) {
                Matcher found = LOCAL.matcher(text);
                Matcher digits = DIGITS.matcher(text);
                if (found.matches()) {
                    return local(found, written);
                }
                if (digits.matches()) {
                    return local(digits, written);
                }
                throw unreadable(written, Words.of(TimeForm.class, "usualTime"));
            }
        }

        /** As GitLab ({@code 2024-03-01 08:00:00 UTC}) and Jira ({@code …+0800}) write offsets, RFC 3339 does not. */
        private static String offset(String text) {
            String upper = text.toUpperCase(Locale.ROOT);
            String zulu = ZULU.matcher(upper).replaceFirst("$1Z");
            return SHORT.matcher(zulu).replaceFirst("$1$2:$3").replaceFirst("^([0-9-]+) +", "$1T");
        }

        private Instant local(Matcher parts, JsonNode written) throws Unmapped {
            try {
                String fraction = parts.group(7) == null ? "" : parts.group(7);
                return LocalDateTime.of(
                                number(parts.group(1)),
                                number(parts.group(2)),
                                number(parts.group(3)),
                                number(parts.group(4)),
                                number(parts.group(5)),
                                number(parts.group(6)),
                                number((fraction + "000000000").substring(0, 9)))
                        .atZone(zone)
                        .toInstant();
            } catch (DateTimeException none) {
                throw unreadable(written, Words.of(TimeForm.class, "calendarTime"));
            }
        }

        private static int number(String digits) {
            return digits == null ? 0 : Integer.parseInt(digits);
        }
    }

    /**
     * A pattern of one's own.
     *
     * @param zone for times that say none
     */
    record Written(DateTimeFormatter pattern, String shown, ZoneId zone) implements TimeForm {

        @Override
        public Instant read(JsonNode written) throws Unmapped {
            try {
                TemporalAccessor found = pattern.parse(written.asText().strip());
                if (found.isSupported(ChronoField.INSTANT_SECONDS)) {
                    return Instant.from(found);
                }
                LocalTime time = Optional.ofNullable(found.query(TemporalQueries.localTime()))
                        .orElse(LocalTime.MIDNIGHT);
                return LocalDate.from(found).atTime(time).atZone(zone).toInstant();
            } catch (DateTimeException none) {
                throw unreadable(written, Words.of(TimeForm.class, "writtenTime", shown));
            }
        }
    }

    private static Unmapped unreadable(JsonNode written, Words expected) {
        String text = written.asText();
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return new Unmapped(Reason.BAD_TIME, Words.of(TimeForm.class, "timeMustBe", expected, shown));
    }
}
