package io.dabiao.check.probe;

import io.dabiao.core.text.Words;

/** What is looked at is not as expected. */
public final class AttemptFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public AttemptFailed(Reason reason, Words words) {
        this(new Fault(reason, words));
    }

    public AttemptFailed(Fault fault) {
        super(fault.words().english(), null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    public Words words() {
        return fault.words();
    }
}
