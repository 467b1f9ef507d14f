package io.dabiao.check.websocket;

import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.declare.RequestHeaders;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code url: wss://…}, {@code protocol:}, {@code origin:}, {@code headers:}, {@code send:} and {@code expect:} of the first message. */
public final class WebSocketReader implements SubjectReader {

    /** What the handshake itself says. */
    private static final Set<String> OWN = Set.of(
            "origin",
            "sec-websocket-accept",
            "sec-websocket-extensions",
            "sec-websocket-key",
            "sec-websocket-protocol",
            "sec-websocket-version");

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<WebAddress> url = fields.required("url").flatMap(WebSocketReader::url);
        TlsUse.Kind kind = url.filter(WebAddress::secure).isPresent() ? TlsUse.Kind.DIRECT : TlsUse.Kind.NONE;
        TlsUse use = TlsUse.rest(fields, kind);
        Optional<String> protocol = fields.optional("protocol").flatMap(Cursor::text);
        Optional<String> origin = fields.optional("origin").flatMap(Cursor::text);
        Map<String, Probe.Text> headers = RequestHeaders.read(fields, OWN);
        Optional<String> send = fields.optional("send").flatMap(Cursor::verbatim);
        Optional<String> expect = Texts.pattern(fields, "expect");
        return url.map(to -> new WebSocketSubject(to, use, protocol, origin, headers, send, expect));
    }

    private static Optional<WebAddress> url(Cursor at) {
        return at.text().flatMap(text -> {
            Optional<WebAddress> address = address(text);
            at.expect(address.isPresent(), "an address such as wss://portal.example.org/live", "write it in full");
            return address;
        });
    }

    private static Optional<WebAddress> address(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("ws://") && !lower.startsWith("wss://")) {
            return Optional.empty();
        }
        try {
            return Optional.of(WebAddress.of("http" + text.substring(2)));
        } catch (WebAddress.NoAddress none) {
            return Optional.empty();
        }
    }
}
