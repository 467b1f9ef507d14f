package io.dabiao.postgres.backup;

/** A backup that could not be made or cannot be used, in words for the one who runs the command. Nothing was half done. */
public final class BackupFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BackupFailure(String message) {
        super(message);
    }

    public BackupFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
