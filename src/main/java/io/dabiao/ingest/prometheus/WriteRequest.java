package io.dabiao.ingest.prometheus;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a Prometheus sends: series with labels and samples, in protobuf, packed by Snappy. Exemplars, metadata and native
 * histograms are passed over, and so is a series without samples.
 *
 * @param series as they came
 */
record WriteRequest(List<Sent> series) {

    /** A small body can unpack to millions of almost empty messages, and each becomes an object here. */
    private static final int MOST_SAMPLES = 200_000;

    /** Of what is unpacked a label has so many bytes at least, on the average: its objects have ten times as many. */
    private static final int BYTES_OF_A_LABEL = 48;

    /** The messages of the two versions of the protocol. */
    enum Message {
        /** Remote write 1.0. */
        ONE("prometheus.WriteRequest"),
        /** Remote write 2.0: texts stand once in a table, and labels name their places in it. */
        TWO("io.prometheus.write.v2.Request");

        private final String word;

        Message(String word) {
            this.word = word;
        }

        /** @param word the parameter {@code proto} of a content type */
        static Optional<Message> of(String word) {
            return Stream.of(values()).filter(one -> one.word.equals(word)).findFirst();
        }
    }

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

    /**
     * Unpacks and reads a request.
     *
     * @throws Exceeded where it unpacks to more than the allowance has
     */
    static WriteRequest read(Message message, byte[] packed, Allowance allowance) throws Unreadable {
        byte[] plain = unpacked(packed, allowance);
        try {
            CodedInputStream in = CodedInputStream.newInstance(plain);
            return new WriteRequest(
                    switch (message) {
                        case ONE -> new Reader(allowance).one(in);
                        case TWO -> new Reader(allowance).two(in);
                    });
        } catch (IOException wrong) {
            throw new Unreadable("the body is no write request: " + wrong.getMessage());
        }
    }

    int samples() {
        return series.stream().mapToInt(sent -> sent.samples().size()).sum();
    }

    private static byte[] unpacked(byte[] packed, Allowance allowance) throws Unreadable {
        long length = announced(packed);
        allowance.unpacked(length);
        ByteBuf in = Unpooled.wrappedBuffer(packed);
        ByteBuf out = Unpooled.buffer((int) length, (int) length + 1);
        try {
            new Snappy().decode(in, out);
            if (out.readableBytes() != length) {
                throw new Unreadable("the body breaks off: " + out.readableBytes() + " of " + length + " bytes");
            }
            // Its own bytes: a copy would hold them twice.
            return out.array().length == length ? out.array() : ByteBufUtil.getBytes(out);
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

    /** One message under way. */
    private static final class Reader {

        private static final int TEXT_OR_MESSAGE = WireFormat.WIRETYPE_LENGTH_DELIMITED;

        private final Allowance allowance;
        private final long mostLabels;
        /** The same names and values stand in every series: each is held once. */
        private final Map<String, String> texts = new HashMap<>();

        private int samples;
        private long labels;

        private Reader(Allowance allowance) {
            this.allowance = allowance;
            this.mostLabels = allowance.most() / BYTES_OF_A_LABEL;
        }

        List<Sent> one(CodedInputStream in) throws IOException {
            List<Sent> series = new ArrayList<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(1, TEXT_OR_MESSAGE)) {
                    Sent sent = inside(in, this::written);
                    if (!sent.samples().isEmpty()) {
                        series.add(sent);
                    }
                } else {
                    in.skipField(tag);
                }
            }
            return series;
        }

        private Sent written(CodedInputStream in) throws IOException {
            Map<String, String> named = new TreeMap<>();
            List<Sample> some = new ArrayList<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(1, TEXT_OR_MESSAGE)) {
                    String[] label = inside(in, this::label);
                    named.put(label[0], label[1]);
                    label();
                } else if (tag == tag(2, TEXT_OR_MESSAGE)) {
                    some.add(inside(in, this::sample));
                } else {
                    in.skipField(tag);
                }
            }
            return new Sent(named, some);
        }

        private String[] label(CodedInputStream in) throws IOException {
            String[] label = {"", ""};
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field == 1 || field == 2) {
                    label[field - 1] = once(in.readStringRequireUtf8());
                } else {
                    in.skipField(tag);
                }
            }
            return label;
        }

        /** @param places of a name and its value in the table of texts, one after the other */
        private record Placed(List<Integer> places, List<Sample> samples) {}

        List<Sent> two(CodedInputStream in) throws IOException {
            List<String> texts = new ArrayList<>();
            List<Placed> placed = new ArrayList<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(4, TEXT_OR_MESSAGE)) {
                    texts.add(in.readStringRequireUtf8());
                    label();
                } else if (tag == tag(5, TEXT_OR_MESSAGE)) {
                    Placed one = inside(in, this::placed);
                    if (!one.samples().isEmpty()) {
                        placed.add(one);
                    }
                } else {
                    in.skipField(tag);
                }
            }
            if (!texts.isEmpty() && !texts.get(0).isEmpty()) {
                throw new InvalidProtocolBufferException("the table of texts does not begin with an empty one");
            }
            List<Sent> series = new ArrayList<>(placed.size());
            for (Placed one : placed) {
                series.add(new Sent(named(one.places(), texts), one.samples()));
            }
            return series;
        }

        private Placed placed(CodedInputStream in) throws IOException {
            List<Integer> places = new ArrayList<>();
            List<Sample> some = new ArrayList<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(1, TEXT_OR_MESSAGE)) {
                    inside(in, packed -> {
                        while (!packed.isAtEnd()) {
                            places.add(packed.readUInt32());
                            label();
                        }
                        return places;
                    });
                } else if (tag == tag(1, WireFormat.WIRETYPE_VARINT)) {
                    places.add(in.readUInt32());
                    label();
                } else if (tag == tag(2, TEXT_OR_MESSAGE)) {
                    some.add(inside(in, this::sample));
                } else {
                    in.skipField(tag);
                }
            }
            return new Placed(places, some);
        }

        private static Map<String, String> named(List<Integer> places, List<String> texts) throws IOException {
            if (places.size() % 2 != 0) {
                throw new InvalidProtocolBufferException("a label has a name and no value");
            }
            Map<String, String> named = new TreeMap<>();
            for (int i = 0; i < places.size(); i += 2) {
                named.put(text(places.get(i), texts), text(places.get(i + 1), texts));
            }
            return named;
        }

        private static String text(int place, List<String> texts) throws IOException {
            if (place < 0 || place >= texts.size()) {
                throw new InvalidProtocolBufferException(
                        "a label names text " + Integer.toUnsignedString(place) + " of " + texts.size());
            }
            return texts.get(place);
        }

        private Sample sample(CodedInputStream in) throws IOException {
            allowance.step();
            if (++samples > MOST_SAMPLES) {
                throw new InvalidProtocolBufferException("more than " + MOST_SAMPLES + " samples at once");
            }
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

        private String once(String text) {
            String known = texts.putIfAbsent(text, text);
            return known == null ? text : known;
        }

        private void label() {
            allowance.step();
            if (++labels > mostLabels) {
                throw new Exceeded(
                        413, "too many labels", "a write request may have " + mostLabels + " labels at most");
            }
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
}
