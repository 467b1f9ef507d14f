package io.dabiao.check.http;

import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.text.Words;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one answer of HTTP/1 from bytes, as leniently as browsers do: lines that end in LF alone, heads of up to 256 KiB, bytes
 * beyond ASCII and control characters, lines that are no headers. Netty's own decoder is as strict as the standard, for good
 * reason where an answer is passed on to others; here it is only looked at. For one thread.
 */
final class AnswerReader {

    /** Where what was read goes to. After {@link #ended} or {@link #broken} nothing more comes. */
    interface Listener {

        void head(Answer.Head head);

        /** @param bytes valid during the call */
        void content(ByteBuf bytes);

        void ended();

        void broken(Fault fault);
    }

    private enum State {
        STATUS,
        HEADERS,
        FIXED,
        CHUNK_LENGTH,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSED,
        DONE
    }

    private static final int LONGEST_HEAD = 256 << 10;
    private static final int SHOWN = 60;
    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 3;

    private static final Pattern STATUS_LINE = Pattern.compile(
            "(?:HTTP(?:/[0-9]+(?:\\.[0-9]+)?)?|ICY)[ \\t]+([1-9][0-9]{2})(?![0-9]).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("0*([0-9A-Fa-f]{1,15})[ \\t]*(?:;.*)?");

    private final boolean bodyless;
    private final Listener listener;
    private final StringBuilder line = new StringBuilder();
    private final List<Answer.Header> headers = new ArrayList<>();
    private State state = State.STATUS;
    private int status;
    private int read;
    private long left;

    /** @param bodyless whether the answer has no body whatever it says, as to a {@code HEAD} */
    AnswerReader(boolean bodyless, Listener listener) {
        this.bodyless = bodyless;
        this.listener = listener;
    }

    void read(ByteBuf bytes) {
        while (bytes.isReadable() && state != State.DONE) {
            switch (state) {
                case STATUS, HEADERS, CHUNK_LENGTH, CHUNK_END, TRAILERS -> line(bytes);
                case FIXED, CHUNK -> content(bytes);
                case UNTIL_CLOSED -> listener.content(bytes.readSlice(bytes.readableBytes()));
                case DONE -> {
                    // What comes after an answer is none of it.
                }
            }
        }
    }

    /** The connection has ended. */
    void closed() {
        switch (state) {
            case UNTIL_CLOSED, TRAILERS -> end();
            case STATUS -> {
                if (line.isEmpty()) {
                    broken(new Fault(Reason.RESET, Fault.CLOSED_EARLY));
                } else {
                    status();
                }
            }
            case DONE -> {
                // It was whole.
            }
            default -> broken(new Fault(Reason.RESET, Fault.CLOSED_EARLY));
        }
    }

    private void content(ByteBuf bytes) {
        int now = (int) Math.min(left, bytes.readableBytes());
        left -= now;
        listener.content(bytes.readSlice(now));
        if (left == 0 && state != State.DONE) {
            if (state == State.FIXED) {
                end();
            } else {
                state = State.CHUNK_END;
            }
        }
    }

    private void line(ByteBuf bytes) {
        boolean whole = false;
        while (bytes.isReadable() && !whole) {
            int one = bytes.readUnsignedByte();
            whole = one == '\n';
            if (!whole) {
                line.append((char) one);
            }
            if (++read > LONGEST_HEAD) {
                broken(new Fault(Reason.PROTOCOL, Words.of(AnswerReader.class, "theHeadIsLongerThan256")));
                return;
            }
        }
        if (!whole) {
            if (state == State.STATUS) {
                speaksTls();
            }
            return;
        }
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        switch (state) {
            case STATUS -> status();
            case HEADERS -> header();
            case CHUNK_LENGTH -> chunk();
            case CHUNK_END -> {
                state = State.CHUNK_LENGTH;
                if (!line.isEmpty()) {
                    chunk();
                }
            }
            case TRAILERS -> {
                if (line.isEmpty()) {
                    end();
                }
            }
            default -> throw new IllegalStateException("no lines in " + state);
        }
        line.setLength(0);
    }

    private boolean speaksTls() {
        boolean tls = line.length() > 1
                && (line.charAt(0) == ALERT || line.charAt(0) == HANDSHAKE)
                && line.charAt(1) == TLS_MAJOR;
        if (tls) {
            broken(new Fault(Reason.PROTOCOL, Words.of(AnswerReader.class, "theSiteSpeaksTlsHereIts")));
        }
        return tls;
    }

    private void status() {
        if (line.isEmpty()) {
            return; // Some servers end the answer before with one line too many.
        }
        Matcher found = STATUS_LINE.matcher(line);
        if (found.matches()) {
            status = Integer.parseInt(found.group(1));
            headers.clear();
            state = State.HEADERS;
        } else if (!speaksTls()) {
            String shown = shown();
            broken(new Fault(Reason.PROTOCOL, Words.of(AnswerReader.class, "whatCameIsNoHttp", shown)));
        }
    }

    private String shown() {
        String plain = line.toString().replaceAll("[^\\x20-\\x7e]", ".");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }

    private void header() {
        if (line.isEmpty()) {
            headEnded();
            return;
        }
        char first = line.charAt(0);
        if ((first == ' ' || first == '\t') && !headers.isEmpty()) {
            Answer.Header last = headers.remove(headers.size() - 1);
            headers.add(new Answer.Header(
                    last.name(), (last.text() + " " + line.toString().strip()).strip()));
            return;
        }
        int colon = line.indexOf(":");
        if (colon > 0) {
            headers.add(new Answer.Header(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
    }

    private void headEnded() {
        if (status < 200 && status != 101) {
            state = State.STATUS;
            return;
        }
        Answer.Head head = new Answer.Head(status, List.copyOf(headers));
        Optional<Fault> unclear = framed(head);
        if (unclear.isPresent()) {
            broken(unclear.get());
            return;
        }
        State body = state;
        listener.head(head);
        if (state == body && state == State.FIXED && left == 0) {
            end();
        }
    }

    private Optional<Fault> framed(Answer.Head head) {
        if (bodyless || status == 204 || status == 304 || status == 101) {
            state = State.FIXED;
            left = 0;
            return Optional.empty();
        }
        boolean chunked = head.all("transfer-encoding")
                .anyMatch(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"));
        if (chunked) {
            state = State.CHUNK_LENGTH;
            return Optional.empty();
        }
        List<String> lengths = head.all("content-length")
                .flatMap(text -> java.util.Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> LENGTH.matcher(text).matches())
                .distinct()
                .toList();
        if (lengths.size() > 1) {
            return Optional.of(new Fault(
                    Reason.PROTOCOL,
                    Words.of(
                            AnswerReader.class,
                            "theAnswerSaysTwoLengths",
                            Words.joined(
                                    Words.of(AnswerReader.class, "and"),
                                    lengths.stream().map(Words::asWritten).toList()))));
        }
        state = lengths.isEmpty() ? State.UNTIL_CLOSED : State.FIXED;
        left = lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
        return Optional.empty();
    }

    private void chunk() {
        Matcher length = CHUNK.matcher(line.toString().strip());
        if (!length.matches()) {
            String shown = shown();
            broken(new Fault(Reason.PROTOCOL, Words.of(AnswerReader.class, "aChunkWhoseLengthIsNo", shown)));
            return;
        }
        left = Long.parseLong(length.group(1), 16);
        read = 0;
        state = left == 0 ? State.TRAILERS : State.CHUNK;
    }

    private void end() {
        state = State.DONE;
        listener.ended();
    }

    private void broken(Fault fault) {
        state = State.DONE;
        listener.broken(fault);
    }
}
