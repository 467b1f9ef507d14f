package io.dabiao.budget;

import java.io.IOException;

/** The sender of a body has gone before all of it had come. No fault of the service; no one is left to be told. */
public final class ConnectionBroken extends IOException {

    private static final long serialVersionUID = 1L;

    ConnectionBroken(Throwable cause) {
        super("the connection broke off", cause);
    }

    /** Whether that is somewhere under a failure. */
    public static boolean under(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionBroken) {
                return true;
            }
        }
        return false;
    }
}
