package io.dabiao.ingest.mapping;

import io.dabiao.core.text.Words;
import io.dabiao.store.Refusal.Reason;

/** A message of which the declared mapping makes no event. */
public final class Unmapped extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Words detail;

    public Unmapped(Reason reason, Words detail) {
        super(detail.english(), null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    public Reason reason() {
        return reason;
    }

    public Words detail() {
        return detail;
    }
}
