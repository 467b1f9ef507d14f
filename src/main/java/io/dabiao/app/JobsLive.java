package io.dabiao.app;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether a new process would help: a job without which the service is none hangs, or meets nothing but {@link Error}s. Not
 * where the database is away: every job waits for it then, and all replicas would be ended at once to wait again.
 */
@Liveness
@ApplicationScoped
class JobsLive implements HealthCheck {

    private final BackgroundJobs jobs;
    private final Transactions transactions;

    JobsLive(BackgroundJobs jobs, Transactions transactions) {
        this.jobs = jobs;
        this.transactions = transactions;
    }

    @Override
    public HealthCheckResponse call() {
        return response(jobs, transactions.trouble());
    }

    /** @param trouble what is the matter with the database; empty where nothing is */
    static HealthCheckResponse response(BackgroundJobs jobs, Optional<String> trouble) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("background jobs run");
        boolean live = true;
        boolean named = false;
        for (JobRuns.Health health : jobs.health()) {
            if (health.vital() && (health.hangs() || health.broken())) {
                live &= trouble.isPresent() && !health.broken();
                response.withData(health.name(), health.words());
                named = true;
            }
        }
        if (named) {
            trouble.ifPresent(what -> response.withData("database", what));
        }
        return response.status(live).build();
    }
}
