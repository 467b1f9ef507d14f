package io.dabiao.check.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A question to a resolver and its answer, on the wire (RFC 1035).
 *
 * @param code 0 where the name was found
 * @param authentic whether the resolver has validated the answer (RFC 4035, AD)
 * @param cut whether it did not fit
 * @param records of the type that was asked for, as zone files write them
 */
record DnsMessage(int code, boolean authentic, boolean cut, List<String> records) {

    private static final int RECURSION = 0x0100;
    private static final int AUTHENTIC = 0x0020;
    private static final int CUT = 0x0200;
    private static final int RESPONSE = 0x8000;
    private static final int OPT = 41;
    private static final int FITTING = 1232;
    private static final int MOST_JUMPS = 64;

    static byte[] question(int id, String name, DnsType type) {
        ByteBuffer question = ByteBuffer.allocate(512);
        question.putShort((short) id).putShort((short) (RECURSION | AUTHENTIC));
        question.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 1);
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            question.put((byte) bytes.length).put(bytes);
        }
        question.put((byte) 0).putShort((short) type.number()).putShort((short) 1);
        question.put((byte) 0)
                .putShort((short) OPT)
                .putShort((short) FITTING)
                .putInt(0)
                .putShort((short) 0);
        byte[] whole = new byte[question.position()];
        question.flip().get(whole);
        return whole;
    }

    /** Whether bytes are the answer to a question. */
    static boolean answers(byte[] answer, int id) {
        return answer.length >= 12
                && (answer[0] & 0xff) == (id >> 8 & 0xff)
                && (answer[1] & 0xff) == (id & 0xff)
                && (answer[2] & RESPONSE >> 8) != 0;
    }

    /** @throws IOException where it is no message */
    static DnsMessage read(byte[] answer, DnsType type) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(answer);
            in.getShort();
            int flags = in.getShort();
            int questions = in.getShort() & 0xffff;
            int answers = in.getShort() & 0xffff;
            in.getInt();
            for (int i = 0; i < questions; i++) {
                name(in);
                in.getInt();
            }
            List<String> records = new ArrayList<>();
            for (int i = 0; i < answers; i++) {
                name(in);
                int kind = in.getShort() & 0xffff;
                in.getShort();
                in.getInt();
                int length = in.getShort() & 0xffff;
                int end = in.position() + length;
                if (kind == type.number()) {
                    records.add(record(in, type, length));
                }
                in.position(end);
            }
            return new DnsMessage(flags & 0xf, (flags & AUTHENTIC) != 0, (flags & CUT) != 0, List.copyOf(records));
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            throw new IOException("an answer that is no message", broken);
        }
    }

    private static String record(ByteBuffer in, DnsType type, int length) throws IOException {
        return switch (type) {
            case A, AAAA -> {
                byte[] address = new byte[length];
                in.get(address);
                yield InetAddress.getByAddress(address).getHostAddress();
            }
            case NS, CNAME, PTR -> name(in);
            case MX -> (in.getShort() & 0xffff) + " " + name(in);
            case SRV ->
                (in.getShort() & 0xffff) + " " + (in.getShort() & 0xffff) + " " + (in.getShort() & 0xffff) + " "
                        + name(in);
            case SOA -> name(in) + " " + name(in) + " " + (in.getInt() & 0xffffffffL);
            case TXT -> text(in, length);
            case CAA -> {
                int flags = in.get() & 0xff;
                String tag = octets(in, in.get() & 0xff);
                yield flags + " " + tag + " " + octets(in, length - 2 - tag.length());
            }
        };
    }

    private static String text(ByteBuffer in, int length) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int end = in.position() + length;
        while (in.position() < end) {
            byte[] part = new byte[in.get() & 0xff];
            in.get(part);
            all.writeBytes(part);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static String octets(ByteBuffer in, int count) {
        byte[] bytes = new byte[Math.max(0, count)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Without the dot at its end. */
    private static String name(ByteBuffer in) throws IOException {
        StringBuilder name = new StringBuilder();
        int back = -1;
        for (int jumps = 0; jumps < MOST_JUMPS; ) {
            int length = in.get() & 0xff;
            if (length >= 0xc0) {
                int to = (length & 0x3f) << 8 | in.get() & 0xff;
                back = back < 0 ? in.position() : back;
                in.position(to);
                jumps++;
            } else if (length == 0) {
                if (back >= 0) {
                    in.position(back);
                }
                return name.toString();
            } else {
                name.append(name.isEmpty() ? "" : ".").append(octets(in, length));
            }
        }
        throw new IOException("a name that leads in a circle");
    }
}
