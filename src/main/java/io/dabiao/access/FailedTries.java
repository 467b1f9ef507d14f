package io.dabiao.access;

import io.dabiao.audit.AuditAct;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tries to get in that failed, by the address that they came from. An address has a budget of them that fills again slowly: beyond it tries are put
 * off, never locked out, since many people may share an address. What failed is recorded in rows of one minute, so that a flood makes few of them.
 *
 * <p>The budget is this replica's own and in memory: keeping it in the database would let every wrong guess cost a write. What locks a name is kept
 * in the database. Thread-safe.
 */
@ApplicationScoped
public class FailedTries {

    /** What was tried. */
    public enum Entrance {
        TOKEN(AuditAct.TOKEN_REFUSED, 60, Duration.ofSeconds(1)),
        SIGN_IN(AuditAct.SIGN_IN_FAILED, 40, Duration.ofSeconds(2)),
        FIRST_ACCOUNT(AuditAct.FIRST_ACCOUNT_REFUSED, 40, Duration.ofSeconds(2)),
        SECOND_FACTOR(AuditAct.SECOND_FACTOR_FAILED, 40, Duration.ofSeconds(2));

        private final AuditAct act;
        private final int atOnce;
        private final Duration each;

        Entrance(AuditAct act, int atOnce, Duration each) {
            this.act = act;
            this.atOnce = atOnce;
            this.each = each;
        }

        /** As the audit log calls it. */
        public AuditAct act() {
            return act;
        }

        /** So many failures of an address cost nothing. */
        int atOnce() {
            return atOnce;
        }

        /** After so long one more is free. */
        Duration each() {
            return each;
        }
    }

    /**
     * What failed within one minute, of one kind and address.
     *
     * @param minute when it began
     * @param tries how many
     * @param putOff how many of them were not looked at
     * @param names what was typed as a name, the first few; not all of them belong to somebody
     */
    public record Batch(Instant minute, Entrance kind, String address, int tries, int putOff, Set<String> names) {}

    private record Origin(Entrance kind, String address) {}

    private static final class Count {
        private int tries;
        private int putOff;
        private final Set<String> names = new LinkedHashSet<>();
    }

    private static final String OTHERS = "other addresses";
    private static final int MOST_ADDRESSES = 10_000;
    /** Rows a minute. */
    private static final int MOST_ROWS = 200;

    private static final int MOST_NAMES = 5;

    private final Clock clock;

    /** When an address's budget is full again. The one that was asked for longest ago goes first. */
    private final Map<Origin, Instant> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Origin, Instant> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private final Map<Origin, Count> counts = new LinkedHashMap<>();
    private Instant minute = Instant.MIN;
    private final List<Batch> ended = new ArrayList<>();

    FailedTries(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes one try out of an address's budget, before anything is looked at; {@link #giveBack} returns it when the try was right.
     *
     * @return empty where it may be tried; else after how long again
     */
    public synchronized Optional<Duration> take(Entrance entrance, String address) {
        Origin origin = new Origin(entrance, address);
        Instant now = clock.instant();
        Instant full = later(fullAt.getOrDefault(origin, now), now);
        Duration used = Duration.between(now, full);
        Duration most = entrance.each().multipliedBy(entrance.atOnce() - 1L);
        if (used.compareTo(most) > 0) {
            return Optional.of(used.minus(most));
        }
        fullAt.put(origin, full.plus(entrance.each()));
        return Optional.empty();
    }

    /** Whether an address has spent its budget. */
    public synchronized boolean spent(Entrance entrance, String address) {
        Instant now = clock.instant();
        Instant full = fullAt.get(new Origin(entrance, address));
        return full != null
                && Duration.between(now, full).compareTo(entrance.each().multipliedBy(entrance.atOnce() - 1L)) > 0;
    }

    /** The try that was taken was right. */
    public synchronized void giveBack(Entrance entrance, String address) {
        fullAt.computeIfPresent(new Origin(entrance, address), (origin, full) -> full.minus(entrance.each()));
    }

    /**
     * Notes a failure for the record.
     *
     * @param name what was typed as a name; empty where there is none
     * @param putOff whether it was not looked at
     */
    public synchronized void failed(Entrance entrance, String address, String name, boolean putOff) {
        turn(clock.instant());
        Origin origin = new Origin(entrance, address);
        if (!counts.containsKey(origin) && counts.size() >= MOST_ROWS) {
            origin = new Origin(entrance, OTHERS);
        }
        Count count = counts.computeIfAbsent(origin, one -> new Count());
        count.tries++;
        count.putOff += putOff ? 1 : 0;
        if (!name.isEmpty() && count.names.size() < MOST_NAMES) {
            count.names.add(name);
        }
    }

    /** What of each minute that is over has not been taken yet. */
    public synchronized List<Batch> ended() {
        turn(clock.instant());
        return taken();
    }

    /** Everything that has not been taken yet, of the current minute too: the service stops. */
    public synchronized List<Batch> all() {
        turn(Instant.MAX);
        return taken();
    }

    /** They could not be recorded: they come again. */
    public synchronized void again(List<Batch> batches) {
        if (ended.size() < MOST_ROWS * Entrance.values().length) {
            ended.addAll(0, batches);
        }
    }

    private List<Batch> taken() {
        List<Batch> batches = List.copyOf(ended);
        ended.clear();
        return batches;
    }

    private void turn(Instant now) {
        Instant current = now.equals(Instant.MAX) ? now : now.truncatedTo(ChronoUnit.MINUTES);
        if (current.equals(minute)) {
            return;
        }
        counts.forEach((origin, count) -> ended.add(new Batch(
                minute, origin.kind(), origin.address(), count.tries, count.putOff, Set.copyOf(count.names))));
        counts.clear();
        minute = now.equals(Instant.MAX) ? Instant.MIN : current;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
