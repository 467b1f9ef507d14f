package io.dabiao.check;

import io.dabiao.check.probe.Heard;
import io.dabiao.core.event.Event;
import io.dabiao.declare.Declarations;
import io.dabiao.store.NewestEvents;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the log has, and the calendar in force. */
record HeardInLog(NewestEvents events, Declarations declarations) implements Heard {

    @Override
    public Map<String, Event> newest(Collection<String> sources, String type, Instant since) {
        return events.of(sources, List.of(type), since);
    }

    @Override
    public Optional<Boolean> working(LocalDate day) {
        OptionalInt days = declarations.inForce().calendar().daysAfter(day.minusDays(1), day);
        return days.isEmpty() ? Optional.empty() : Optional.of(days.getAsInt() == 1);
    }
}
