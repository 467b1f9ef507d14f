package io.dabiao.app;

import io.dabiao.lifecycle.StoreOpened;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

/** Tells everything that needs the database that it is there, and begins the background jobs. */
@ApplicationScoped
class Opening {

    private final Event<StoreOpened> opened;
    private final BackgroundJobs jobs;

    Opening(Event<StoreOpened> opened, BackgroundJobs jobs) {
        this.opened = opened;
        this.jobs = jobs;
    }

    void start(@Observes StartupEvent started) {
        opened.fire(new StoreOpened());
        jobs.start();
    }
}
