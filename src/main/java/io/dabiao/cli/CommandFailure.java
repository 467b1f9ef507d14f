package io.dabiao.cli;

/** What kept a command from being done, in words for the one who gave it. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}
