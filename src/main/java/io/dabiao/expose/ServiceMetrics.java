package io.dabiao.expose;

import io.dabiao.declare.Declarations;
import io.dabiao.declare.DeclaredSecrets;
import io.dabiao.store.Folding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The service's own gauges that no feature counts for itself. */
@ApplicationScoped
class ServiceMetrics {

    private final MeterRegistry meters;
    private final Declarations declarations;
    private final DeclaredSecrets secrets;
    private final Folding folding;

    ServiceMetrics(MeterRegistry meters, Declarations declarations, DeclaredSecrets secrets, Folding folding) {
        this.secrets = secrets;
        this.meters = meters;
        this.declarations = declarations;
        this.folding = folding;
    }

    void register(@Observes StartupEvent started) {
        Gauge.builder(
                        "dabiao.declarations.reload.success",
                        declarations,
                        all -> all.inForce().refused().isEmpty() ? 1 : 0)
                .description("1 while every declaration file is accepted, 0 while an older version stays in force.")
                .register(meters);
        Gauge.builder(
                        "dabiao.declarations.refused",
                        declarations,
                        all -> all.inForce().refused().size())
                .description("Declaration files that are refused.")
                .baseUnit("files")
                .register(meters);
        Gauge.builder(
                        "dabiao.declared.secrets.foreign",
                        secrets,
                        all -> all.foreign().size())
                .description("Secrets that declarations in force name and may not.")
                .register(meters);
        Gauge.builder("dabiao.rollup.backlog", folding, Folding::backlog)
                .description("Batches whose rollups are not folded yet, as of the last look.")
                .baseUnit("batches")
                .register(meters);
    }

    /**
     * The registry outlives an application in its JVM, and would keep a gauge of what is no more in the place of the next one's.
     */
    void clear(@Observes ShutdownEvent ending) {
        meters.clear();
    }
}
