package io.dabiao.check.probe;

import io.dabiao.core.text.Words;
import java.util.Map;

/**
 * What is wrong, before it is known in which phase.
 *
 * @param words for people, in both languages
 */
public record Fault(Reason reason, Words words) {

    /** What operating systems say of connections and names (strerror and gai_strerror), which is not said in their words to people. */
    private static final Map<String, Words> SAID_BY_SYSTEMS = Map.ofEntries(
            Map.entry("Connection refused", Words.of(Fault.class, "connectionRefused")),
            Map.entry("Connection reset", Words.of(Fault.class, "connectionReset")),
            Map.entry("Broken pipe", Words.of(Fault.class, "brokenPipe")),
            Map.entry("Connection timed out", Words.of(Fault.class, "connectionTimedOut")),
            Map.entry("No route to host", Words.of(Fault.class, "noRouteToHost")),
            Map.entry("Network is unreachable", Words.of(Fault.class, "networkUnreachable")),
            Map.entry("Name or service not known", Words.of(Fault.class, "nameNotKnown")),
            Map.entry("No address associated with hostname", Words.of(Fault.class, "nameHasNoAddress")),
            Map.entry("Temporary failure in name resolution", Words.of(Fault.class, "noAnswerOfNames")));

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
     * What an exception says after words of our own: what is known of operating systems in the reader's language, else as it says it.
     *
     * @param words such as {@code no connection}
     */
    public static Fault of(Reason reason, Words words, Throwable failure) {
        String said = said(failure);
        Words why = SAID_BY_SYSTEMS.entrySet().stream()
                .filter(known -> said.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> Words.asWritten(said));
        return new Fault(reason, Words.of(Fault.class, "because", words, why));
    }
}
