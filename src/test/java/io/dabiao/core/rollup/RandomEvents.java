package io.dabiao.core.rollup;

import io.dabiao.core.event.Attribute;
import io.dabiao.core.event.Event;
import io.dabiao.core.event.Selector;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Events of all kinds that a series may meet, usable or not; the same for the same seed. */
public final class RandomEvents {

    private static final String TYPE = "thing";
    private static final LocalDate FIRST_DAY = LocalDate.of(2024, 2, 1);

    private final Random random;

    public RandomEvents(long seed) {
        this.random = new Random(seed);
    }

    /** A series of the fold that some events do not fit; a further fold does not compile until it has its attributes. */
    public static Series series(Fold fold, ZoneId zone) {
        List<String> attributes = switch (fold) {
            case TALLY, SEEN -> List.of();
            case TRIALS -> List.of("ok");
            case TOTAL, EXTENT, ENDS, QUANTILES -> List.of("value");
            case MEMBERS -> List.of("name");
            case SPANS -> List.of("from", "to");
        };
        return new Series(zone, Selector.parse(TYPE + "{weight>=0.2}"), fold, attributes);
    }

    /** Events within a stretch of time; some share their instant, some their value. */
    public List<Event> between(Instant start, Instant end, int count) {
        long seconds = end.getEpochSecond() - start.getEpochSecond();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean tied = i > 0 && random.nextInt(4) == 0;
            Instant time = tied
                    ? events.get(random.nextInt(i)).time()
                    : start.plusSeconds((long) (random.nextDouble() * seconds)).plusNanos(random.nextInt(1_000_000));
            events.add(new Event("source-" + random.nextInt(3), "id-" + i, TYPE, time, attributes()));
        }
        return events;
    }

    private Map<String, Attribute> attributes() {
        Map<String, Attribute> attributes = new HashMap<>();
        put(attributes, "weight", new Attribute.Number(BigDecimal.valueOf(random.nextInt(11), 1)));
        put(attributes, "ok", new Attribute.Flag(random.nextBoolean()));
        put(attributes, "value", new Attribute.Number(number()));
        put(attributes, "name", new Attribute.Text("名" + random.nextInt(12)));
        LocalDate from = FIRST_DAY.plusDays(random.nextInt(20));
        put(attributes, "from", new Attribute.Text(from.toString()));
        put(
                attributes,
                "to",
                new Attribute.Text(from.plusDays(random.nextInt(12) - 2L).toString()));
        return attributes;
    }

    /** Now and then absent, or of another kind. */
    private void put(Map<String, Attribute> attributes, String name, Attribute usable) {
        switch (random.nextInt(12)) {
            case 0 -> {}
            case 1 -> attributes.put(name, new Attribute.Text("many"));
            case 2 -> attributes.put(name, new Attribute.Number(new BigDecimal("1.50")));
            default -> attributes.put(name, usable);
        }
    }

    /** With trailing zeros, below zero, zero, very large and very small. */
    private BigDecimal number() {
        return switch (random.nextInt(6)) {
            case 0 -> BigDecimal.valueOf(random.nextInt(5), random.nextInt(4));
            case 1 -> BigDecimal.valueOf(-random.nextInt(10_000), 2);
            case 2 -> BigDecimal.valueOf(random.nextLong() / 10_000);
            case 3 -> BigDecimal.valueOf(random.nextInt(), 30);
            default -> BigDecimal.valueOf(random.nextInt(100_000), 3);
        };
    }
}
