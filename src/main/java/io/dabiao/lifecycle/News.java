package io.dabiao.lifecycle;

/**
 * There is something new for a background job of this replica: it runs at once rather than at its next turn, as long as it has rested
 * enough before ({@link BackgroundJob#rest}), so that a stream of news costs no more of a processor than its turns do. Fired as an event of
 * CDI after the commit of what is new; nothing is lost where it is not heard, since the next turn finds it too.
 *
 * @param job by its {@link BackgroundJob#name}
 */
public record News(String job) {}
