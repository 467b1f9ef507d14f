package io.dabiao.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import java.util.Optional;

/**
 * What an event of a site bears so that a measure can leave it out.
 *
 * @param maintenance the announced work that covers the moment
 * @param because the site because of which it failed
 * @param outside whether it lies outside of the service hours
 */
record Marks(Optional<String> maintenance, Optional<String> because, boolean outside) {

    static final Marks NONE = new Marks(Optional.empty(), Optional.empty(), false);

    Marks because(Optional<String> cause, Optional<String> maintenanceOfIt) {
        return new Marks(maintenance.or(() -> maintenanceOfIt), cause, outside);
    }

    /** Whether an outage that bears these goes on where a look bears others. */
    boolean goesOnAs(Marks later) {
        boolean announcedBefore = maintenance.isPresent() && later.maintenance.isEmpty();
        boolean countsFromNow = outside && !later.outside;
        return !announcedBefore && !countsFromNow;
    }

    void onto(ObjectNode data) {
        maintenance.ifPresent(window -> data.put(Maintenance.ATTRIBUTE, window));
        because.ifPresent(cause -> data.put(Probe.BECAUSE, cause));
        if (outside) {
            data.put(ServiceHours.ATTRIBUTE, ServiceHours.MARK);
        }
    }
}
