package io.dabiao.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What happens to a day's events on their way: some come late, some twice, one is corrected, two are written wrongly. */
final class Post {

    private static final double LATE = 0.004;
    private static final double TWICE = 0.003;
    private static final int LONGEST_DELAY = 12;

    private final LocalDate day;
    private final LocalDate last;
    private final Random random;

    /** @param last by then everything has arrived */
    Post(LocalDate day, LocalDate last, Random random) {
        this.day = day;
        this.last = last;
        this.random = random;
    }

    /**
     * Sends an event.
     *
     * @param lines what arrives on the day
     * @param underWay what arrives later, by day
     */
    void send(DemoEvent event, List<String> lines, Map<LocalDate, List<String>> underWay) {
        spoil(event, lines);
        double fate = random.nextDouble();
        int delay = 1 + random.nextInt(LONGEST_DELAY);
        LocalDate arrival = day.plusDays(delay);
        if (fate < LATE && !arrival.isAfter(last)) {
            underWay.computeIfAbsent(arrival, absent -> new ArrayList<>()).add(event.json());
            return;
        }
        lines.add(event.json());
        if (fate > 1 - TWICE) {
            lines.add(event.json());
        }
    }

    /** The mistakes worth looking at: a correction that cannot count, and two events that cannot be taken. */
    private void spoil(DemoEvent event, List<String> lines) {
        if (first(event, "attack.blocked", 2, 12)) {
            lines.add(event.with("value", 1_000_000).json());
        } else if (first(event, "inspection", 1, 3)) {
            lines.add(named(event, "no-offset").json(day + "T09:30:00"));
        } else if (first(event, "spam.blocked", 2, 5)) {
            lines.add(named(event, "no-number").with("value", "约一百五十").json());
        }
    }

    private boolean first(DemoEvent event, String type, int month, int dayOfMonth) {
        return event.type().equals(type) && day.getMonthValue() == month && day.getDayOfMonth() == dayOfMonth;
    }

    private static DemoEvent named(DemoEvent event, String name) {
        return new DemoEvent(event.source(), event.id() + "-" + name, event.type(), event.time(), event.data());
    }
}
