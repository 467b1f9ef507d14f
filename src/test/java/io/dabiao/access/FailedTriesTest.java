package io.dabiao.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.access.FailedTries.Entrance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedTriesTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:10Z");
    private static final String HERE = "203.0.113.9";

    private Instant now = BEGIN;

    private final FailedTries tries = new FailedTries(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    private long taken(Entrance entrance, String address, int times) {
        return IntStream.range(0, times)
                .filter(i -> tries.take(entrance, address).isEmpty())
                .count();
    }

    @Test
    void anAddressThatTriesTooOftenIsPutOffAndNeverLockedOut() {
        assertThat(taken(Entrance.TOKEN, HERE, 300)).isEqualTo(Entrance.TOKEN.atOnce());
        assertThat(tries.take(Entrance.TOKEN, HERE)).contains(Entrance.TOKEN.each());
        assertThat(tries.spent(Entrance.TOKEN, HERE)).isTrue();
        assertThat(tries.take(Entrance.TOKEN, "198.51.100.1"))
                .as("another address")
                .isEmpty();
        assertThat(tries.take(Entrance.SIGN_IN, HERE))
                .as("people behind the same address")
                .isEmpty();
        now = now.plus(Entrance.TOKEN.each());
        assertThat(tries.spent(Entrance.TOKEN, HERE)).isFalse();
        assertThat(taken(Entrance.TOKEN, HERE, 10)).isEqualTo(1);
        now = now.plus(Duration.ofHours(1));
        assertThat(taken(Entrance.TOKEN, HERE, 300)).isEqualTo(Entrance.TOKEN.atOnce());
    }

    @Test
    void aTryThatWasRightCostsNothing() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(tries.take(Entrance.SIGN_IN, HERE)).isEmpty();
            tries.giveBack(Entrance.SIGN_IN, HERE);
        }
    }

    @Test
    void aFloodMakesOneRowAMinuteAndKind() {
        for (int i = 0; i < 300; i++) {
            tries.failed(Entrance.TOKEN, HERE, "", i >= 60);
        }
        tries.failed(Entrance.SIGN_IN, HERE, "vera", false);
        assertThat(tries.ended()).as("the minute is not over").isEmpty();
        now = now.plusSeconds(50);
        tries.failed(Entrance.TOKEN, HERE, "", false);
        Instant minute = Instant.parse("2026-03-01T08:00:00Z");
        List<FailedTries.Batch> batches = tries.ended();
        assertThat(batches)
                .containsExactly(
                        new FailedTries.Batch(minute, Entrance.TOKEN, HERE, 300, 240, Set.of()),
                        new FailedTries.Batch(minute, Entrance.SIGN_IN, HERE, 1, 0, Set.of("vera")));
        assertThat(tries.ended()).isEmpty();
        tries.again(batches);
        assertThat(tries.all()).as("what could not be written comes again").hasSize(3);
    }

    @Test
    void aFloodFromManyAddressesMakesFewRows() {
        for (int i = 0; i < 100_000; i++) {
            tries.failed(Entrance.TOKEN, "10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256, "", false);
        }
        List<FailedTries.Batch> batches = tries.all();
        assertThat(batches).hasSizeLessThan(250);
        assertThat(batches.stream().mapToInt(FailedTries.Batch::tries).sum()).isEqualTo(100_000);
    }
}
