package io.dabiao.app;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** How old the last success of every background job is, and whether one hangs or fails for longer than its patience. */
@Wellness
@ApplicationScoped
class JobsWell implements HealthCheck {

    private final BackgroundJobs jobs;
    private final CalendarJobs calendar;

    JobsWell(BackgroundJobs jobs, CalendarJobs calendar) {
        this.jobs = jobs;
        this.calendar = calendar;
    }

    @Override
    public HealthCheckResponse call() {
        return response(jobs, calendar.failing());
    }

    /** @param failing what the calendar started and failed, with the reason */
    static HealthCheckResponse response(BackgroundJobs jobs, Map<String, String> failing) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("background jobs succeed");
        boolean well = failing.isEmpty();
        failing.forEach((name, reason) -> response.withData(name, "fails: " + reason));
        for (JobRuns.Health health : jobs.health()) {
            response.withData(health.name(), health.words());
            well &= health.well();
        }
        return response.status(well).build();
    }
}
