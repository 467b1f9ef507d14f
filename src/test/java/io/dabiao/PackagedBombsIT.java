package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sixty-four at once of each bomb, and right afterwards the year as if nothing had been. */
class PackagedBombsIT {

    @Test
    @Guard
    void sixtyFourAtOnceOfEachBombLeaveTheServiceAlive() throws Exception {
        bombarded(Duration.ZERO);
    }

    @Test
    @Tag("long")
    void aMinuteOfEachBombLeavesTheServiceAliveAndItsFiguresRight() throws Exception {
        bombarded(Duration.ofMinutes(1));
    }

    private static void bombarded(Duration each) throws Exception {
        AcceptanceYear year = AcceptanceYear.read();
        try (PackagedService service = PackagedService.prepared()
                .asLaunched()
                .with("DABIAO_OPEN_READING", "false")
                .started()) {
            new Bombardment(service, each).all();

            assertThat(service.isAlive()).isTrue();
            assertThat(service.output()).doesNotContain("OutOfMemoryError").doesNotContain("StackOverflowError");
            int accepted = 0;
            for (byte[] piece : year.pieces(20_000)) {
                accepted += service.postUntilTaken(piece, any -> {})
                        .body()
                        .get("accepted")
                        .asInt();
            }
            assertThat(accepted).isEqualTo(year.accepted());
            year.assertAgrees(service);
            assertThat(service.output()).doesNotContain("OutOfMemoryError");
        }
    }
}
