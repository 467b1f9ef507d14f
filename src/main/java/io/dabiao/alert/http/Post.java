package io.dabiao.alert.http;

import io.dabiao.alert.Delivery;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.outbound.OutboundRefused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Posts a message and reads what the other side makes of it. Follows no redirect, reads no more than {@value #MOST} bytes,
 * and is through after ten seconds whatever the other side does. Thread-safe.
 *
 * <p>A reason names the host only, because robots have their key in the path or the query.
 */
public final class Post {

    /** From the first packet to the last byte of the answer. */
    public static final Duration LONGEST = Duration.ofSeconds(9);

    private static final int MOST = 65_536;

    private static final int LONGEST_SHOWN = 200;

    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private final OutboundHttp http;
    private final Clock clock;
    private final List<String> secrets;
    private final Duration longest;

    /** @param secrets never shown, even where an answer repeats them */
    public Post(OutboundHttp http, Clock clock, List<String> secrets) {
        this(http, clock, secrets, LONGEST);
    }

    /** @param longest that a request may take in all */
    public Post(OutboundHttp http, Clock clock, List<String> secrets, Duration longest) {
        this.http = http;
        this.clock = clock;
        this.secrets = List.copyOf(secrets);
        this.longest = longest;
    }

    /**
     * An answer in full.
     *
     * @param host with the port, where one is written
     * @param retryAfter how long to wait, where it says
     */
    public record Answer(String host, int status, String body, Optional<Duration> retryAfter) {}

    /**
     * What is sent.
     *
     * @param method GET or POST
     * @param type of the body; empty where there is none
     * @param body null for none
     */
    public record Content(String method, String type, byte[] body) {

        /** Everything stands in the address. */
        public static final Content QUESTION = new Content("GET", "", null);

        public static Content json(byte[] body) {
            return new Content("POST", "application/json; charset=utf-8", body);
        }

        /** @param encoded fields as a form of a page sends them */
        public static Content form(String encoded) {
            return new Content(
                    "POST", "application/x-www-form-urlencoded", encoded.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Sends JSON and waits. */
    public Delivery send(URI to, Map<String, String> headers, byte[] body, Function<Answer, Delivery> meaning)
            throws InterruptedException {
        return send(to, headers, Content.json(body), meaning);
    }

    /** Sends and waits. */
    public Delivery send(URI to, Map<String, String> headers, Content content, Function<Answer, Delivery> meaning)
            throws InterruptedException {
        try {
            return begin(to, headers, content, meaning).get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken.getCause());
        }
    }

    /** Sends JSON; what is returned completes in bounded time, and with an exception only where {@code meaning} throws. */
    public CompletableFuture<Delivery> begin(
            URI to, Map<String, String> headers, byte[] body, Function<Answer, Delivery> meaning) {
        return begin(to, headers, Content.json(body), meaning);
    }

    private CompletableFuture<Delivery> begin(
            URI to, Map<String, String> headers, Content content, Function<Answer, Delivery> meaning) {
        Map<String, String> all = new LinkedHashMap<>();
        if (content.body() != null) {
            all.put("Content-Type", content.type());
        }
        all.putAll(headers);
        return http.send(new OutboundHttp.Request(content.method(), to, all, content.body(), longest, MOST, 0))
                .handle((response, failure) ->
                        failure == null ? meaning.apply(answer(to, response)) : failed(to, failure));
    }

    /** What a status means where the body says nothing more. */
    public Delivery byStatus(Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return new Delivery.Delivered();
        }
        String reason = answer.host() + " answered " + status + said(answer.body());
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            return new Delivery.TryAgain(reason, answer.retryAfter());
        }
        return new Delivery.Refused(status >= 300 && status < 400 ? reason + "; redirects are not followed" : reason);
    }

    /** An excerpt of what the other side said, after a colon, without secrets; empty where it said nothing. */
    public String said(String body) {
        String line = body;
        for (String secret : secrets) {
            line = secret.isEmpty() ? line : line.replace(secret, "***");
        }
        line = line.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (line.isEmpty()) {
            return "";
        }
        return ": " + (line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…");
    }

    private Answer answer(URI to, OutboundHttp.Answer response) {
        return new Answer(
                to.getAuthority(),
                response.status(),
                new String(response.body(), StandardCharsets.UTF_8),
                Optional.ofNullable(response.headers().get("retry-after")).flatMap(this::pause));
    }

    private Optional<Duration> pause(String header) {
        String text = header.strip();
        Duration pause;
        if (text.matches("[0-9]{1,9}")) {
            pause = Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                pause = Duration.between(clock.instant(), until);
            } catch (DateTimeException neitherSecondsNorDate) {
                return Optional.empty();
            }
        }
        return Optional.of(pause)
                .filter(any -> !any.isNegative())
                .map(any -> any.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : any);
    }

    private Delivery failed(URI to, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String reason = to.getAuthority() + said(cause.getMessage() == null ? "no answer" : cause.getMessage());
        // Sending it again would meet the same rule.
        return cause instanceof OutboundRefused
                ? new Delivery.Refused(reason)
                : new Delivery.TryAgain(reason, Optional.empty());
    }
}
