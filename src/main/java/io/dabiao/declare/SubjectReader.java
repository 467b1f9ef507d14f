package io.dabiao.declare;

import io.dabiao.core.probe.Probe;
import io.dabiao.yaml.Fields;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads what one kind of probe looks at. Found by the {@code kind.yaml} of its folder, made by its constructor without arguments;
 * without state.
 */
public interface SubjectReader {

    /**
     * Reads the kind's own keys; those of every probe ({@code site}, {@code interval}, {@code timeout}, {@code controls}) and keys that are
     * unknown are no matter of its.
     *
     * @return empty where something is wrong, which then has been told
     */
    Optional<Probe.Subject> read(Fields fields);

    /** How often it is looked at where the declaration says nothing. */
    default Duration usualInterval() {
        return Duration.ofSeconds(30);
    }
}
