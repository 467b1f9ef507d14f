package io.dabiao.declare;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is expected of an answer over HTTP. */
final class ExpectedReader {

    private static final Duration LONGEST_VALIDITY = Duration.ofDays(3650);
    private static final BigDecimal MOST_BYTES = new BigDecimal(64L << 20);
    private static final java.util.regex.Pattern STATUS = java.util.regex.Pattern.compile("[1-5]([0-9]{2}|xx)");
    private static final Map<String, String> FLAGS =
            Cursor.words(List.of("secure", "httponly", "samesite").toArray(String[]::new), Function.identity());

    private ExpectedReader() {}

    static Optional<Probe.Expected> read(Cursor at) {
        return at.fields("what is expected").map(fields -> {
            List<Probe.Status> status = fields.optional("status")
                    .map(list -> list.scalar()
                            ? status(list).stream().toList()
                            : list.items("status codes").stream()
                                    .map(ExpectedReader::status)
                                    .flatMap(Optional::stream)
                                    .toList())
                    .orElse(List.of(Probe.Status.SUCCESS));
            List<Probe.BodyText> body = new ArrayList<>();
            texts(fields, "contains")
                    .forEach(one ->
                            one.text().map(Probe.BodyText.Containing::new).ifPresent(body::add));
            texts(fields, "absent")
                    .forEach(one -> one.text().map(Probe.BodyText.Without::new).ifPresent(body::add));
            texts(fields, "matches")
                    .forEach(one ->
                            pattern(one).map(Probe.BodyText.Matching::new).ifPresent(body::add));
            texts(fields, "notMatches")
                    .forEach(one ->
                            pattern(one).map(Probe.BodyText.NotMatching::new).ifPresent(body::add));
            Map<String, String> json = json(fields);
            Map<String, Probe.HeaderText> headers = headers(fields);
            Optional<Duration> modified = length(fields, "modified");
            Map<String, List<String>> cookies = cookies(fields);
            Optional<Probe.Size> size = fields.optional("size").flatMap(ExpectedReader::size);
            Optional<Duration> certificate = length(fields, "certificate");
            fields.done();
            return new Probe.Expected(status, headers, body, json, certificate, modified, cookies, size);
        });
    }

    /** One text, or a list of them. */
    private static List<Cursor> texts(Fields fields, String key) {
        return fields.optional(key)
                .map(at -> at.scalar() ? List.of(at) : at.items("texts"))
                .orElse(List.of());
    }

    private static Optional<String> pattern(Cursor at) {
        return at.text().filter(written -> {
            try {
                Pattern.compile(written);
                return true;
            } catch (PatternSyntaxException none) {
                at.fault(
                        at.shown(),
                        "a regular expression of RE2 (" + none.getDescription() + ")",
                        "mend it; there is no looking around and no reference back");
                return false;
            }
        });
    }

    private static Optional<Duration> length(Fields fields, String key) {
        return fields.optional(key)
                .flatMap(validity -> Lengths.read(validity, Duration.ofSeconds(1), LONGEST_VALIDITY));
    }

    private static Map<String, String> json(Fields fields) {
        Map<String, String> json = new LinkedHashMap<>();
        fields.optional("json")
                .flatMap(pointers -> pointers.fields("JSON pointers"))
                .ifPresent(pointers -> {
                    for (String pointer : pointers.names()) {
                        pointers.key(pointer)
                                .expect(
                                        pointer.isEmpty() || pointer.startsWith("/"),
                                        "a JSON pointer such as /status",
                                        "begin it with a slash");
                        pointers.optional(pointer).flatMap(Cursor::word).ifPresent(value -> json.put(pointer, value));
                    }
                });
        return json;
    }

    /** A pattern, or whether it is there at all. */
    private static Map<String, Probe.HeaderText> headers(Fields fields) {
        Map<String, Probe.HeaderText> headers = new LinkedHashMap<>();
        fields.optional("headers").flatMap(at -> at.fields("headers")).ifPresent(all -> {
            for (String name : all.names()) {
                all.optional(name)
                        .ifPresent(at -> at.word().ifPresent(word -> {
                            switch (word) {
                                case "true" -> headers.put(name, new Probe.HeaderText.Present());
                                case "false" -> headers.put(name, new Probe.HeaderText.Absent());
                                default ->
                                    pattern(at)
                                            .ifPresent(
                                                    found -> headers.put(name, new Probe.HeaderText.Matching(found)));
                            }
                        }));
            }
        });
        return headers;
    }

    private static Map<String, List<String>> cookies(Fields fields) {
        Map<String, List<String>> cookies = new LinkedHashMap<>();
        fields.optional("cookies").flatMap(at -> at.fields("cookies")).ifPresent(all -> {
            for (String name : all.names()) {
                all.optional(name)
                        .ifPresent(at -> cookies.put(
                                name,
                                at.items("flags").stream()
                                        .map(flag -> flag.oneOf(FLAGS))
                                        .flatMap(Optional::stream)
                                        .toList()));
            }
        });
        return cookies;
    }

    private static Optional<Probe.Size> size(Cursor at) {
        return at.fields("a size").flatMap(fields -> {
            Optional<BigDecimal> least = fields.optional("least").flatMap(ExpectedReader::octets);
            Optional<BigDecimal> most = fields.optional("most").flatMap(ExpectedReader::octets);
            fields.done();
            boolean sound = at.expectThat(
                    fields.has("least") || fields.has("most"),
                    "a size without least and most",
                    "one of them",
                    "write it");
            long from = least.map(BigDecimal::longValue).orElse(0L);
            long to = most.map(BigDecimal::longValue).orElse(Long.MAX_VALUE);
            return sound
                            && at.expectThat(
                                    from <= to,
                                    "least above most",
                                    "least at most as large as most",
                                    "exchange the two")
                    ? Optional.of(new Probe.Size(from, to))
                    : Optional.empty();
        });
    }

    private static Optional<BigDecimal> octets(Cursor at) {
        return at.number(BigDecimal.ZERO, MOST_BYTES, "a number of bytes, at most 67108864");
    }

    private static Optional<Probe.Status> status(Cursor at) {
        return at.word()
                .filter(code -> at.expect(
                        STATUS.matcher(code).matches(),
                        "a status code",
                        "write one such as 200, or a class such as 2xx"))
                .map(code -> code.endsWith("xx")
                        ? new Probe.Status((code.charAt(0) - '0') * 100, (code.charAt(0) - '0') * 100 + 99)
                        : new Probe.Status(Integer.parseInt(code), Integer.parseInt(code)));
    }
}
