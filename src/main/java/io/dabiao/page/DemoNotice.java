package io.dabiao.page;

import io.dabiao.store.Demonstration;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a demonstration's facts are in the service, so that every page says so. Looked up every few seconds at most, however many pages
 * are made. Safe for use by several threads.
 */
@ApplicationScoped
public class DemoNotice {

    private static final Duration EVERY = Duration.ofSeconds(3);

    private record Look(Instant at, boolean present) {}

    private final Demonstration demonstration;
    private final Clock clock;
    private volatile Look last = new Look(Instant.MIN, false);

    DemoNotice(Demonstration demonstration, Clock clock) {
        this.demonstration = demonstration;
        this.clock = clock;
    }

    public boolean now() {
        Instant now = clock.instant();
        Look look = last;
        if (look.at().isBefore(now.minus(EVERY))) {
            look = new Look(now, demonstration.present());
            last = look;
        }
        return look.present();
    }

    /** As found at the last look; asks for nothing. */
    boolean before() {
        return last.present();
    }
}
