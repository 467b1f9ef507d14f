package io.dabiao.ingest.source;

/** What was posted is not taken. */
public final class PostRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Why {
        /** Its secret or signature is another. */
        NOT_ITS_SENDER,
        /** It cannot be read. */
        UNREADABLE
    }

    private final Why why;

    public PostRefused(Why why, String detail) {
        super(detail, null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
