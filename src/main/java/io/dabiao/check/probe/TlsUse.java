package io.dabiao.check.probe;

import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether and how TLS is used by a protocol that works without it too.
 *
 * @param name that the certificate must be of; empty for the host's
 * @param lasting for how long the certificate must still be valid
 */
public record TlsUse(Kind kind, TlsWish wish, Optional<String> name, Optional<Duration> lasting) {

    public enum Kind {
        /** In the clear. */
        NONE,
        /** Asked for by a command, before anything else. */
        STARTTLS,
        /** From the first byte. */
        DIRECT
    }

    private static final Map<String, Kind> KINDS =
            Cursor.words(Kind.values(), kind -> kind.name().toLowerCase(Locale.ROOT));
    private static final Map<String, Kind> WITHOUT_COMMAND = Cursor.words("none", Kind.NONE, "direct", Kind.DIRECT);
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Reads {@code tls:} ({@code none}, {@code starttls} or {@code direct}), {@code ca:}, {@code client:}, {@code name:} and {@code certificate:}. */
    public static Optional<TlsUse> read(Fields fields, Kind usual) {
        return read(fields, usual, KINDS);
    }

    /** The same of a protocol that has no command for it. */
    public static Optional<TlsUse> readWithoutCommand(Fields fields, Kind usual) {
        return read(fields, usual, WITHOUT_COMMAND);
    }

    private static Optional<TlsUse> read(Fields fields, Kind usual, Map<String, Kind> kinds) {
        Optional<Kind> kind = fields.optional("tls").map(at -> at.oneOf(kinds)).orElse(Optional.of(usual));
        return kind.map(use -> rest(fields, use));
    }

    /** Reads all but {@code tls:}, of what is TLS in any case. */
    public static TlsUse rest(Fields fields, Kind kind) {
        TlsWish wish = TlsWish.read(fields);
        Optional<String> name = fields.optional("name").flatMap(Cursor::text);
        Optional<Duration> lasting = fields.optional("certificate")
                .flatMap(at -> io.dabiao.yaml.Lengths.read(at, Duration.ofSeconds(1), LONGEST));
        return new TlsUse(kind, wish, name, lasting);
    }

    /** The files that it names. */
    public List<String> files() {
        return java.util.stream.Stream.concat(
                        wish.authorities().stream(),
                        wish.client().stream()
                                .flatMap(client -> java.util.stream.Stream.of(client.certificate(), client.key())))
                .toList();
    }

    /** Agrees on TLS, and looks at the certificate. */
    public void secure(Attempt attempt, Conversation conversation, Endpoint to)
            throws AttemptFailed, java.io.IOException {
        conversation.secure(name.orElse(to.host()), wish);
        if (lasting.isPresent()) {
            attempt.certificateLasts(lasting.get());
        }
    }

    /** The same where it is used from the first byte. */
    public void secureDirect(Attempt attempt, Conversation conversation, Endpoint to)
            throws AttemptFailed, java.io.IOException {
        if (kind == Kind.DIRECT) {
            secure(attempt, conversation, to);
        }
    }
}
