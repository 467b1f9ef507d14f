package io.dabiao.check.grpc;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.text.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code grpc.health.v1.Health/Check}: one call on a connection of its own. The request and the answer have one field each, so that
 * neither a stub nor a library is needed.
 *
 * @param service as the server calls it; empty for the server as a whole
 */
record GrpcSubject(Endpoint to, TlsUse use, String service) implements LiveSubject {

    private static final String METHOD = "/grpc.health.v1.Health/Check";
    private static final int OK = 0;
    private static final int NOT_FOUND = 5;
    private static final int UNIMPLEMENTED = 12;
    private static final int SERVING = 1;
    private static final List<String> STATES = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

    @Override
    public String kind() {
        return "grpc";
    }

    @Override
    public String address() {
        return service.isEmpty() ? to.toString() : to + "/" + service;
    }

    @Override
    public List<String> hosts() {
        return List.of(to.toString());
    }

    @Override
    public List<String> files() {
        return use.files();
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Conversation conversation = attempt.connect(to);
        boolean secure = use.kind() == TlsUse.Kind.DIRECT;
        if (secure) {
            conversation.offer("h2");
            use.secure(attempt, conversation, to);
        }
        Map<String, String> head = new LinkedHashMap<>();
        head.put(":method", "POST");
        head.put(":scheme", secure ? "https" : "http");
        head.put(":path", METHOD);
        head.put(":authority", use.name().orElse(to.host()) + ":" + to.port());
        head.put("content-type", "application/grpc");
        head.put("te", "trailers");
        head.put("user-agent", "dabiao-probe");
        Http2Call call = new Http2Call(conversation);
        call.send(head, message());
        Http2Call.Answer answer = call.answer(() -> attempt.enter(Phase.BODY));
        judge(attempt, answer);
    }

    /** Five bytes before the message: not compressed, and its length. */
    private byte[] message() {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        if (name.length > 0) {
            field.write(0x0a);
            for (int left = name.length; ; left >>>= 7) {
                if (left < 0x80) {
                    field.write(left);
                    break;
                }
                field.write(left & 0x7f | 0x80);
            }
            field.writeBytes(name);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(0);
        for (int shift = 24; shift >= 0; shift -= 8) {
            all.write(field.size() >> shift);
        }
        all.writeBytes(field.toByteArray());
        return all.toByteArray();
    }

    private void judge(Attempt attempt, Http2Call.Answer answer) throws AttemptFailed {
        String http = answer.headers().getOrDefault(":status", "");
        if (http.matches("[1-5][0-9]{2}")) {
            attempt.status(Integer.parseInt(http));
        }
        String status = answer.headers().get("grpc-status");
        if (status == null || !status.matches("[0-9]{1,3}")) {
            throw http.equals("200")
                    ? new AttemptFailed(Reason.PROTOCOL, Words.of(GrpcSubject.class, "anAnswerThatIsNoneOf"))
                    : new AttemptFailed(Reason.STATUS, Words.of(GrpcSubject.class, "httpStatusAndNoStatusOf", http));
        }
        int code = Integer.parseInt(status);
        if (code == UNIMPLEMENTED) {
            throw new AttemptFailed(Reason.STATUS, Words.of(GrpcSubject.class, "theServerHasNoHealthService"));
        }
        if (code == NOT_FOUND) {
            throw new AttemptFailed(
                    Reason.STATUS, Words.of(GrpcSubject.class, "theServerKnowsNoServiceStatus", service));
        }
        if (code != OK) {
            String words = Conversation.shown(answer.headers().getOrDefault("grpc-message", ""));
            throw new AttemptFailed(
                    Reason.STATUS,
                    words.isEmpty()
                            ? Words.of(GrpcSubject.class, "statusAlone", code)
                            : Words.of(GrpcSubject.class, "statusSays", code, words));
        }
        int state = state(answer.body());
        if (state != SERVING) {
            String name = state >= 0 && state < STATES.size() ? STATES.get(state) : Integer.toString(state);
            throw new AttemptFailed(Reason.CONTENT, Words.of(GrpcSubject.class, "theServerSays", name));
        }
    }

    /** The field 1 of the message, a number; left out it is 0. */
    private static int state(byte[] body) throws AttemptFailed {
        boolean whole = body.length >= 5 && body[0] == 0 && body[1] == 0 && body[2] == 0;
        int length = whole ? (body[3] & 0xff) << 8 | body[4] & 0xff : -1;
        if (!whole || body.length != 5 + length) {
            throw new AttemptFailed(Reason.PROTOCOL, Words.of(GrpcSubject.class, "aMessageThatCannotBeRead"));
        }
        return length >= 2 && body[5] == 0x08 ? body[6] : 0;
    }
}
