package io.dabiao.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Short lengths of time as people write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 6h}, {@code 14d}. */
public final class Lengths {

    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS = new LinkedHashMap<>();

    static {
        MILLIS.put("d", 86_400_000L);
        MILLIS.put("h", 3_600_000L);
        MILLIS.put("m", 60_000L);
        MILLIS.put("s", 1_000L);
        MILLIS.put("ms", 1L);
    }

    private Lengths() {}

    public static Optional<Duration> read(Cursor at, Duration least, Duration most) {
        return at.word()
                .flatMap(text -> parse(text)
                        .filter(length -> length.compareTo(least) >= 0 && length.compareTo(most) <= 0)
                        .or(() -> {
                            at.fault(
                                    at.shown(),
                                    "a length of time from " + words(least) + " to " + words(most),
                                    "write a number and ms, s, m, h or d, such as 30s");
                            return Optional.empty();
                        }));
    }

    private static Optional<Duration> parse(String text) {
        Matcher length = LENGTH.matcher(text);
        if (!length.matches()) {
            return Optional.empty();
        }
        BigDecimal millis = new BigDecimal(length.group(1)).multiply(BigDecimal.valueOf(MILLIS.get(length.group(2))));
        return millis.stripTrailingZeros().scale() > 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(millis.longValueExact()));
    }

    /** In the largest unit that needs no fraction. */
    public static String words(Duration length) {
        if (length.isZero()) {
            return "0s";
        }
        for (Map.Entry<String, Long> unit : MILLIS.entrySet()) {
            if (length.toMillis() % unit.getValue() == 0) {
                return length.toMillis() / unit.getValue() + unit.getKey();
            }
        }
        throw new AssertionError("shorter than a millisecond: " + length);
    }
}
