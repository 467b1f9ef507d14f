package io.dabiao.database;

/** The database cannot be reached or cannot write now. Nothing of the attempt remains; trying again later is right. */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
