package io.dabiao.check.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.Tls;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether a whole answer is what was expected. */
final class Assertions {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final int SHOWN = 80;

    private final Probe.Expected expected;
    private final Answer answer;
    private final Instant now;

    private Assertions(Probe.Expected expected, Answer answer, Instant now) {
        this.expected = expected;
        this.answer = answer;
        this.now = now;
    }

    /**
     * The first thing that is wrong with an answer; empty where it is as expected.
     *
     * @param certificateSeconds for how long the certificate is still valid; empty without TLS
     */
    static Optional<Fault> judge(Probe.Expected expected, Answer answer, OptionalLong certificateSeconds, Instant now) {
        Assertions assertions = new Assertions(expected, answer, now);
        return assertions
                .status()
                .or(assertions::headers)
                .or(assertions::cookies)
                .or(assertions::modified)
                .or(assertions::size)
                .or(assertions::body)
                .or(() -> certificate(expected, certificateSeconds));
    }

    private Optional<Fault> status() {
        int code = answer.head().status();
        if (expected.takes(code)) {
            return Optional.empty();
        }
        String words = HttpResponseStatus.valueOf(code).reasonPhrase();
        String meaning = words.startsWith("Unknown") || words.matches(".*\\([0-9]+\\)$") ? "" : " (" + words + ")";
        return Optional.of(new Fault(Reason.STATUS, Words.of(Assertions.class, "status", code, meaning)));
    }

    private static Optional<Fault> certificate(Probe.Expected expected, OptionalLong seconds) {
        Optional<Duration> validity = expected.certificate();
        boolean soon = validity.isPresent()
                && seconds.orElse(Long.MAX_VALUE) < validity.get().toSeconds();
        return soon ? Optional.of(Tls.expiring(seconds.getAsLong())) : Optional.empty();
    }

    private static Optional<Fault> unlike(Words words) {
        return Optional.of(new Fault(Reason.CONTENT, words));
    }

    // ---- the head

    private Optional<Fault> headers() {
        for (Map.Entry<String, Probe.HeaderText> wanted : expected.headers().entrySet()) {
            List<String> there = answer.head().all(wanted.getKey()).toList();
            String name = wanted.getKey();
            if (wanted.getValue() instanceof Probe.HeaderText.Absent && !there.isEmpty()) {
                return unlike(Words.of(Assertions.class, "theHeaderIsThere", name, shown(there.get(0))));
            }
            if (!(wanted.getValue() instanceof Probe.HeaderText.Absent) && there.isEmpty()) {
                return unlike(Words.of(Assertions.class, "thereIsNoHeader", name));
            }
            if (wanted.getValue() instanceof Probe.HeaderText.Matching matching
                    && there.stream().noneMatch(text -> found(matching.pattern(), utf8(text)))) {
                return unlike(
                        Words.of(Assertions.class, "theHeaderIsNot", name, shown(there.get(0)), matching.pattern()));
            }
        }
        return Optional.empty();
    }

    private static String utf8(String bytes) {
        return new String(
                bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8);
    }

    private Optional<Fault> cookies() {
        for (Map.Entry<String, List<String>> wanted : expected.cookies().entrySet()) {
            String name = wanted.getKey();
            Optional<String> set = answer.head()
                    .all("set-cookie")
                    .filter(text -> text.strip().startsWith(name + "="))
                    .findFirst();
            if (set.isEmpty()) {
                return unlike(Words.of(Assertions.class, "theCookieIsNotSet", name));
            }
            List<String> flags = Arrays.stream(set.get().split(";"))
                    .skip(1)
                    .map(flag -> flag.strip().toLowerCase(Locale.ROOT).replaceAll("\\s*=.*", ""))
                    .toList();
            Optional<String> missing = wanted.getValue().stream()
                    .filter(flag -> !flags.contains(flag))
                    .findFirst();
            if (missing.isPresent()) {
                return unlike(Words.of(Assertions.class, "theCookieIsNot", name, missing.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<Fault> modified() {
        if (expected.modified().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> text = answer.head().first("last-modified");
        if (text.isEmpty()) {
            return unlike(Words.of(Assertions.class, "thereIsNoLastModified"));
        }
        try {
            Instant at = ZonedDateTime.parse(text.get().strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration age = Duration.between(at, now);
            return age.compareTo(expected.modified().get()) <= 0
                    ? Optional.empty()
                    : unlike(Words.of(Assertions.class, "itWasLastModifiedAgo", words(age)));
        } catch (DateTimeException none) {
            return unlike(Words.of(Assertions.class, "lastModifiedIsNoDate", shown(text.get())));
        }
    }

    private static Words words(Duration age) {
        if (age.toDays() > 1) {
            return Words.of(Assertions.class, "ageInDays", age.toDays());
        }
        return age.toMinutes() > 1
                ? Words.of(Assertions.class, "ageInMinutes", age.toMinutes())
                : Words.of(Assertions.class, "ageInSeconds", age.toSeconds());
    }

    // ---- the body

    private Optional<Fault> size() {
        long length = answer.length();
        return expected.size()
                .filter(size -> length < size.least() || length > size.most())
                .flatMap(size -> unlike(
                        length < size.least()
                                ? Words.of(Assertions.class, "bodyTooSmall", length)
                                : Words.of(Assertions.class, "bodyTooLarge", length)));
    }

    private Optional<Fault> body() {
        if (!expected.looksAtBody()) {
            return Optional.empty();
        }
        Answer.Text text = answer.text();
        if (text.unreadable().isPresent()) {
            String coding = text.unreadable().get();
            return unlike(Words.of(Assertions.class, "theBodyIsCompressedAsWhich", shown(coding)));
        }
        String content = text.text().orElseThrow();
        for (Probe.BodyText wanted : expected.body()) {
            Optional<Fault> fault = body(wanted, content);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return expected.json().isEmpty() ? Optional.empty() : json(content);
    }

    private Optional<Fault> body(Probe.BodyText wanted, String content) {
        Words part = answer.cut() ? Words.of(Assertions.class, "firstPart") : Words.asWritten("");
        if (wanted instanceof Probe.BodyText.Containing one && !content.contains(one.text())) {
            return unlike(Words.of(Assertions.class, "theBodyDoesNotContain", part, one.text()));
        }
        if (wanted instanceof Probe.BodyText.Without one && content.contains(one.text())) {
            return unlike(Words.of(Assertions.class, "theBodyContains", one.text()));
        }
        if (wanted instanceof Probe.BodyText.Matching one && !found(one.pattern(), content)) {
            return unlike(Words.of(Assertions.class, "theBodyDoesNotMatch", part, one.pattern()));
        }
        if (wanted instanceof Probe.BodyText.NotMatching one && found(one.pattern(), content)) {
            return unlike(Words.of(Assertions.class, "theBodyMatches", one.pattern()));
        }
        return Optional.empty();
    }

    private Optional<Fault> json(String content) {
        if (answer.cut()) {
            return unlike(Words.of(Assertions.class, "theBodyIsLongerThanThe"));
        }
        if (content.isBlank()) {
            return unlike(Words.of(Assertions.class, "theBodyIsEmptyNoJson"));
        }
        JsonNode root;
        try {
            root = JSON.readTree(content);
        } catch (JsonProcessingException none) {
            String begins = shown(content.strip().replaceAll("\\s+", " "));
            return unlike(Words.of(Assertions.class, "theBodyIsNoJsonIt", begins));
        }
        for (Map.Entry<String, String> wanted : expected.json().entrySet()) {
            JsonNode value = root.at(wanted.getKey());
            if (!value.isValueNode() || !same(value, wanted.getValue())) {
                boolean nothing = value.isMissingNode();
                String there = shown(value.toString());
                Object expectedText = wanted.getValue();
                return unlike(
                        nothing
                                ? Words.of(Assertions.class, "isNothing", wanted.getKey(), expectedText)
                                : Words.of(Assertions.class, "isAnother", wanted.getKey(), there, expectedText));
            }
        }
        return Optional.empty();
    }

    private static boolean same(JsonNode value, String wanted) {
        if (value.asText().equals(wanted)) {
            return true;
        }
        try {
            return value.isNumber() && value.decimalValue().compareTo(new BigDecimal(wanted)) == 0;
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    private static boolean found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).find();
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
