package io.dabiao.declare;

import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code headers:} of what is asked over HTTP. */
public final class RequestHeaders {

    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** What the connection itself says; a probe that changed it would not be understood. */
    private static final Set<String> FRAMING =
            Set.of("connection", "content-length", "host", "keep-alive", "te", "transfer-encoding", "upgrade");

    private RequestHeaders() {}

    /**
     * By name, in the declared order.
     *
     * @param own what else the asking side says itself, in small letters
     */
    public static Map<String, Probe.Text> read(Fields fields, Set<String> own) {
        Map<String, Probe.Text> headers = new LinkedHashMap<>();
        fields.optional("headers").flatMap(at -> at.fields("headers")).ifPresent(all -> read(all, own, headers));
        return headers;
    }

    private static void read(Fields all, Set<String> own, Map<String, Probe.Text> headers) {
        for (String name : all.names()) {
            Cursor key = all.key(name);
            boolean usable = key.expect(HEADER.matcher(name).matches(), "the name of a header", "write it as in HTTP")
                    && key.expect(
                            !FRAMING.contains(name.toLowerCase(Locale.ROOT))
                                    && !own.contains(name.toLowerCase(Locale.ROOT)),
                            "a header that is not the connection's own",
                            "remove it");
            all.optional(name)
                    .flatMap(RequestHeaders::text)
                    .filter(text -> usable)
                    .ifPresent(text -> headers.put(name, text));
        }
    }

    private static Optional<Probe.Text> text(Cursor at) {
        if (at.scalar()) {
            return at.word()
                    .filter(text -> at.expect(
                            text.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f && c <= 0xff),
                            "a header's text",
                            "write it on one line, without characters beyond Latin 1"))
                    .map(Probe.Text.Plain::new);
        }
        return at.fields("a text, {env: NAME} or {file: PATH}").flatMap(where -> {
            Optional<Probe.Text> env =
                    where.optional("env").flatMap(Cursor::text).map(Probe.Text.FromEnvironment::new);
            Optional<Probe.Text> file =
                    where.optional("file").flatMap(Cursor::text).map(Probe.Text.FromFile::new);
            if (where.has("env") == where.has("file")) {
                where.whole().fault(where.whole().shown(), "either env or file", "name where the text is kept");
                return Optional.empty();
            }
            where.done();
            return env.or(() -> file);
        });
    }
}
