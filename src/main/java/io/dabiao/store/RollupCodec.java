package io.dabiao.store;

import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Rollups as bytes: a day's total by itself, for the one who reads a year, and a day slot by slot.
 *
 * <p>The first byte is the format's version; a later release reads every earlier one but the first, whose
 * rollups were made again from the log.
 */
final class RollupCodec {

    private static final int VERSION = 2;
    /** {@code values()} copies at each call, and this is asked once for each rollup. */
    private static final List<Fold> FOLDS = List.of(Fold.values());

    private RollupCodec() {}

    static byte[] encode(DayRollup day) {
        return written(out -> {
            head(out, day.fold());
            number(out, day.slots().size());
            for (Map.Entry<Integer, Rollup> slot : day.slots().entrySet()) {
                number(out, slot.getKey());
                write(out, day.fold(), slot.getValue());
            }
        });
    }

    static DayRollup decode(byte[] bytes) {
        return readable(ByteBuffer.wrap(bytes), in -> {
            Fold fold = head(in);
            long slots = number(in);
            TreeMap<Integer, Rollup> bySlot = new TreeMap<>();
            for (long i = 0; i < slots; i++) {
                int slot = (int) number(in);
                bySlot.put(slot, read(in, fold));
            }
            return new DayRollup(fold, bySlot);
        });
    }

    static byte[] encodeTotal(DayRollup day) {
        return written(out -> {
            head(out, day.fold());
            write(out, day.fold(), day.total());
        });
    }

    /** Reads what {@link #encodeTotal} wrote, and leaves the buffer behind it. */
    static Rollup decodeTotal(ByteBuffer bytes) {
        return readable(bytes, in -> read(in, head(in)));
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        WrittenBytes bytes = new WrittenBytes(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static <T> T readable(ByteBuffer bytes, Function<ByteBuffer, T> reading) {
        try {
            return reading.apply(bytes);
        } catch (BufferUnderflowException broken) {
            throw new IllegalStateException("a stored rollup breaks off", broken);
        }
    }

    private static void head(DataOutputStream out, Fold fold) throws IOException {
        out.writeByte(VERSION);
        out.writeByte(code(fold));
    }

    private static Fold head(ByteBuffer in) {
        int version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException(
                    "a stored rollup is written in format " + version + ", this release reads " + VERSION);
        }
        return fold(in.get());
    }

    /** Fixed for ever, unlike an ordinal. */
    private static int code(Fold fold) {
        return switch (fold) {
            case TALLY -> 1;
            case TRIALS -> 2;
            case TOTAL -> 3;
            case EXTENT -> 4;
            case ENDS -> 5;
            case MEMBERS -> 6;
            case QUANTILES -> 7;
            case SPANS -> 8;
            case SEEN -> 9;
        };
    }

    private static Fold fold(int code) {
        for (Fold fold : FOLDS) {
            if (code(fold) == code) {
                return fold;
            }
        }
        throw new IllegalStateException("no fold has the code " + code);
    }

    private static void write(DataOutputStream out, Fold fold, Rollup rollup) throws IOException {
        switch (fold) {
            case TALLY -> {
                Rollup.Tally tally = (Rollup.Tally) rollup;
                number(out, tally.events());
                number(out, tally.unfit());
            }
            case TRIALS -> {
                Rollup.Trials trials = (Rollup.Trials) rollup;
                number(out, trials.succeeded());
                number(out, trials.all());
                number(out, trials.unfit());
            }
            case TOTAL -> {
                Rollup.Total total = (Rollup.Total) rollup;
                decimal(out, total.sum());
                number(out, total.counted());
                number(out, total.absent());
                number(out, total.unfit());
            }
            case EXTENT -> {
                Rollup.Extent extent = (Rollup.Extent) rollup;
                number(out, extent.unfit());
                out.writeBoolean(extent.range().isPresent());
                if (extent.range().isPresent()) {
                    decimal(out, extent.range().get().least());
                    decimal(out, extent.range().get().greatest());
                }
            }
            case ENDS -> {
                Rollup.Ends ends = (Rollup.Ends) rollup;
                number(out, ends.unfit());
                out.writeBoolean(ends.ends().isPresent());
                if (ends.ends().isPresent()) {
                    level(out, ends.ends().get().first());
                    level(out, ends.ends().get().last());
                }
            }
            case MEMBERS -> {
                Rollup.Members members = (Rollup.Members) rollup;
                number(out, members.unfit());
                number(out, members.values().size());
                for (String value : members.values()) {
                    text(out, value);
                }
            }
            case QUANTILES -> {
                Rollup.Quantiles quantiles = (Rollup.Quantiles) rollup;
                number(out, quantiles.unfit());
                number(out, quantiles.buckets().size());
                for (Map.Entry<Integer, Long> bucket : quantiles.buckets().entrySet()) {
                    number(out, bucket.getKey());
                    number(out, bucket.getValue());
                }
            }
            case SPANS -> {
                Rollup.Spans spans = (Rollup.Spans) rollup;
                number(out, spans.unfit());
                number(out, spans.times().size());
                for (Map.Entry<Rollup.Span, Long> span : spans.times().entrySet()) {
                    number(out, span.getKey().from().toEpochDay());
                    number(out, span.getKey().to().toEpochDay());
                    number(out, span.getValue());
                }
            }
            case SEEN -> {
                Rollup.Seen seen = (Rollup.Seen) rollup;
                out.writeBoolean(seen.newest().isPresent());
                if (seen.newest().isPresent()) {
                    instant(out, seen.newest().get());
                }
            }
        }
    }

    private static Rollup read(ByteBuffer in, Fold fold) {
        return switch (fold) {
            case TALLY -> new Rollup.Tally(number(in), number(in));
            case TRIALS -> new Rollup.Trials(number(in), number(in), number(in));
            case TOTAL -> new Rollup.Total(decimal(in), number(in), number(in), number(in));
            case EXTENT -> {
                long unfit = number(in);
                yield in.get() != 0
                        ? new Rollup.Extent(Optional.of(new Rollup.Range(decimal(in), decimal(in))), unfit)
                        : new Rollup.Extent(Optional.empty(), unfit);
            }
            case ENDS -> {
                long unfit = number(in);
                yield in.get() != 0
                        ? new Rollup.Ends(Optional.of(new Rollup.FirstAndLast(level(in), level(in))), unfit)
                        : new Rollup.Ends(Optional.empty(), unfit);
            }
            case MEMBERS -> {
                long unfit = number(in);
                long size = number(in);
                Set<String> values = new HashSet<>();
                for (long i = 0; i < size; i++) {
                    values.add(text(in));
                }
                yield new Rollup.Members(values, unfit);
            }
            case QUANTILES -> {
                long unfit = number(in);
                long size = number(in);
                Map<Integer, Long> buckets = new HashMap<>();
                for (long i = 0; i < size; i++) {
                    buckets.put((int) number(in), number(in));
                }
                yield new Rollup.Quantiles(buckets, unfit);
            }
            case SPANS -> {
                long unfit = number(in);
                long size = number(in);
                Map<Rollup.Span, Long> times = new HashMap<>();
                for (long i = 0; i < size; i++) {
                    LocalDate from = LocalDate.ofEpochDay(number(in));
                    LocalDate to = LocalDate.ofEpochDay(number(in));
                    times.put(new Rollup.Span(from, to), number(in));
                }
                yield new Rollup.Spans(times, unfit);
            }
            case SEEN -> new Rollup.Seen(in.get() != 0 ? Optional.of(instant(in)) : Optional.empty());
        };
    }

    private static void level(DataOutputStream out, Rollup.Level level) throws IOException {
        instant(out, level.time());
        text(out, level.source());
        text(out, level.id());
        decimal(out, level.value());
    }

    private static Rollup.Level level(ByteBuffer in) {
        return new Rollup.Level(instant(in), text(in), text(in), decimal(in));
    }

    private static void instant(DataOutputStream out, Instant instant) throws IOException {
        number(out, instant.getEpochSecond());
        number(out, instant.getNano());
    }

    private static Instant instant(ByteBuffer in) {
        return Instant.ofEpochSecond(number(in), number(in));
    }

    private static void decimal(DataOutputStream out, BigDecimal decimal) throws IOException {
        number(out, decimal.scale());
        byte[] unscaled = decimal.unscaledValue().toByteArray();
        number(out, unscaled.length);
        out.write(unscaled);
    }

    private static BigDecimal decimal(ByteBuffer in) {
        int scale = (int) number(in);
        return new BigDecimal(new BigInteger(bytes(in)), scale);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.write(bytes);
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[(int) number(in)];
        in.get(bytes);
        return bytes;
    }

    /** Variable length, the sign in the lowest bit: most numbers here are small. */
    static void number(DataOutputStream out, long value) throws IOException {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long number(ByteBuffer in) {
        long rest = 0;
        int shift = 0;
        int next;
        do {
            next = in.get();
            rest |= (long) (next & 0x7F) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        return (rest >>> 1) ^ -(rest & 1);
    }
}
