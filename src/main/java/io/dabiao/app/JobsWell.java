package io.dabiao.app;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** How old the last success of every background job is, and whether one hangs or fails for longer than its patience. */
@Wellness
@ApplicationScoped
class JobsWell implements HealthCheck {

    private final BackgroundJobs jobs;

    JobsWell(BackgroundJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("background jobs succeed");
        boolean well = true;
        for (JobRuns.Health health : jobs.health()) {
            response.withData(health.name(), health.words());
            well &= health.well();
        }
        return response.status(well).build();
    }
}
