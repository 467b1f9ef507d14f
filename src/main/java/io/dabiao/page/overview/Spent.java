package io.dabiao.page.overview;

import io.dabiao.evaluate.Assessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each project has spent, looked up at most every few seconds however many people look. Safe for use by several threads.
 */
@ApplicationScoped
class Spent {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private record Look(Instant at, Map<String, BigDecimal> byProject) {}

    private final Assessor assessor;
    private final Map<Integer, Look> looks = new ConcurrentHashMap<>();

    Spent(Assessor assessor) {
        this.assessor = assessor;
    }

    /** In yuan, by project; of those of whose spending something was heard. */
    Map<String, BigDecimal> of(int year, Instant now) {
        return looks.compute(
                        year,
                        (any, look) -> look != null && look.at().isAfter(now.minus(EVERY))
                                ? look
                                : new Look(now, assessor.spent(year, now)))
                .byProject();
    }
}
