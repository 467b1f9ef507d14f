package io.dabiao.ingest.prometheus;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.problem.ErrorCode;
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
 * What a Prometheus sends: series with labels and samples, in protobuf, packed by Snappy. Metadata is passed over; exemplars and
 * native histograms are counted.
 *
 * @param series those with samples, as they came
 * @param histograms the labels of the series with native histograms, once for each histogram
 * @param exemplars how many there are
 * @param unnamed what is wrong with the labels of series that are none; at most {@value #MOST_FAULTS}
 * @param unnamedSamples samples of series that are none
 */
public record WriteRequest(
        List<Sent> series,
        List<Map<String, String>> histograms,
        int exemplars,
        List<String> unnamed,
        int unnamedSamples) {

    /** Faults told; whatever else is wrong is of the same kind. */
    static final int MOST_FAULTS = 10;

    static final String NAME = "__name__";

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
    public record Sent(Map<String, String> labels, List<Sample> samples) {}

    /**
     * A sample.
     *
     * @param millis since 1970
     * @param startMillis since when its counter counts, since 1970; 0 where nothing says it
     */
    public record Sample(long millis, double value, long startMillis) {}

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
            return new Reader(allowance).read(message, in);
        } catch (IOException wrong) {
            throw new Unreadable("the body is no write request: " + wrong.getMessage());
        }
    }

    /** Samples of series that are some. */
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

        private final List<Sent> series = new ArrayList<>();
        private final List<Map<String, String>> histograms = new ArrayList<>();
        private final List<String> unnamed = new ArrayList<>();
        private int exemplars;
        private int unnamedSamples;

        WriteRequest read(Message message, CodedInputStream in) throws IOException {
            if (message == Message.ONE) {
                one(in);
            } else {
                two(in);
            }
            return new WriteRequest(series, histograms, exemplars, unnamed, unnamedSamples);
        }

        private void one(CodedInputStream in) throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(1, TEXT_OR_MESSAGE)) {
                    inside(in, this::written);
                } else {
                    in.skipField(tag);
                }
            }
        }

        private Void written(CodedInputStream in) throws IOException {
            Labels labels = new Labels();
            Found found = new Found();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(1, TEXT_OR_MESSAGE)) {
                    String[] label = inside(in, this::label);
                    labels.put(label[0], label[1]);
                    label();
                } else if (tag == tag(2, TEXT_OR_MESSAGE)) {
                    found.samples.add(inside(in, this::sample));
                } else {
                    found.count(tag, 4, 3);
                    in.skipField(tag);
                }
            }
            add(labels, found);
            return null;
        }

        /** The labels of one series, and what is wrong with them. */
        private static final class Labels {
            private final Map<String, String> named = new TreeMap<>();
            private String fault;

            void put(String name, String value) {
                if (name.isEmpty()) {
                    fault = "a label has no name";
                } else if (named.put(name, value) != null) {
                    fault = "the label " + shortened(name) + " is given twice";
                }
            }

            /** Null where nothing is wrong. */
            String fault() {
                return fault == null && named.getOrDefault(NAME, "").isEmpty() ? "no label " + NAME : fault;
            }
        }

        /** What one series brings beside its labels. */
        private static final class Found {
            private List<Sample> samples = new ArrayList<>(1);
            private int histograms;
            private int exemplars;

            void count(int tag, int histogram, int exemplar) {
                histograms += tag == tag(histogram, TEXT_OR_MESSAGE) ? 1 : 0;
                exemplars += tag == tag(exemplar, TEXT_OR_MESSAGE) ? 1 : 0;
            }

            /** A sample that does not say itself since when its counter counts has it from its series. */
            void since(long createdMillis) {
                samples.replaceAll(sample -> sample.startMillis() != 0
                        ? sample
                        : new Sample(sample.millis(), sample.value(), createdMillis));
            }
        }

        private void add(Labels labels, Found found) {
            exemplars += found.exemplars;
            String fault = labels.fault();
            if (fault != null) {
                unnamedSamples += found.samples.size();
                if (unnamed.size() < MOST_FAULTS) {
                    unnamed.add("the series " + shortened(labels.named.toString()) + ": " + fault);
                }
                return;
            }
            for (int i = 0; i < found.histograms; i++) {
                allowance.step();
                histograms.add(labels.named);
            }
            if (!found.samples.isEmpty()) {
                series.add(new Sent(labels.named, found.samples));
            }
        }

        private static String shortened(String text) {
            return text.length() <= 200 ? text : text.substring(0, 200) + "…";
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
        private record Placed(List<Integer> places, Found found) {}

        private void two(CodedInputStream in) throws IOException {
            List<String> texts = new ArrayList<>();
            List<Placed> placed = new ArrayList<>();
            int empty = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(4, TEXT_OR_MESSAGE)) {
                    texts.add(in.readStringRequireUtf8());
                    label();
                } else if (tag == tag(5, TEXT_OR_MESSAGE)) {
                    Placed one = inside(in, this::placed);
                    // Millions of them fit into a small body, and nothing distinguishes one from the next.
                    if (!one.places().isEmpty() || !one.found().samples.isEmpty() || empty++ == 0) {
                        placed.add(one);
                    }
                } else {
                    in.skipField(tag);
                }
            }
            if (!texts.isEmpty() && !texts.get(0).isEmpty()) {
                throw new InvalidProtocolBufferException("the table of texts does not begin with an empty one");
            }
            for (Placed one : placed) {
                add(named(one.places(), texts), one.found());
            }
        }

        private Placed placed(CodedInputStream in) throws IOException {
            List<Integer> places = new ArrayList<>();
            Found found = new Found();
            long created = 0;
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
                    found.samples.add(inside(in, this::sample));
                } else if (tag == tag(6, WireFormat.WIRETYPE_VARINT)) {
                    created = in.readInt64();
                } else {
                    found.count(tag, 3, 4);
                    in.skipField(tag);
                }
            }
            if (created != 0) {
                found.since(created);
            }
            return new Placed(places, found);
        }

        private static Labels named(List<Integer> places, List<String> texts) throws IOException {
            if (places.size() % 2 != 0) {
                throw new InvalidProtocolBufferException("a label has a name and no value");
            }
            Labels labels = new Labels();
            for (int i = 0; i < places.size(); i += 2) {
                labels.put(text(places.get(i), texts), text(places.get(i + 1), texts));
            }
            return labels;
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
            long start = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == tag(1, WireFormat.WIRETYPE_FIXED64)) {
                    value = in.readDouble();
                } else if (tag == tag(2, WireFormat.WIRETYPE_VARINT)) {
                    millis = in.readInt64();
                } else if (tag == tag(3, WireFormat.WIRETYPE_VARINT)) {
                    start = in.readInt64();
                } else {
                    in.skipField(tag);
                }
            }
            return new Sample(millis, value, start);
        }

        private String once(String text) {
            String known = texts.putIfAbsent(text, text);
            return known == null ? text : known;
        }

        private void label() {
            allowance.step();
            if (++labels > mostLabels) {
                throw new Exceeded(
                        ErrorCode.TOO_MANY_LABELS, "a write request may have " + mostLabels + " labels at most");
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
