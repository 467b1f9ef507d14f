package io.dabiao.evaluate;

import io.dabiao.declare.Declarations;
import io.dabiao.lifecycle.BackgroundJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Evaluates what may have changed. It rests ten times as long as it works: a tenth of a processor, however many indicators. */
@ApplicationScoped
class EvaluationJob implements BackgroundJob {

    /** Of a slow machine, for the first run of all. */
    private static final Duration FOR_EACH = Duration.ofMillis(20);

    private final Recorder recorder;
    private final Declarations declarations;

    EvaluationJob(Recorder recorder, Declarations declarations) {
        this.recorder = recorder;
        this.declarations = declarations;
    }

    @Override
    public String name() {
        return "evaluation";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int rest() {
        return 10;
    }

    @Override
    public Duration patience() {
        long indicators = declarations.inForce().byKey().values().stream()
                .mapToLong(effectiveDeclaration ->
                        effectiveDeclaration.declaration().indicators().size())
                .sum();
        return BackgroundJob.super.patience().plus(FOR_EACH.multipliedBy(indicators));
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        recorder.round();
    }
}
