package io.dabiao.lifecycle;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Whether the service is ending: what would go on by itself asks, so as not to hold the end up. Safe for use by several threads. */
@ApplicationScoped
public class Ending {

    private volatile boolean begun;

    void begin(@Observes @Priority(Draining.GIVERS) ShutdownEvent stopping) {
        begun = true;
    }

    public boolean begun() {
        return begun;
    }
}
