package io.dabiao.check;

import io.dabiao.core.Attribute;
import io.dabiao.core.Event;
import io.dabiao.core.Maintenance;
import io.dabiao.core.Probe;
import io.dabiao.store.NewestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the sites probed here are down. The log itself is the memory: an outage without its end is open, whoever began
 * it, so that a restart or another replica goes on with it. Used by one thread at a time.
 */
final class Outages {

    /** An outage that nobody has looked after for so long is over, whatever it was. */
    private static final Duration LONGEST = Duration.ofDays(400);

    /** @param id of its {@code site.outage} */
    record Open(String id, Instant since, Optional<String> maintenance) {}

    private final NewestEvents events;
    private final Map<String, Optional<Open>> bySite = new HashMap<>();

    Outages(NewestEvents events) {
        this.events = events;
    }

    /** The events that results bring with them, in order. Nothing is remembered of sites not in {@code mine}. */
    List<byte[]> after(List<ProbeResult> results, Collection<String> mine, Instant now) {
        bySite.keySet().retainAll(mine);
        List<ProbeResult> own = results.stream()
                .filter(result -> mine.contains(result.probe().site()))
                .toList();
        // A change is rare and told to the whole world: the log is asked before, not only at the start.
        ask(
                own.stream()
                        .filter(this::changes)
                        .map(ProbeResult::probe)
                        .distinct()
                        .toList(),
                now);
        List<byte[]> told = new ArrayList<>();
        for (ProbeResult result : own) {
            String site = result.probe().site();
            Optional<Open> open = bySite.get(site);
            boolean announcedBefore = open.flatMap(Open::maintenance).isPresent()
                    && result.maintenance().isEmpty();
            if (open.isPresent() && (result.look().ok() || announcedBefore)) {
                told.add(ProbeEvents.ended(result.probe(), open.get(), result.slot()));
                open = Optional.empty();
            }
            // What outlasts the announced work is an outage of its own.
            if (open.isEmpty() && !result.look().ok()) {
                told.add(ProbeEvents.outage(result));
                open = Optional.of(new Open(result.slot().toString(), result.slot(), result.maintenance()));
            }
            bySite.put(site, open);
        }
        return told;
    }

    private boolean changes(ProbeResult result) {
        Optional<Open> open = bySite.get(result.probe().site());
        return open == null || open.isPresent() == result.look().ok();
    }

    private void ask(List<Probe> probes, Instant now) {
        if (probes.isEmpty()) {
            return;
        }
        Map<String, Event> newest = events.of(
                probes.stream().map(Probe::outageSource).toList(),
                List.of(Probe.OUTAGE, Probe.OUTAGE_ENDED),
                now.minus(LONGEST));
        for (Probe probe : probes) {
            bySite.put(
                    probe.site(),
                    Optional.ofNullable(newest.get(probe.outageSource()))
                            .filter(event -> event.type().equals(Probe.OUTAGE))
                            .map(event -> new Open(
                                    event.id(),
                                    event.time(),
                                    Optional.ofNullable(event.attributes().get(Maintenance.ATTRIBUTE))
                                            .map(Attribute::text))));
        }
    }
}
