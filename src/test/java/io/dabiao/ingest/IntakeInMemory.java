package io.dabiao.ingest;

import io.dabiao.access.Sender;
import io.dabiao.store.Arrival;
import io.dabiao.store.EventLog;
import io.dabiao.store.NewestInMemory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.enterprise.inject.Vetoed;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** Takes events into a list, without a database. */
@Vetoed
public final class IntakeInMemory extends Intake {

    private final NewestInMemory log;

    public IntakeInMemory(NewestInMemory log) {
        super(null, null, null, null, null, null, null, null, Clock.systemUTC(), new SimpleMeterRegistry());
        this.log = log;
    }

    @Override
    public EventLog.Appended whole(List<Arrival> arrivals, Sender sender) {
        arrivals.forEach(arrival -> log.add(arrival.event()));
        return new EventLog.Appended(arrivals.size(), 0, 0);
    }

    @Override
    public EventLog.Appended decided(List<Arrival> possible, EventLog.Deciding deciding, Sender sender) {
        try {
            return whole(deciding.arrivals(null), sender);
        } catch (SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
