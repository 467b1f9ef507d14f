package io.dabiao.ingest.stream;

import io.dabiao.store.Refusal.Reason;

/** A message of which the declared mapping makes no event. */
final class Unmapped extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    Unmapped(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
