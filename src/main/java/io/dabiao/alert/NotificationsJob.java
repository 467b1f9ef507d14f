package io.dabiao.alert;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Has the messages that are due sent; it does not wait until they are. */
@ApplicationScoped
class NotificationsJob implements BackgroundJob {

    private final Alerts alerts;

    NotificationsJob(Alerts alerts) {
        this.alerts = alerts;
    }

    @Override
    public String name() {
        return "notifications";
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
        alerts.deliver();
    }
}
