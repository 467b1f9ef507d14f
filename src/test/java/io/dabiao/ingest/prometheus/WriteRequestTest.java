package io.dabiao.ingest.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that no one sends on purpose: whatever they are, they are read or refused in words, and soon. */
class WriteRequestTest {

    private static final int ROUNDS = 20_000;
    private static final long SEED = 20_261_125;

    @ParameterizedTest
    @EnumSource(WriteRequest.Message.class)
    void aBrokenBodyIsReadOrRefusedAndNeverMore(WriteRequest.Message message) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] sound = message == WriteRequest.Message.ONE ? one() : two();
        int[] outcomes = new int[2];
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] broken = broken(round % 2 == 0 ? sound : packed(sound), random);
                byte[] body = round % 2 == 0 ? packed(broken) : broken;
                try {
                    WriteRequest read = WriteRequest.read(message, body, allowance());
                    assertThat(read.series()).noneMatch(sent -> sent.samples().isEmpty());
                    outcomes[0]++;
                } catch (WriteRequest.Unreadable | Exceeded wrong) {
                    assertThat(wrong.getMessage()).as("round %d", round).isNotBlank();
                    outcomes[1]++;
                }
            }
        });
        assertThat(outcomes).as("read and refused: both happen").doesNotContain(0);
    }

    /** Packed it has some hundred kilobytes; as objects it would fill the memory of a small service. */
    @ParameterizedTest
    @EnumSource(WriteRequest.Message.class)
    void millionsOfAlmostEmptyMessagesAreRefusedBeforeTheyFillTheMemory(WriteRequest.Message message) throws Exception {
        int field = message == WriteRequest.Message.ONE ? 1 : 5;
        byte[] withoutSamples = repeated(new byte[] {(byte) (field << 3 | 2), 0}, 10_000_000);
        assertThat(WriteRequest.read(message, packed(withoutSamples), allowance())
                        .series())
                .isEmpty();

        byte[] withSamples = repeated(new byte[] {(byte) (field << 3 | 2), 2, 0x12, 0}, 1_000_000);
        assertThatThrownBy(() -> WriteRequest.read(message, packed(withSamples), allowance()))
                .isInstanceOf(WriteRequest.Unreadable.class)
                .hasMessageContaining("more than 200000 samples");
    }

    /** A body of three megabytes that unpacks to 64 MB, and one whose labels would be millions of objects. */
    @ParameterizedTest
    @EnumSource(WriteRequest.Message.class)
    void whatUnpacksToMoreThanTheLaunchersHeapHasPlaceForIsTooLarge(WriteRequest.Message message) throws Exception {
        byte[] large = packed(new byte[64 << 20]);
        Allowance small = new WorkBudget(256L << 20, 2).allowance(Work.SERIES);
        assertThatThrownBy(() -> WriteRequest.read(message, large, small))
                .isInstanceOfSatisfying(
                        Exceeded.class,
                        exceeded -> assertThat(exceeded.code().status()).isEqualTo(413));

        byte[] labels = message == WriteRequest.Message.ONE
                ? labelled(new byte[] {0x0A, 0}, 1_000_000)
                : repeated(new byte[] {0x22, 0}, 1_000_000);
        Allowance another = new WorkBudget(256L << 20, 2).allowance(Work.SERIES);
        assertThatThrownBy(() -> WriteRequest.read(message, packed(labels), another))
                .isInstanceOf(Exceeded.class)
                .hasMessageContaining("labels");
    }

    private static byte[] labelled(byte[] label, int times) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(1, repeated(label, times));
        out.flush();
        return bytes.toByteArray();
    }

    private static Allowance allowance() {
        return new WorkBudget(1L << 30, 2).allowance(Work.SERIES);
    }

    private static byte[] repeated(byte[] part, int times) {
        byte[] all = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    /** A few bytes changed, taken out, doubled or cut off. */
    private static byte[] broken(byte[] sound, SplittableRandom random) {
        byte[] bytes = sound.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 1; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) 0xff;
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + bytes.length - at);
                    System.arraycopy(bytes, at, longer, bytes.length, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    private static byte[] one() throws IOException {
        byte[] series = wire(out -> {
            out.writeByteArray(1, wire(label -> {
                label.writeString(1, "__name__");
                label.writeString(2, "访问量");
            }));
            out.writeByteArray(2, sample());
            out.writeByteArray(3, wire(exemplar -> exemplar.writeDouble(2, 1)));
        });
        return wire(out -> {
            out.writeByteArray(1, series);
            out.writeByteArray(1, series);
            out.writeByteArray(3, wire(metadata -> metadata.writeEnum(1, 1)));
        });
    }

    private static byte[] two() throws IOException {
        byte[] series = wire(out -> {
            out.writeByteArray(1, new byte[] {1, 2, 3, 4});
            out.writeByteArray(2, sample());
            out.writeInt64(6, 1_700_000_000_000L);
        });
        return wire(out -> {
            for (String text : new String[] {"", "__name__", "访问量", "job", "portal"}) {
                out.writeString(4, text);
            }
            out.writeByteArray(5, series);
            out.writeByteArray(5, series);
        });
    }

    private static byte[] sample() throws IOException {
        return wire(out -> {
            out.writeDouble(1, 12.5);
            out.writeInt64(2, 1_700_000_000_000L);
        });
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] wire(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        writing.to(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] packed(byte[] plain) {
        ByteBuf packed = Unpooled.buffer();
        new Snappy().encode(Unpooled.wrappedBuffer(plain), packed, plain.length);
        byte[] bytes = new byte[packed.readableBytes()];
        packed.readBytes(bytes);
        return bytes;
    }
}
