package io.dabiao.evaluate;

import io.dabiao.declare.Declarations;
import io.dabiao.lifecycle.BackgroundJob;
import io.dabiao.lifecycle.StoreOpened;
import io.dabiao.lifecycle.Wake;
import io.dabiao.store.SeriesRegister;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Takes up declarations that were changed, and has the series that they need kept. */
@ApplicationScoped
class AdoptionJob implements BackgroundJob {

    private static final Logger LOG = Logger.getLogger(AdoptionJob.class);

    private final Declarations declarations;
    private final Assessor assessor;
    private final SeriesRegister register;
    private final Event<Wake> wakes;

    AdoptionJob(Declarations declarations, Assessor assessor, SeriesRegister register, Event<Wake> wakes) {
        this.wakes = wakes;
        this.declarations = declarations;
        this.assessor = assessor;
        this.register = register;
    }

    @Override
    public String name() {
        return "declarations";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(3);
    }

    @Override
    public int rest() {
        return 10;
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        if (declarations.changed()) {
            adopt();
        }
    }

    void opened(@Observes @Priority(StoreOpened.DECLARATIONS) StoreOpened store) {
        register.refresh();
        adopt();
    }

    private void adopt() {
        declarations.load();
        int added = register.keep(assessor.needed());
        LOG.infof(
                "declarations in force: %d of the years %s; %d new series",
                declarations.inForce().byKey().size(), declarations.inForce().years(), added);
        // Anyone who has just approved waits for the first probe and the first verdict.
        wakes.fire(new Wake("sites to probe"));
        if (added > 0) {
            wakes.fire(new Wake("backfill"));
        }
    }
}
