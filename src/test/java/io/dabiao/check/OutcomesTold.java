package io.dabiao.check;

import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.core.event.Event;
import io.dabiao.core.probe.Probe;
import io.dabiao.ingest.IntakeInMemory;
import io.dabiao.store.NewestInMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the log has of looks, told by the classes that tell it in the service, without a database. */
public final class OutcomesTold {

    private OutcomesTold() {}

    /**
     * One look a slot, each told by itself.
     *
     * @param first when the first slot begins; those of which nothing is known pass without a word, as in the service
     * @return in the order of their times
     */
    public static List<Event> told(Probe probe, Instant first, List<ProbeOutcome> looks) {
        NewestInMemory log = new NewestInMemory();
        Outages outages = new Outages(new IntakeInMemory(log), log);
        Instant slot = first;
        for (ProbeOutcome look : looks) {
            ProbeResult result = new ProbeResult(probe, slot, probe.interval(), look, look.ok() ? 1 : 2, Marks.NONE);
            List<ProbeResult> results = new ArrayList<>();
            if (result.saysOfTheSite()) {
                results.add(result);
            }
            outages.tell(results, Set.of(probe.site()), slot);
            slot = slot.plus(probe.interval());
        }
        return log.events();
    }
}
