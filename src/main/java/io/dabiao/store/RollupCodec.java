package io.dabiao.store;

import io.dabiao.core.Fold;
import io.dabiao.core.Rollup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rollups as bytes. The day's total stands first, so that reading a year skips the hours.
 *
 * <p>The first byte is the format's version; a later release reads every earlier one.
 */
final class RollupCodec {

    private static final int VERSION = 1;

    private RollupCodec() {}

    static byte[] encode(DayRollup day) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(code(day.fold()));
            out.writeByte(day.hours().size());
            if (day.hours().size() != 1) {
                write(out, day.fold(), day.total());
            }
            for (Map.Entry<Integer, Rollup> hour : day.hours().entrySet()) {
                out.writeByte(hour.getKey());
                write(out, day.fold(), hour.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static DayRollup decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Fold fold = head(in);
            int hours = in.readUnsignedByte();
            if (hours != 1) {
                read(in, fold);
            }
            TreeMap<Integer, Rollup> byHour = new TreeMap<>();
            for (int i = 0; i < hours; i++) {
                int hour = in.readUnsignedByte();
                byHour.put(hour, read(in, fold));
            }
            return new DayRollup(fold, byHour);
        } catch (IOException broken) {
            throw new UncheckedIOException("a stored rollup cannot be read", broken);
        }
    }

    static Rollup decodeTotal(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Fold fold = head(in);
            if (in.readUnsignedByte() == 1) {
                in.readUnsignedByte();
            }
            return read(in, fold);
        } catch (IOException broken) {
            throw new UncheckedIOException("a stored rollup cannot be read", broken);
        }
    }

    private static Fold head(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("written in format " + version + ", this release reads " + VERSION);
        }
        return fold(in.readUnsignedByte());
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

    private static Fold fold(int code) throws IOException {
        for (Fold fold : Fold.values()) {
            if (code(fold) == code) {
                return fold;
            }
        }
        throw new IOException("no fold has the code " + code);
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

    private static Rollup read(DataInputStream in, Fold fold) throws IOException {
        return switch (fold) {
            case TALLY -> new Rollup.Tally(number(in), number(in));
            case TRIALS -> new Rollup.Trials(number(in), number(in), number(in));
            case TOTAL -> new Rollup.Total(decimal(in), number(in), number(in), number(in));
            case EXTENT -> {
                long unfit = number(in);
                yield in.readBoolean()
                        ? new Rollup.Extent(Optional.of(new Rollup.Range(decimal(in), decimal(in))), unfit)
                        : new Rollup.Extent(Optional.empty(), unfit);
            }
            case ENDS -> {
                long unfit = number(in);
                yield in.readBoolean()
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
            case SEEN -> new Rollup.Seen(in.readBoolean() ? Optional.of(instant(in)) : Optional.empty());
        };
    }

    private static void level(DataOutputStream out, Rollup.Level level) throws IOException {
        instant(out, level.time());
        text(out, level.source());
        text(out, level.id());
        decimal(out, level.value());
    }

    private static Rollup.Level level(DataInputStream in) throws IOException {
        return new Rollup.Level(instant(in), text(in), text(in), decimal(in));
    }

    private static void instant(DataOutputStream out, Instant instant) throws IOException {
        number(out, instant.getEpochSecond());
        number(out, instant.getNano());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(number(in), number(in));
    }

    private static void decimal(DataOutputStream out, BigDecimal decimal) throws IOException {
        number(out, decimal.scale());
        byte[] unscaled = decimal.unscaledValue().toByteArray();
        number(out, unscaled.length);
        out.write(unscaled);
    }

    private static BigDecimal decimal(DataInputStream in) throws IOException {
        int scale = (int) number(in);
        byte[] unscaled = in.readNBytes((int) number(in));
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes((int) number(in)), StandardCharsets.UTF_8);
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

    static long number(DataInputStream in) throws IOException {
        long rest = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            rest |= (long) (next & 0x7F) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        return (rest >>> 1) ^ -(rest & 1);
    }
}
