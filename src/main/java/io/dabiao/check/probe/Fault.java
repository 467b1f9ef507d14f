package io.dabiao.check.probe;

import io.dabiao.core.text.Words;

/**
 * What is wrong, before it is known in which phase.
 *
 * @param words for people, in both languages
 */
public record Fault(Reason reason, Words words) {

    /** Of a connection that ended too soon. */
    public static final Words CLOSED_EARLY = Words.of(Fault.class, "theConnectionEndedBeforeThe");

    /**
     * A site that the rules of outbound connections keep from being contacted.
     *
     * @param refusal which rule does, in English
     */
    public static Fault denied(String refusal) {
        return new Fault(Reason.DENIED, Words.of(Fault.class, "denied", refusal));
    }

    /** What an exception says of itself. */
    public static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }

    /**
     * What an exception says after words of our own.
     *
     * @param words such as {@code no connection}
     */
    public static Fault of(Reason reason, Words words, Throwable failure) {
        return new Fault(reason, Words.of(Fault.class, "because", words, said(failure)));
    }
}
