package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code -Dfuzz.seed} repeats a run, {@code -Dfuzz.from} takes it up at a number, {@code -Dfuzz.count} says how long it is. */
@QuarkusTest
@WithTestResource(HostileInputTest.Database.class)
class FuzzTest {

    /** Not asserted here: the machine may be busy. The long run does. */
    private static final double PATIENCE_SECONDS = 300;

    @Test
    @Guard
    void noRequestIsAnsweredWithAFaultOfTheService() throws IOException, InterruptedException {
        long seed = Long.getLong("fuzz.seed", 1);
        int from = Integer.getInteger("fuzz.from", 0);
        int count = Integer.getInteger("fuzz.count", 2_000);
        Fuzz fuzz = new Fuzz(RestAssured.port, seed, ServiceDatabase.ADMIN_TOKEN);

        Fuzz.Outcome outcome = fuzz.run(from, count, 4, PATIENCE_SECONDS);

        System.out.printf(
                "fuzz: seed %d, %d requests from number %d to %d ways in, %d told to come later, the slowest %.2f s%n",
                seed, outcome.requests(), from, fuzz.targets(), outcome.busy(), outcome.slowest());
        assertThat(outcome.troubles()).isEmpty();
        assertThat(outcome.requests()).isEqualTo(count);
    }
}
