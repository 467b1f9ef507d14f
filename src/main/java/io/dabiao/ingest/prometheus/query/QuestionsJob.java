package io.dabiao.ingest.prometheus.query;

import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Asks the declared Prometheus servers. */
@ApplicationScoped
class QuestionsJob implements BackgroundJob {

    private final PrometheusPoller prometheusPoller;

    QuestionsJob(PrometheusPoller prometheusPoller) {
        this.prometheusPoller = prometheusPoller;
    }

    @Override
    public String name() {
        return "questions to a Prometheus";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void run(Instant now) {
        prometheusPoller.round();
    }
}
