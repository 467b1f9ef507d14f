package io.dabiao.check.probe;

import io.dabiao.core.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What was heard and what is known, for looks that contact nothing but wait to be called. */
public interface Heard {

    /**
     * The newest event of each source since an instant; a source without one is not in it.
     *
     * @throws RuntimeException where the store is away
     */
    Map<String, Event> newest(Collection<String> sources, String type, Instant since);

    /** Whether the institution works on a day; empty where the year's calendar is not published. */
    Optional<Boolean> working(LocalDate day);
}
