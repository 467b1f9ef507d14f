package io.dabiao.ingest.prometheus;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The message of the remote write protocol 1.0: series with labels and samples, in protobuf, packed by Snappy. Exemplars,
 * metadata and native histograms are passed over.
 *
 * @param series as they came
 */
record WriteRequest(List<Sent> series) {

    /** Unpacked. Prometheus sends some hundred kilobytes at once. */
    private static final int LIMIT = 64 << 20;

    /** @param labels by name, the metric's own under {@code __name__} */
    record Sent(Map<String, String> labels, List<Sample> samples) {}

    /** @param millis since 1970 */
    record Sample(long millis, double value) {}

    /** The body is not what its headers say. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String what) {
            super(what);
        }
    }

    static WriteRequest read(byte[] packed) throws Unreadable {
        byte[] plain = unpacked(packed);
        try {
            CodedInputStream in = CodedInputStream.newInstance(plain);
            List<Sent> series = new ArrayList<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                    series.add(inside(in, WriteRequest::sent));
                } else {
                    in.skipField(tag);
                }
            }
            return new WriteRequest(series);
        } catch (IOException wrong) {
            throw new Unreadable("the body is no write request: " + wrong.getMessage());
        }
    }

    private static byte[] unpacked(byte[] packed) throws Unreadable {
        long length = announced(packed);
        if (length > LIMIT) {
            throw new Unreadable("unpacked the body has " + length + " bytes; " + LIMIT + " are read at most");
        }
        ByteBuf in = Unpooled.wrappedBuffer(packed);
        ByteBuf out = Unpooled.buffer((int) length, LIMIT + 1);
        try {
            new Snappy().decode(in, out);
            if (out.readableBytes() != length) {
                throw new Unreadable("the body breaks off: " + out.readableBytes() + " of " + length + " bytes");
            }
            byte[] plain = new byte[out.readableBytes()];
            out.readBytes(plain);
            return plain;
        } catch (DecompressionException | IndexOutOfBoundsException | IllegalArgumentException wrong) {
            throw new Unreadable("the body is not packed by Snappy: " + wrong.getMessage());
        } finally {
            out.release();
        }
    }

    /** The unpacked length stands first: nothing is unpacked that says it is too long. */
    private static long announced(byte[] packed) throws Unreadable {
        try {
            return Integer.toUnsignedLong(CodedInputStream.newInstance(packed).readRawVarint32());
        } catch (IOException wrong) {
            throw new Unreadable("the body is not packed by Snappy: " + wrong.getMessage());
        }
    }

    private static Sent sent(CodedInputStream in) throws IOException {
        Map<String, String> labels = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == tag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                String[] label = inside(in, WriteRequest::label);
                labels.put(label[0], label[1]);
            } else if (tag == tag(2, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                samples.add(inside(in, WriteRequest::sample));
            } else {
                in.skipField(tag);
            }
        }
        return new Sent(labels, samples);
    }

    private static String[] label(CodedInputStream in) throws IOException {
        String[] label = {"", ""};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field == 1 || field == 2) {
                label[field - 1] = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        return label;
    }

    private static Sample sample(CodedInputStream in) throws IOException {
        double value = 0;
        long millis = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == tag(1, WireFormat.WIRETYPE_FIXED64)) {
                value = in.readDouble();
            } else if (tag == tag(2, WireFormat.WIRETYPE_VARINT)) {
                millis = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        return new Sample(millis, value);
    }

    private interface Reading<T> {
        T from(CodedInputStream in) throws IOException;
    }

    private static <T> T inside(CodedInputStream in, Reading<T> reading) throws IOException {
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        T read = reading.from(in);
        if (in.getBytesUntilLimit() != 0) {
            throw new InvalidProtocolBufferException("a message breaks off");
        }
        in.popLimit(outer);
        return read;
    }

    private static int tag(int field, int type) {
        return field << 3 | type;
    }
}
