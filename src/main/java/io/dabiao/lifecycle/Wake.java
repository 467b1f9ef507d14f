package io.dabiao.lifecycle;

/**
 * Somebody waits for what a background job of this replica does: it runs now, or once more where it is under way. Fired as an event of
 * CDI; nothing happens where there is no such job, or none is run yet.
 *
 * @param job by its {@link BackgroundJob#name}
 */
public record Wake(String job) {}
