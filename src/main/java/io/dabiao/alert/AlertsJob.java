package io.dabiao.alert;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Makes alerts and messages of what was recorded. */
@ApplicationScoped
class AlertsJob implements BackgroundJob {

    private final Alerts alerts;

    AlertsJob(Alerts alerts) {
        this.alerts = alerts;
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(500);
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        alerts.round();
    }
}
