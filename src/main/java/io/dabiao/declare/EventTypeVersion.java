package io.dabiao.declare;

import java.time.Instant;
import java.util.Optional;

/**
 * A version of an event type that people defined over the API or on a page.
 *
 * @param version 1 and more, of each type
 * @param definition YAML, as it was written; empty where the definition was removed
 * @param author who did it
 * @param reason why, in their words
 */
public record EventTypeVersion(
        String type, int version, Optional<String> definition, String author, String reason, Instant recordedAt) {}
