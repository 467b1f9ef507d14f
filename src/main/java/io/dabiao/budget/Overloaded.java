package io.dabiao.budget;

/** There is no place for a piece of work now. Nothing was lost, and a later try is right. */
public final class Overloaded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final int retryAfter;

    /**
     * @param status of HTTP: 429 where the caller has too much under way, 503 where the service has
     * @param retryAfter seconds
     */
    public Overloaded(int status, int retryAfter, String detail) {
        super(detail);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    /** In seconds. */
    public int retryAfter() {
        return retryAfter;
    }
}
