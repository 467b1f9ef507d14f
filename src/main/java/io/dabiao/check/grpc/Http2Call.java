package io.dabiao.check.grpc;

import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.Texts;
import io.dabiao.core.text.Words;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One request and its answer in HTTP/2 with prior knowledge, as much of RFC 9113 as one call on one connection needs. */
final class Http2Call {

    private static final int LONGEST_FRAME = 1 << 14;
    private static final int LONGEST_BODY = 64 << 10;
    private static final int MOST_FRAMES = 1_000;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int CONTINUATION = 9;

    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    /** @param headers those at the beginning and at the end, by name in small letters */
    record Answer(Map<String, String> headers, byte[] body) {}

    private final Conversation conversation;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private boolean ended;

    Http2Call(Conversation conversation) {
        this.conversation = conversation;
    }

    void send(Map<String, String> head, byte[] content) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
        all.writeBytes(frame(HEADERS, END_HEADERS, 1, encoded(head)));
        all.writeBytes(frame(DATA, END_STREAM, 1, content));
        conversation.say(all.toByteArray());
    }

    private static byte[] encoded(Map<String, String> head) throws IOException {
        Http2Headers written = new DefaultHttp2Headers();
        head.forEach(written::add);
        ByteBuf buffer = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder().encodeHeaders(1, written, buffer);
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            return bytes;
        } catch (Http2Exception impossible) {
            throw new IOException(impossible);
        } finally {
            buffer.release();
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            frame.write(stream >> shift);
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** @param begun called when the answer to the call begins */
    Answer answer(Runnable begun) throws AttemptFailed, IOException {
        boolean first = true;
        for (int frames = 0; frames < MOST_FRAMES; frames++) {
            byte[] head = conversation.octets(9);
            int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
            int type = head[3];
            int flags = head[4];
            if (first && type != SETTINGS || length > LONGEST_FRAME) {
                throw Texts.foreign(
                        Words.of(Http2Call.class, "grpcServer"), new String(head, StandardCharsets.ISO_8859_1));
            }
            first = false;
            byte[] payload = conversation.octets(length);
            switch (type) {
                case SETTINGS, PING -> {
                    if ((flags & ACK) == 0) {
                        conversation.say(frame(type, ACK, 0, type == PING ? payload : new byte[0]));
                    }
                }
                case HEADERS, CONTINUATION -> {
                    if (type == HEADERS) {
                        begun.run();
                    }
                    block.writeBytes(
                            type == HEADERS ? stripped(flags, payload, (flags & PRIORITY) != 0 ? 5 : 0) : payload);
                    if ((flags & END_HEADERS) != 0) {
                        heads();
                    }
                    ended |= type == HEADERS && (flags & END_STREAM) != 0;
                }
                case DATA -> {
                    body.writeBytes(stripped(flags, payload, 0));
                    ended |= (flags & END_STREAM) != 0;
                    if (body.size() > LONGEST_BODY) {
                        throw new AttemptFailed(Reason.PROTOCOL, Words.of(Http2Call.class, "anAnswerOfMoreThan64"));
                    }
                }
                case RESET ->
                    throw new AttemptFailed(Reason.RESET, Words.of(Http2Call.class, "theServerBrokeTheCallOff"));
                case GO_AWAY ->
                    throw new AttemptFailed(Reason.RESET, Words.of(Http2Call.class, "theServerEndedTheConnection"));
                default -> {
                    // Nothing else matters for one call.
                }
            }
            if (ended && block.size() == 0) {
                return new Answer(headers, body.toByteArray());
            }
        }
        throw new AttemptFailed(Reason.PROTOCOL, Words.of(Http2Call.class, "moreThanFramesAndNoAnswer", MOST_FRAMES));
    }

    private static byte[] stripped(int flags, byte[] payload, int before) throws AttemptFailed {
        int padding = (flags & PADDED) != 0 && payload.length > 0 ? payload[0] & 0xff : 0;
        int from = before + ((flags & PADDED) != 0 ? 1 : 0);
        if (from + padding > payload.length) {
            throw new AttemptFailed(Reason.PROTOCOL, Words.of(Http2Call.class, "aFrameThatCannotBeRead"));
        }
        return java.util.Arrays.copyOfRange(payload, from, payload.length - padding);
    }

    private void heads() throws AttemptFailed {
        ByteBuf buffer = Unpooled.wrappedBuffer(block.toByteArray());
        block.reset();
        try {
            for (Map.Entry<CharSequence, CharSequence> one : decoder.decodeHeaders(1, buffer)) {
                headers.put(one.getKey().toString(), one.getValue().toString());
            }
        } catch (Http2Exception unreadable) {
            throw new AttemptFailed(Reason.PROTOCOL, Words.of(Http2Call.class, "headersThatCannotBeRead"));
        }
    }
}
