package io.dabiao.app;

import io.dabiao.declare.Declarations;
import io.dabiao.yaml.Fault;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether every declaration file was accepted. Not readiness: the versions in force go on working. */
@Wellness
@ApplicationScoped
class Declared implements HealthCheck {

    private final Declarations declarations;

    Declared(Declarations declarations) {
        this.declarations = declarations;
    }

    @Override
    public HealthCheckResponse call() {
        Declarations.InForce inForce = declarations.inForce();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("declarations accepted")
                .withData("inForce", inForce.byKey().size())
                .status(inForce.refused().isEmpty());
        inForce.refused()
                .forEach((file, faults) -> response.withData(
                        file,
                        faults.stream()
                                .map(Fault::toString)
                                .reduce((a, b) -> a + "\n" + b)
                                .orElse("")));
        return response.build();
    }
}
