package io.dabiao.check.websocket;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.core.text.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The handshake of RFC 6455, and where that is declared a message each way.
 *
 * @param url with the scheme of a page: http for ws
 * @param protocol the subprotocol that the other side must choose
 * @param headers what the handshake bears besides, by name
 * @param expect a pattern of the first message that comes
 */
record WebSocketSubject(
        WebAddress url,
        TlsUse use,
        Optional<String> protocol,
        Optional<String> origin,
        Map<String, Probe.Text> headers,
        Optional<String> send,
        Optional<String> expect)
        implements LiveSubject {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MOST_HEADERS = 200;
    private static final int LONGEST = 1 << 20;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    /** What a mask is must not be foreseen by who is sent it (RFC 6455, 5.3). */
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public String kind() {
        return "websocket";
    }

    @Override
    public String address() {
        return "ws" + url.toString().substring("http".length());
    }

    @Override
    public List<String> hosts() {
        return List.of(to().toString());
    }

    @Override
    public List<Probe.Text> secrets() {
        return List.copyOf(headers.values());
    }

    @Override
    public List<String> files() {
        return use.files();
    }

    private Endpoint to() {
        String host = url.host();
        return new Endpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, url.portUsed());
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        String further = headers(attempt);
        Conversation conversation = attempt.connect(to());
        if (use.kind() == TlsUse.Kind.DIRECT) {
            use.secure(attempt, conversation, new Endpoint(url.name(), url.portUsed()));
        }
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String key = Base64.getEncoder().encodeToString(random);
        String request = "GET " + url.target() + " HTTP/1.1\r\nHost: " + url.authority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: " + key
                + protocol.map(wanted -> "\r\nSec-WebSocket-Protocol: " + wanted)
                        .orElse("")
                + origin.map(from -> "\r\nOrigin: " + from).orElse("") + further + "\r\n\r\n";
        conversation.say(request.getBytes(StandardCharsets.ISO_8859_1));
        upgraded(attempt, conversation, accepted(key));
        attempt.enter(Phase.BODY);
        if (send.isPresent()) {
            say(conversation, TEXT, send.get().getBytes(StandardCharsets.UTF_8));
        }
        if (expect.isPresent()) {
            Texts.expect(expect, heard(conversation));
        }
        say(conversation, CLOSE, new byte[] {3, (byte) 0xe8});
    }

    private String headers(Attempt attempt) throws AttemptFailed {
        StringBuilder all = new StringBuilder();
        if (headers.keySet().stream().noneMatch("User-Agent"::equalsIgnoreCase)) {
            all.append("\r\nUser-Agent: dabiao-probe");
        }
        for (Map.Entry<String, Probe.Text> header : headers.entrySet()) {
            String text = attempt.text(Optional.of(header.getValue())).orElseThrow();
            all.append("\r\n").append(header.getKey()).append(": ").append(text);
        }
        return all.toString();
    }

    private void upgraded(Attempt attempt, Conversation conversation, String accepted)
            throws AttemptFailed, IOException {
        String status = conversation.line();
        if (!status.matches("(?i)HTTP/1\\.[01] [0-9]{3}.*")) {
            throw Texts.foreign(Words.of(WebSocketSubject.class, "httpServer"), status);
        }
        int code = Integer.parseInt(status.substring(9, 12));
        attempt.status(code);
        if (code != 101) {
            throw new AttemptFailed(Reason.STATUS, Words.of(WebSocketSubject.class, "statusNot101NoWebsocketIs", code));
        }
        boolean right = false;
        Optional<String> chosen = Optional.empty();
        for (int lines = 0; lines < MOST_HEADERS; lines++) {
            String line = conversation.line();
            if (line.isEmpty()) {
                break;
            }
            String name =
                    line.substring(0, Math.max(0, line.indexOf(':'))).strip().toLowerCase(Locale.ROOT);
            String text = line.substring(line.indexOf(':') + 1).strip();
            right |= name.equals("sec-websocket-accept") && text.equals(accepted);
            chosen = name.equals("sec-websocket-protocol") ? Optional.of(text) : chosen;
        }
        if (!right) {
            throw new AttemptFailed(Reason.PROTOCOL, Words.of(WebSocketSubject.class, "theHandshakesAnswerIsNotThat"));
        }
        agreed(chosen);
    }

    /** A browser ends a connection whose subprotocol is none of those that it asked for (RFC 6455, 4.1), or where there is none. */
    private void agreed(Optional<String> chosen) throws AttemptFailed {
        List<String> asked = protocol.stream()
                .flatMap(all -> Arrays.stream(all.split(",")))
                .map(String::strip)
                .toList();
        if (chosen.isPresent() && !asked.contains(chosen.get())) {
            throw new AttemptFailed(
                    Reason.PROTOCOL, Words.of(WebSocketSubject.class, "itChoseAProtocolNotAsked", chosen.get()));
        }
        if (chosen.isEmpty() && !asked.isEmpty()) {
            throw new AttemptFailed(
                    Reason.PROTOCOL, Words.of(WebSocketSubject.class, "itDoesNotSpeakTheProtocol", protocol.get()));
        }
    }

    private static String accepted(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whole in one frame, masked as a client's must be. */
    private static void say(Conversation conversation, int code, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | code);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = new byte[4];
        RANDOM.nextBytes(mask);
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        conversation.say(frame.toByteArray());
    }

    /** The first message, whole. */
    private static String heard(Conversation conversation) throws AttemptFailed, IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean begun = false;
        while (true) {
            int head = conversation.octet();
            int code = head & 0xf;
            byte[] payload = payload(conversation, message.size());
            if (code == PING) {
                say(conversation, 10, payload);
            } else if (code == CLOSE) {
                throw new AttemptFailed(Reason.RESET, Words.of(WebSocketSubject.class, "itWasClosedBeforeAMessage"));
            } else if (code == TEXT || code == BINARY || code == 0 && begun) {
                begun = true;
                message.writeBytes(payload);
                if ((head & 0x80) != 0) {
                    return message.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    private static byte[] payload(Conversation conversation, int had) throws AttemptFailed, IOException {
        int second = conversation.octet();
        long length = second & 0x7f;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        length = more == 0 ? length : 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | conversation.octet();
        }
        if (length < 0 || length + had > LONGEST || (second & 0x80) != 0) {
            throw new AttemptFailed(Reason.PROTOCOL, Words.of(WebSocketSubject.class, "aFrameOfBytesOrOne", length));
        }
        return conversation.octets((int) length);
    }
}
