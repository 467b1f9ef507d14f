package io.dabiao.check;

import io.dabiao.check.http.ProbeClient;
import io.dabiao.check.probe.Attempts;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebSubject;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Looks at whatever is declared: pages on event loops, thousands at a time, everything else as it says itself. Safe for use by several
 * threads.
 */
record Looks(ProbeClient pages, Attempts others) implements AutoCloseable {

    /** One look; what goes wrong with it is part of what it finds. */
    CompletionStage<ProbeOutcome> look(Probe probe, Instant slot) {
        if (probe.subject() instanceof WebSubject) {
            return pages.look(probe);
        }
        if (probe.subject() instanceof LiveSubject other) {
            return others.look(probe, other, slot);
        }
        throw new IllegalStateException(
                "nothing here looks at the kind " + probe.subject().kind());
    }

    @Override
    public void close() {
        others.close();
        pages.close();
    }
}
