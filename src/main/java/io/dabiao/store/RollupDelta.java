package io.dabiao.store;

import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.Fold;
import io.dabiao.core.rollup.Rollup;
import io.dabiao.core.rollup.Series;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The rollups of a set of events, by series and day. Not safe for use by several threads. */
final class RollupDelta {

    /** @param series the series' number in the store */
    record Key(int series, LocalDate day) {}

    private final Map<Key, DayRollup> days = new HashMap<>();
    private Today today = Today.NONE;

    /** The rollups of that day by their series' numbers, which are small: no key is made and hashed for each event. */
    private DayRollup[] ofToday = new DayRollup[64];

    Map<Key, DayRollup> days() {
        return days;
    }

    /** Folds one event into a series, if the series selects it; the event must be of the series' type. */
    void add(int number, Series series, Event event) {
        Optional<Rollup> rollup = series.fold(event);
        if (rollup.isPresent()) {
            if (!today.holds(series.zone(), event.time())) {
                today = Today.of(series, event);
                Arrays.fill(ofToday, null);
            }
            int slot = DayRollup.slot(event.time().getEpochSecond() - today.start.getEpochSecond());
            ofToday(number, series.fold()).add(slot, rollup.get());
        }
    }

    private DayRollup ofToday(int number, Fold fold) {
        if (number >= ofToday.length) {
            ofToday = Arrays.copyOf(ofToday, Math.max(number + 1, 2 * ofToday.length));
        }
        if (ofToday[number] == null) {
            ofToday[number] = day(new Key(number, today.day), fold);
        }
        return ofToday[number];
    }

    /** The day that the last event fell in. Most events share it with the one before, and finding it is dear. */
    private record Today(ZoneId zone, LocalDate day, Instant start, Instant end) {

        static final Today NONE = new Today(ZoneOffset.UTC, LocalDate.EPOCH, Instant.MAX, Instant.MIN);

        static Today of(Series series, Event event) {
            LocalDate day = series.day(event);
            ZoneId zone = series.zone();
            return new Today(
                    zone,
                    day,
                    day.atStartOfDay(zone).toInstant(),
                    day.plusDays(1).atStartOfDay(zone).toInstant());
        }

        boolean holds(ZoneId other, Instant time) {
            return !time.isBefore(start) && time.isBefore(end) && zone.equals(other);
        }
    }

    void add(Key key, DayRollup rollup) {
        day(key, rollup.fold()).add(rollup);
    }

    private DayRollup day(Key key, Fold fold) {
        return days.computeIfAbsent(key, absent -> new DayRollup(fold));
    }

    byte[] encode() {
        WrittenBytes bytes = new WrittenBytes(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            RollupCodec.number(out, days.size());
            for (Map.Entry<Key, DayRollup> cell : days.entrySet()) {
                byte[] day = RollupCodec.encode(cell.getValue());
                RollupCodec.number(out, cell.getKey().series());
                RollupCodec.number(out, cell.getKey().day().toEpochDay());
                RollupCodec.number(out, day.length);
                out.write(day);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Adds what {@link #encode} wrote, of the wanted series only. */
    void addEncoded(byte[] encoded, IntPredicate wanted) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        long cells = RollupCodec.number(in);
        for (long i = 0; i < cells; i++) {
            int series = (int) RollupCodec.number(in);
            LocalDate day = LocalDate.ofEpochDay(RollupCodec.number(in));
            byte[] bytes = RollupCodec.bytes(in);
            if (wanted.test(series)) {
                add(new Key(series, day), RollupCodec.decode(bytes));
            }
        }
    }
}
