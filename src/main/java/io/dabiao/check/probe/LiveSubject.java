package io.dabiao.check.probe;

import io.dabiao.core.probe.Probe;
import java.io.IOException;

/**
 * A subject that knows how it is looked at. One folder a kind: beside this a {@link io.dabiao.declare.SubjectReader} that reads it, and
 * {@code kind.yaml} in the folder of the same name among the resources, by which both are found.
 */
public interface LiveSubject extends Probe.Subject {

    /**
     * Looks once. May block: it has a thread of its own, and what it opened by the attempt is closed at the probe's time limit.
     * Returns where all is as expected.
     *
     * @throws AttemptFailed where something is not
     * @throws IOException where the connection breaks; the attempt knows in which phase
     */
    void look(Attempt attempt) throws AttemptFailed, IOException;
}
