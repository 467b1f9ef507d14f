package io.dabiao.alert;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What fails here, told by the one who notices and kept where the replica that raises the alerts sees it. Safe for use by several
 * threads.
 */
@ApplicationScoped
public class ServiceHealth {

    /** Of a reason; the rest is in the log. */
    private static final int LONGEST = 1_000;

    private record Failing(Instant since, String reason) {}

    private final String replica = UUID.randomUUID().toString();
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();
    private boolean kept;

    /** Something failed; told again and again while it does, the first time counts. Returns whether this is the first. */
    public boolean fails(String part, String reason, Instant now) {
        Failing before = failing.get(part);
        failing.put(part, new Failing(before == null ? now : before.since(), line(reason)));
        return before == null;
    }

    /**
     * A reason as it is kept: what others said may hold anything, such as the zero character, which no text of the database may. One that
     * could not be kept would fail the round that keeps it, and with it every alert.
     */
    static String line(String reason) {
        String line = reason.replaceAll("[\\p{Cntrl}\\p{Cs}\\s]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    public void works(String part) {
        failing.remove(part);
    }

    /** Within the caller's transaction: writes down what fails at this replica now. */
    void keep(Instant now) {
        if (failing.isEmpty() && !kept) {
            return;
        }
        Trouble.delete("replica = ?1 and part not in ?2", replica, parts());
        failing.forEach((part, what) -> {
            Trouble row = Trouble.findById(new Trouble.Key(replica, part));
            boolean first = row == null;
            if (first) {
                row = new Trouble();
                row.replica = replica;
                row.part = part;
            }
            row.since = what.since();
            row.reason = what.reason();
            row.seen = now;
            if (first) {
                row.persist();
            }
        });
        kept = !failing.isEmpty();
    }

    private java.util.Set<String> parts() {
        return failing.isEmpty() ? java.util.Set.of("") : failing.keySet();
    }
}
