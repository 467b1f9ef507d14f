package io.dabiao.ingest.source;

import java.time.ZoneId;

/**
 * What a kind may want to know of the source whose keys it reads.
 *
 * @param name of the source
 * @param zone of times that name none: the source's, or the institution's
 */
public record Declaring(String name, ZoneId zone) {}
