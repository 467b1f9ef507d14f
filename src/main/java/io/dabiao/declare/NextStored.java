package io.dabiao.declare;

import io.dabiao.yaml.Fault;
import java.util.List;

/** What became of a change of what is declared: {@link Proposals#next}. */
public sealed interface NextStored {

    /**
     * It is a version.
     *
     * @param version waits for approval, or is in force or approved for a day to come where that was asked for
     */
    record Stored(DeclarationVersion version) implements NextStored {}

    /**
     * Nothing is stored: the newest text says it already.
     *
     * @param now the newest
     */
    record Unchanged(NextVersion.Base now) implements NextStored {}

    /**
     * Nothing is stored: since the person opened the form another version has come.
     *
     * @param now from which the next version would be made
     */
    record Overtaken(NextVersion.Base now) implements NextStored {}

    /**
     * Nothing is stored: the declaration would have faults.
     *
     * @param faults at least one
     */
    record Refused(List<Fault> faults) implements NextStored {

        public Refused {
            faults = List.copyOf(faults);
        }
    }
}
