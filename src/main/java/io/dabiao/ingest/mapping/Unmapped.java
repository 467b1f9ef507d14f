package io.dabiao.ingest.mapping;

import io.dabiao.store.Refusal.Reason;

/** A message of which the declared mapping makes no event. */
public final class Unmapped extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public Unmapped(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
