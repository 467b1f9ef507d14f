package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.page.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand random requests against the packaged service with the launcher's heap. {@code -Dfuzz.seed}, {@code -Dfuzz.from} and
 * {@code -Dfuzz.count} repeat a part of it.
 */
@Tag("long")
class PackagedFuzzLongIT {

    private static final int PART = 10_000;

    /** After so many requests everything is loaded and the heap has its shape. */
    private static final int WARM = 20_000;

    private static final double LONGEST_SECONDS = 5;
    private static final double GROWTH = 1.25;

    @Test
    void aHundredThousandRequestsBringNoFaultNoLongWaitAndNoGrowth() throws Exception {
        long seed = Long.getLong("fuzz.seed", 1);
        int from = Integer.getInteger("fuzz.from", 0);
        int count = Integer.getInteger("fuzz.count", 100_000);
        List<String> troubles = new ArrayList<>();
        long warm = 0;
        long resident = 0;
        try (PackagedService service = PackagedService.prepared().started()) {
            Fuzz fuzz = new Fuzz(service.port(), seed, PackagedService.token());
            for (int done = 0; done < count && troubles.isEmpty(); done += PART) {
                Fuzz.Outcome outcome = fuzz.run(from + done, Math.min(PART, count - done), 2, LONGEST_SECONDS);
                troubles.addAll(outcome.troubles());
                resident = residentBytes(service.pid());
                warm = done + PART <= WARM ? Math.max(warm, resident) : warm;
                System.out.printf(
                        "fuzz: seed %d, numbers %d to %d, %d told to come later, the slowest %.2f s, resident %d MiB%n",
                        seed,
                        from + done,
                        from + done + outcome.requests() - 1,
                        outcome.busy(),
                        outcome.slowest(),
                        resident >> 20);
            }
            assertThat(service.output()).doesNotContain("OutOfMemoryError");
        }
        assertThat(troubles).isEmpty();
        assertThat(resident).as("resident bytes at the end").isLessThanOrEqualTo((long) (warm * GROWTH));
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
