package io.dabiao.check.http;

/**
 * What is wrong, before it is known in which phase.
 *
 * @param detail in words
 */
record Fault(Reason reason, String detail) {

    static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }
}
