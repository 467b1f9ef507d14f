package io.dabiao.check.probe;

import io.dabiao.core.text.Words;

/**
 * What is wrong, before it is known in which phase.
 *
 * @param words for people, in both languages
 */
public record Fault(Reason reason, Words words) {

    /** Of a connection that ended too soon. */
    public static final Words CLOSED_EARLY = new Words("the connection ended before the answer did", "应答结束前连接已断开");

    public Fault(Reason reason, String english, String chinese) {
        this(reason, new Words(english, chinese));
    }

    /** What an exception says of itself. */
    public static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
    }

    /**
     * What an exception says after words of our own.
     *
     * @param english such as {@code no connection}
     */
    public static Fault of(Reason reason, String english, String chinese, Throwable failure) {
        return new Fault(reason, english + ": " + said(failure), chinese + "：" + said(failure));
    }
}
